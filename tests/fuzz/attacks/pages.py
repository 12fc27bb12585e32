# ruff: noqa: PLR0915 (tables of data, quoted as the attacks need it)
"""Web pages made to hurt: deep, broad, with thousands of cards, tables or metadata."""

from .markup import MARKUP, fill


def html(size):
    for title, make in MARKUP.items():
        yield (title, b"<!doctype html><html><head><title>x</title></head><body>" + make(size))
    card = b"<article class='card'><h2 class='title'><a href='/n/%d'>The boat number %d comes into the harbour</a></h2><time datetime='2021-10-05'>5 October 2021</time><p>It came in today, and everybody went to see it at the old quay.</p></article>"
    yield ("cards", b"<html><body>" + b"".join(card % (i, i) for i in range(size // 262)))
    yield ("cards of one address", b"<html><body>" + fill(card % (1, 1), size))
    yield (
        "cards of one address, many words",
        b"<html><body>" + b"".join(card % (1, i) for i in range(size // 262)),
    )
    yield (
        "cards deep",
        b"<html><body>" + b"<div>" * 200 + b"".join(card % (i, i) for i in range(size // 262)),
    )
    yield (
        "cards far too deep",
        b"<html><body>" + b"<div>" * 10000 + b"".join(card % (i, i) for i in range(size // 299)),
    )
    yield (
        "cards in cards",
        b"<html><body>" + b"".join((card % (i, i)).replace(b"</article>", b"") for i in range(size // 349)),
    )
    yield (
        "cards in spans",
        b"<html><body>" + b"".join(b"<span>" + card % (i, i) for i in range(size // 349)),
    )
    yield (
        "headings and texts",
        b"<html><body>"
        + b"".join(
            b"<h2><a href='/%d'>The boat number %d comes in</a></h2><p>Everybody went to see it at the old quay.</p>"
            % (i, i)
            for i in range(size // 116)
        ),
    )
    yield (
        "headings deep",
        b"<html><body>"
        + b"<div>" * 230
        + b"".join(
            b"<h2>The boat number %d comes in</h2><p>Everybody went to see it at the old quay.</p>" % i
            for i in range(size // 116)
        ),
    )
    yield (
        "one article",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + fill(
            b"<p>It came in today, and everybody went to see it at the old quay of the town, with music and all.</p>",
            size,
        ),
    )
    yield (
        "one article in spans",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + fill(
            b"<div><span>It came in today, and everybody went to see it at the old quay of the town, with music and all.</span><br>x</div>",
            size,
        ),
    )
    yield (
        "one article in nested blocks",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + fill(
            b"<div><p>It came in today, and everybody went to see it at the old quay of the town, with music and all.</p>",
            size,
        ),
    )
    yield (
        "one article, nested lines",
        b"<html><head><meta property='og:type' content='article'></head><body><h1>The boat comes into the harbour</h1>"
        + fill(
            b"<div>It came in today, and everybody went to see it at the old quay of the town, with music and all.",
            min(20_000, size),
        )
        + fill(b"<p>x y z.", min(400_000, size)),
    )
    yield (
        "JSON-LD scripts",
        b"<html><head>"
        + fill(
            b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","url":"https://x/y"}</script>',
            size,
        ),
    )
    yield (
        "JSON-LD empty scripts",
        b"<html><head>" + fill(b'<script type="application/ld+json">1</script>', size),
    )
    yield ("JSON-LD nested", b'<html><head><script type="application/ld+json">' + fill(b"[", size))
    yield (
        "JSON-LD nested, often",
        b"<html><head>"
        + fill(b'<script type="application/ld+json">' + b"[" * 900 + b"]" * 900 + b"</script>", size),
    )
    yield (
        "JSON-LD numbers",
        b'<html><head><script type="application/ld+json">{"@type":"NewsArticle","image":{"url":"https://x/y.jpg","width":'
        + b"1" * 4400
        + b"}}</script>",
    )
    yield (
        "JSON-LD of many references",
        b'<html><head><script type="application/ld+json">{"@graph":['
        + b",".join(
            b'{"@type":"NewsArticle","@id":"%d","author":[%s]}' % (i, b",".join([b'{"@id":"a"}'] * 40))
            for i in range(size // 551)
        )
        + b',{"@id":"a","name":"'
        + b"x" * (size // 52)
        + b'"}]}</script>',
    )
    yield (
        "JSON-LD headline",
        b'<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + fill(b"<b ", size)
        + b'"}</script>',
    )
    yield (
        "JSON-LD types",
        b'<html><head><script type="application/ld+json">{"@type":"'
        + fill(b"Article", size)
        + b'x"}</script>',
    )
    yield (
        "JSON-LD types of words",
        b'<html><head><script type="application/ld+json">{"@type":"' + fill(b"a", size) + b'!"}</script>',
    )
    yield ("microdata type", b'<html><body><div itemtype="' + fill(b"a", size) + b'!">x')
    yield (
        "microdata nested",
        b"<html><body>" + fill(b'<div itemtype="x/NewsArticle" itemprop="description">x', size),
    )
    yield (
        "microdata of one",
        b'<html><body><div itemtype="x/NewsArticle">'
        + b'<div itemprop="description">' * 250
        + fill(b"<p itemprop=url>word", size),
    )
    yield ("meta", b"<html><head>" + fill(b"<meta property='article:tag' content='abcdefgh'>", size))
    yield ("charsets", b"<html><head>" + fill(b"<meta charset", 4000) + fill(b"<p>\xff", size))
    yield (
        "links",
        b"<html><head>" + fill(b"<link rel=alternate type=application/rss+xml href=http://x/y>", size),
    )
    yield ("anchors with deep text", b"<html><body>" + fill(b"<a rel=next href=http://[>next</a>", size))
    yield ("anchors nested", b"<html><body>" + fill(b"<a href=x><table><tr><td>", size))
    yield ("anchor around all", b"<html><body><a href=x>" + fill(b"<p>word words</p>", size))
    yield ("anchors in spans", b"<html><body>" + fill(b"<a href=x><span>", size))
    yield ("headers with nav", b"<html><body>" + fill(b"<header>", size))
    yield ("headers with much", b"<html><body>" + b"<header>" * 240 + fill(b"<p>x</p>", size))
    yield ("one parent of inline", b"<html><body><p>" + fill(b"<time>x</time>", size))
    yield ("spans with hints", b"<html><body><p>" + fill(b"<span class='date'>5 October 2021</span> ", size))
    yield ("inline deep, br", b"<html><body>" + b"<span>" * 230 + fill(b"x<br>", size))
    yield (
        "a row of many cells",
        b"<html><body><table><tr><th>Title<th>Date<tr>"
        + b"".join(b"<td>Cell number %d</td>" % i for i in range(size // 26)),
    )
    yield (
        "rows of cells",
        b"<html><body><table><tr><th>Title<th>Date"
        + b"".join(
            b"<tr><td><a href='/%d'>A boat number %d came in</a></td><td>5 October 2021</td>" % (i, i)
            for i in range(size // 116)
        ),
    )
    yield (
        "tables in a table with th",
        b"<html><body>" + b"<table><tr><td>" * 80 + fill(b"<table><tr><td>x</td></tr></table>", size),
    )
    yield ("table without th", b"<html><body>" + fill(b"<table><tr><td>x", size) + b"<th>")
    yield (
        "classes that differ",
        b"<html><body>"
        + b"".join(b"<p class='a%d b%d'>A line of words here</p>" % (i, i) for i in range(size // 52)),
    )
    yield (
        "shapes that differ",
        b"<html><body>"
        + b"".join(
            b"<div class='x%s'><h2>A boat number %d comes in</h2><p>And it has a text beside it, of more than sixty characters in all.</p></div>"
            % (bytes([97 + i % 26, 97 + i // 26 % 26]), i)
            for i in range(size // 149)
        ),
    )
    yield (
        "scattered dates",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2>%s</article>"
            % (i, i, b"<p>5</p><p>x 2021</p>" * 200)
            for i in range(min(200, size // 5000 + 1))
        ),
    )
    yield ("links around blocks", b"<html><body>" + fill(b"<a href=x><div>", size))
    opened = b"<p>" + b"".join(b"<b id=b%d>" % i for i in range(size // 40)) + b"</p>"
    yield ("formatting left open", b"<html><body>" + opened + fill(b"<p>x", size // 2))
    yield (
        "formatting closed in comments",
        b"<html><body>" + opened.replace(b"><", b"><!--</b>--><") + fill(b"<p>x", size // 2),
    )
    yield ("blocks closed in scripts", b"<html><body>" + fill(b"<div><script></div></script>", size))
    yield ("long line with digits", b"<html><body><p>" + fill(b"5 de octubre ", size) + b"2021")
    yield (
        "xml",
        b'<?xml version="1.0"?>'
        + fill(b"<!-- -->", min(60_000, size))
        + b"<html><body>"
        + fill(b"<p/>", size),
    )
    yield ("spaces and comments before", fill(b" <!---->", min(65_000, size)) + b"<html>x")
    yield ("comments open before", fill(b"<!--", min(65_000, size)) + b"--><html>x")
    yield ("saved from", b"<html>" + fill(b"<!--" + b" " * 400, 4096) + fill(b"<p>A line of words</p>", size))
    yield (
        "title with bars",
        b"<html><head><title>"
        + fill(b"a | ", size)
        + b"</title></head><body><h1>x</h1><p>"
        + b"Word words. " * 100,
    )
    yield (
        "h1 with bars",
        b"<html><body><h1>" + fill(b"a and ", 300) + b"</h1><p class=author>" + fill(b" and A B", size),
    )
    yield (
        "author of commas",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2><p class='topic'>%s</p></article>"
            % (i, i, b"a ; " * 15)
            for i in range(size // 209)
        ),
    )
    yield (
        "beside",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2><p>5 October 2021 | %s</p></article>"
            % (i, i, b"Aa " * 15)
            for i in range(size // 209)
        ),
    )
    yield ("utf-16", ("<html><body>" + "<p>a line</p>" * (size // 26)).encode("utf-16"))
