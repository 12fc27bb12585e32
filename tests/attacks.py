# ruff: noqa: Q000, Q003, RUF005, PLR0915 (tables of data, quoted as what they attack is)
"""What hurts readers: words, dates and addresses for the mutator of `tests/fuzz.py`, and documents of 1 MB."""

import base64
import json

SIZE = 1024 * 1024

NESTS = (
    (b"<div>", b"</div>"), (b"<b>", b"</b>"), (b"<table><tr><td>", b"</td></tr></table>"), (b"<ul><li>", b"</li></ul>"),
    (b"<item>", b"</item>"), (b"<entry>", b"</entry>"), (b"<media:group>", b"</media:group>"), (b"<title>", b"</title>"),
    (b"<outline text='a'>", b"</outline>"), (b"[", b"]"), (b'{"a":', b"}"), (b'[{"items":', b"}]"), (b"> ", b""),
    (b"(", b")"), (b"- ", b""), (b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"*", b"*"), (b"[a](", b")"), (b"{{", b"}}"),
    (b"&lt;", b"&gt;"), (b'"', b'"'), (b"<content type='xhtml'>", b"</content>"), (b"<a href='x'>", b"</a>"),
)  # fmt: skip
CHARACTERS = (
    b"\0", b"\x1b", b"\x7f", b"\x85", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\xff", b"\xc0\x80",
    b"\xf4\x90\x80\x80", "\u2028".encode(), "\u2029".encode(), "\u202e".encode(), "\u200f".encode(), "\u0301".encode(),
    "\u0f39".encode(), "\u200d".encode(), "\ufdfa".encode(), "👩‍👩‍👧‍👦".encode(), "\u00ad".encode(), "\ufeff".encode(), "ﬃ".encode(),
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&#1114112;", b"&#55296;", b"&#x80;", b"&#8232;", b"&#8238;", b"&#27;", b"&#10;",
    b"\\ud800", b"\\u0000", b"\\udfff\\ud800", b"\\u202e", b"=?utf-8?Q?=ED=A0=80?=", b"=?utf-16?B?2AA=?=", b"\x0b", b"\x0c", b"\x1c",
    b"\r", b"\xc2\x85", b"\xc2\xa0", "\u3000".encode(), "\u1680".encode(), "\u0660\u0661".encode(), "²".encode(), "½".encode(),
)  # fmt: skip
DATES = (
    b"0000-00-00T00:00:00Z", b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2021-02-30", b"2021-10-05T24:00:00Z",
    b"2021-10-05T10:00:00+99:99", b"2021-10-05T10:00:60Z", b"Tue, 05 Oct 21 10:00:00 +9999", b"Tue, 99 Oct 2021 10:00 EST",
    b"2021-W40-2", b"2021-278", b"20211005", b"20211005T100000Z", b"1633428000", b"1633428000000", b"99999999999999999999", b"-1",
    b"1e309", b"NaN", b"44474", b"31/12/2021", b"12/31/2021", b"05.10.21", b"5 octubre 2021", b"Octubre 5, 2021 10:00 a.m. GMT",
    b"5 de octubre de 2021, 25:61", b"2021-10-05T10:00:00.123456789123Z", b"2021-10-05 10:00:00 +0530 (IST)", b"Mon, 1 Jan 1601 00:00:00 GMT",
    b"1899-12-31", b"2200-12-31T23:59:59Z", b"2200-12-31T23:59:59-12:00", b"1900-01-01T00:00:00+14:00", "٢٠٢١-١٠-٠٥".encode(),
    "２０２１-１０-０５".encode(), "²²²²-10-05".encode(), b"5 o'clock 2021 10 5 5 5 5 5", b"10:00 10:00 10:00", b"2021-10-05T10:00:00+24:00",
    b"2021-10-05T10:00:00-23:59:59.999999", b"1 1 1", b"1.1.1.1.1", b"12 31 99 -99", b"Jan 1 2021 \xe2\x88\x9205:00", b"2021-10-05T10:00:00 Z Z",
    b"Sat, 1 Jan 0 00:00:00 GMT", b"Sat, 1 Jan 100000 00:00:00 GMT", b"1,1,1", b"0x10-10-10", b"10 10 10 10 10", b"Tue, 05 Oct 2021 1:2:3:4 AM PM",
    b"2021-10-05T10:00:00GMT+5000000000", b"2021-10-05 UTC+9999999", b"1990-01-01-99999999:00", "Mıttwoch 5 ﬀ 2021".encode(),
)  # fmt: skip
ADDRESSES = (
    b"javascript:alert(1)", b"java\nscript:alert(1)", b" javascript:alert(1)", b"JaVaScRiPt:alert(1)", b"data:text/html,<script>", b"vbscript:x",
    b"//x", b"http://", b"http:///x", b"http:x", b"https://[", b"https://[::1", b"https://[::1]/", b"https://[v1.x]/", b"http://x:99999/", b"http://x:y/",
    b"http://\xef\xbc\x8f/", b"http://a\xe2\x84\x80b/", b"https://u:p@h/", b"mailto:", b"mailto:a@b?subject=%0a", b"tel:1", b"file:///etc/passwd",
    b"../../../x.jpg", b"..\\..\\x.jpg", b"a/../../x.png", b"\\\\x\\y.jpg", b"C:\\x.jpg", b"https:\\\\x\\y", b"?a", b"#", b"&#106;avascript:alert(1)",
    b"http://x/ \x00y", b"HTTP://X/", b"https://x/\"onload=", b"https://x/<script>", b"https://x/\xe2\x80\xaey", b"blob:https://x/1", b"http://1.2.3.4.5/",
    b"https://" + b"a." * 200 + b"/", b"http://xn--/", b"http://%00/", b"https://x\t.y/", b"http:/\\x", b"https:///x.jpg", b"https://\xc2\xad/", b"http://@/",
    b"http://:80/", b"ht tp://x", b"http://x\xe3\x80\x82y/", b"x.jpg?\n", b"./.", b"..", b"/", b"~/x.jpg",
)  # fmt: skip
WORDS = (
    b"<", b">", b"&", b"'", b'"', b"/", b"\n", b"\r", b"\r\n\r\n", b"\t", b" ", b"\\", b";", b"=", b"]]>", b"-->", b"<!--", b"<?", b"?>", b"<![CDATA[", b"%", b"{", b"}",
    b"[", b"]", b"()", b"|", b"#", b"*", b"_", b"0", b"-1", b"1e999", b"99999999999999999999999", b"null", b"true", b"\xc3\xa9", b"<script>alert(1)</script>",
    b"&lt;script&gt;alert(1)&lt;/script&gt;", b"&amp;lt;script&amp;gt;", b"<img src=x onerror=alert(1)>", b"&lt;img src=x onerror=alert(1)&gt;",
    b"<svg/onload=alert(1)>", b"<a href='javascript:alert(1)'>x</a>", b"<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    b"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>", b"<iframe src='https://x.example/'>",
    b"&nbsp;", b"&eacute;", b"&undefined;", b"&", b"&#", b"&#x", b"%s", b"\\N", b"Subject:", b"title", b"title:", b"<title>", b"</title>", b"\xe2\x80\x94", b"...",
)  # fmt: skip


def _words(text):
    return tuple(word.encode() for word in text.split("|"))


OF_FORMAT = {
    "rss": _words(
        "<item>|</item>|<rss>|<channel>|</channel>|</rss>|<rdf:RDF>|<guid isPermaLink='true'>x</guid>|<pubDate>|<link>|<link/>|<dc:date>|<dc:creator>"
        "|<content:encoded>|<media:content medium='image' url='x.jpg' width='99999999999999999999'/>|<media:group>|<media:thumbnail url='https://x/y'/>"
        "|<enclosure url='http://x/y' type='audio/mpeg' length='-1'/>|<itunes:image href='https://x/i.jpg'/>|xml:base='http://['|xml:lang='x-y'"
        "|xmlns:media='http://search.yahoo.com/mrss/'|<!DOCTYPE rss [<!ENTITY a 'b'>]>|<!DOCTYPE rss SYSTEM 'x'>|<?xml version='1.0' encoding='x'?>"
        "|<?xml version='1.1'?>|<?xml version='1.0' encoding='utf-16'?>|<author>a@b (c)</author>|<category>|<wp:status>publish</wp:status>|<isPermaLink>"
    ),
    "atom": _words(
        "<entry>|</entry>|<feed>|</feed>|<content type='xhtml'>|<content type='html'>|<content mode='base64'>|<content src='x'/>|<summary>|<updated>"
        "|<published>|<link rel='enclosure' href='http://x/y' type='image/png'/>|<link href='http://['/>|<link/>|<id/>|<id>|<author><name>|<author>a</author>"
        "|<source>|<category term='' label=''/>|xml:base='//['|xml:base='a b'|xml:lang=''|type='xhtml'|type='HTML'|xmlns='x'|xmlns:x='y'|<x:title>"
    ),
    "jsonfeed": _words(
        '"items":|"id":|"id":1e400|"title":null|"title":1|"content_html":|"content_text":|"date_published":|"authors":[{"name":1}]|"tags":[1,null]|"attachments":[{}]'
        '|"size_in_bytes":1e999|"image":[]|"version":|,{}|,[]|,null|NaN|Infinity|-Infinity|"\\ud800"|"\\u0000"|{"items":|"language":1|"home_page_url":"http://["'
    ),
    "wxr": _words(
        "<wp:status>publish</wp:status>|<wp:status>draft</wp:status>|<wp:post_type>post</wp:post_type>|<wp:post_type>attachment</wp:post_type>|<wp:post_id>"
        "|<wp:postmeta>|<wp:meta_key>_thumbnail_id</wp:meta_key>|<wp:meta_value>|<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>|[caption id='x']|[/caption]"
        "|[gallery|]|[[x]]|<wp:author>|<wp:author_login>|<excerpt:encoded>|<content:encoded>|<wp:post_password>x</wp:post_password>|<item>|</item>|<!--more-->|<!-- wp:x {} -->"
    ),
    "opml": _words(
        "<outline xmlUrl='http://x/y' text='a'/>|<outline text='a'>|</outline>|<body>|</body>|<opml>|</opml>|<head>|xmlUrl='http://['|xmlUrl='javascript:x'|category='/a/b,/c'"
        "|category=',,/'|language='en-US'|title=''|XMLURL='https://x/'|text='&#10;'"
    ),
    "markdown": _words(
        "---|+++|...|title: |date: |title = |date = 2021-10-05T25:00:00Z|draft: true|tags: [a, b]|tags:|  - a|&a|*a|<<: *a|!!python/object:x|!!timestamp x|? |: |title: >|title: |title: [|{|}"
        "|[[a]]|[a.b]|a.b.c = 1|\"\"\"|# |## |```|~~~|    |> |* |1. |[a]: http://x|[a][b]|![a](b.jpg)|![](data:x)|<div>|<!--more-->|{{< x >}}|{% raw %}|{: .x}|import x|export x|~~|$$|\\|---:|---"
        "|~|~~~~|!|<http://x>|<a@b>|&copy;|params:|[params]|extra: {title: x}|image: {url: x}|authors: [{name: x}]"
    ) + (b"| a | b |\n|---|---|\n", b"title: 'x\n", b"title: \"\\x\n", b"\t- x\n"),
    "jsonl": _words(
        '{"title":|"date":|"url":|"body":|{"articles":[|{"data":[|}\n{|},{|}]|]}|"title":{"rendered":1}|"title":[["a"]]|"tags":[{"name":1}]|"image":{"url":1}|"_embedded":{"wp:term":[[1]]}|"_source":{}|"draft":1'
        '|"status":"draft"|"published":false|"date":1633428000|"date":1e400|"date":{"$date":1}|NaN|"\\ud800"|"\\u0000"|{"":1}|"author":1|"id":null|"width":1e999|"id":-0|"id":'
    ) + (b"1" * 5000,),
    "mail": _words(
        "From |From:|Date:|Subject:|Message-ID:|MIME-Version: 1.0|Content-Type: multipart/alternative; boundary=x|Content-Type: text/html; charset=|Content-Type: multipart/mixed"
        "|Content-Transfer-Encoding: base64|Content-Transfer-Encoding: quoted-printable|--x|--x--|=?utf-8?B?|?=|=?utf-8?Q?=C3?=|=?x?y?z?=|=?utf-8*en?q?a?=|charset*0*=utf-8''%ED|boundary*=utf-8''x"
        "|name*0=a; name*1=b|format=flowed; delsp=yes|-- |unsubscribe|<a@b>|\"a\" <b@c>, d@e|(((|List-Id: x <y.z>|Archived-At: <http://[>|Keywords: a,,b|charset=punycode|charset=utf-7|charset=idna|charset=hz"
        "|charset=iso-2022-jp|charset=utf-16|charset=undefined|charset=base64|charset=mbcs|charset=cp65001|charset=unicode_escape|charset=\0|Content-Language: en|=C3=|=0|>From |view in browser https://mailchi.mp/x?e=1"
    ) + (b"\n\n", b"From a Mon Jan  1 00:00:00 2021\n", b"\n ", b"\n\t", b"Content-Disposition: attachment; filename*=x''%\n"),
    "html": _words(
        "<article>|</article>|<h2>|</h2>|<h1>|<a href='x'>|<time datetime='2021-10-05'>|<time datetime=''>|<table><tr><th>Date</th><th>Title</th></tr>|<td>|<tr>|<ul>|<li>|<p>|<br>|<base href='http://['>|<base href='//x'>"
        "|<meta charset='utf-16'>|<meta charset='x'>|<meta charset='utf-7'>|<meta charset='idna'>|<meta charset='hex'>|<meta charset='rot13'>|<meta charset='undefined'>|<meta property='og:type' content='article'>|<meta name='date' content='x'>|<link rel='canonical' href='http://['>|<link rel='next' href='//['>"
        '|<link rel=\'alternate\' type=\'application/rss+xml\' href=\'http://[\'>|<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","url":"http://["}</script>|<script type="application/ld+json">|"@graph":[|"@id":"a"|"@type":["NewsArticle"]'
        '|"author":[[[]]]|"image":{"url":[]}|"datePublished":1|<template>|<svg>|<math>|<noscript>|<plaintext>|<frameset>|<select>|<form>|<body>|</body>|<html>|</html>|<head>|class="date"|class="title"|class="author"|class="summary"|itemprop="datePublished"'
        '|itemprop="articleBody"|itemtype="https://schema.org/NewsArticle"|rel="next"|<abbr class="published" title="x">|style="display:none"|hidden|<img src=\'x\' width=\'²\'>|<img width="٣" height="1" src="https://x/y.jpg">|<!doctype html>|<x:y>|<p/>'
    ) + (b"<!-- saved from url=(0001)http://[x -->", b"<table><tr><th>a" * 3),
    "table": _words(
        "title|date|url|summary|sep=;|sep=,|sep=|\"\"|\",\"|;|,|\t|\"|;;;;|title,title,title|date_gmt|Título;Fecha|image|draft|yes|no|status|tags|author|guid|a;b;c|44474|1633428000|05/10/2021|10/05/2021|https://x/y"
    ) + (b'"\n', b'\n"', b",\n", b"title\tdate\n", b"title,date\n", b"|---|---|\n", b'"a""b"'),
    "listing": _words(
        "5 October 2021|October 5, 2021|Yesterday|2 days ago|Read more|Leer más|By Ana Pérez|Por Ana Pérez|Filed under: Water|Photo: A. B.|Tijuana, Mexico, February 28, 2019. |Page 1 of 2|Next|Share on Facebook|Region: X|Posted: x"
        "|10/05/2021|5/10/2021|…|[…]|• x|Published on: |continue reading about A long headline here|-|*|. |, |www.x.y|x.jpg|©|English|: |Home > x|Updated 5 October 2021 at 10:00 pm GMT"
    ) + (b"\n\n", b"\n", b"\n \n", b"\x0c"),
}  # fmt: skip


def _fill(unit, size=SIZE):
    return unit * max(1, size // len(unit))


def _rss(body, head=b"", attributes=b""):
    return (
        b'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" %s><channel><title>x</title>%s%s</channel></rss>'
        % (attributes, head, body)
    )


def _item(inner):
    return b"<item><title>A boat comes in</title><link>https://x.example/a</link>%s</item>" % inner


def _atom(body, head=b""):
    return b'<feed xmlns="http://www.w3.org/2005/Atom">%s%s</feed>' % (head, body)


def _wxr(body, head=b""):
    return (
        b'<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        b' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><title>x</title>%s%s</channel></rss>'
        % (head, body)
    )


def _post(content, more=b""):
    return (
        b"<item><title>A</title><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>%s<content:encoded><![CDATA[%s]]></content:encoded></item>"
        % (more, content)
    )


def _cdata(inner):
    return b"<description><![CDATA[" + inner + b"]]></description>"


# Markup that may stand in any field that holds HTML, and in a page.
_MARKUP = {
    "div nested": lambda n: _fill(b"<div>", n),
    "b nested": lambda n: _fill(b"<b>", n),
    "formatting misnested": lambda n: _fill(b"<b><i><a href=x><p>", n),
    "tables nested": lambda n: _fill(b"<table><tr><td>", n),
    "tables in tables, no cells": lambda n: _fill(b"<table>", n),
    "tables with th": lambda n: _fill(b"<table><tr><th>Date</th><td>a</td></tr></table>", n),
    "one table of td": lambda n: b"<table><tr><th>Date</th></tr><tr>" + _fill(b"<td>x", n) + b"</table>",
    "one table of rows": lambda n: b"<table><tr><th>Date</th></tr>" + _fill(b"<tr><td>x", n) + b"</table>",
    "lists nested": lambda n: _fill(b"<ul><li>x", n),
    "one list": lambda n: b"<ul>" + _fill(b"<li>x", n),
    "attributes": lambda n: b"<p " + b" ".join(b"a%d=1" % i for i in range(n // 9)) + b">x",
    "attributes without values": lambda n: b"<p " + b" ".join(b"a%d" % i for i in range(n // 7)) + b">x",
    "attributes over lines": lambda n: b"<p\n" + b"\n".join(b"a%d='>'" % i for i in range(n // 11)) + b">x",
    "one attribute": lambda n: b'<a href="' + _fill(b"x", n) + b'">x</a>',
    "one class": lambda n: b'<p class="' + _fill(b"aB ", n) + b'">x</p>',
    "one style": lambda n: b'<p style="' + _fill(b"display :", n) + b'">x</p>',
    "less than": lambda n: _fill(b"<", n),
    "less than a": lambda n: _fill(b"<a ", n),
    "tags never closed": lambda n: _fill(b"<a href='", n),
    "comments open": lambda n: _fill(b"<!--", n),
    "comments odd": lambda n: _fill(b"<!-->", n),
    "cdata open": lambda n: _fill(b"<![CDATA[", n),
    "declarations": lambda n: _fill(b"<!x>", n),
    "instructions": lambda n: _fill(b"<?x ", n),
    "references": lambda n: _fill(b"&amp;", n),
    "references open": lambda n: _fill(b"&", n),
    "references long": lambda n: b"&#" + _fill(b"1", n) + b";",
    "references unknown": lambda n: b"&" + _fill(b"a", n) + b";",
    "line breaks": lambda n: _fill(b"<br>", n),
    "blank lines": lambda n: _fill(b"\n", n),
    "blank lines with spaces": lambda n: _fill(b"\n \t", n) + b"x",
    "spaces": lambda n: b"x" + _fill(b" ", n) + b"x",
    "non-breaking spaces": lambda n: b"x\n" + _fill(b"\xc2\xa0", n) + b"x",
    "images": lambda n: _fill(b"<img src='data:x'>", n),
    "images of a pixel": lambda n: _fill(b"<img src='https://x/y' width=1>", n),
    "anchors": lambda n: _fill(b"<a href='https://x.example/a'>More of it here</a>", n),
    "headings": lambda n: _fill(b"<h2><a href='/a'>A boat comes in</a></h2>", n),
    "paragraphs": lambda n: _fill(b"<p>A boat came in today, and the town came to see it at the quay. ", n),
    "one paragraph of words": lambda n: b"<p>" + _fill(b"word ", n),
    "one word": lambda n: _fill(b"x", n),
    "capitals": lambda n: _fill(b"A", n),
    "capitalised words": lambda n: _fill(b"Aa ", n),
    "digits": lambda n: _fill(b"1", n),
    "digits apart": lambda n: _fill(b"1 ", n),
    "dates": lambda n: _fill(b"5 October 2021 ", n),
    "date beginnings": lambda n: _fill(b"5 de ", n) + b"2021",
    "year alone": lambda n: _fill(b"1-", n) + b"2021",
    "dots": lambda n: _fill(b".", n),
    "dots and spaces": lambda n: _fill(b". ", n),
    "quotes after a dot": lambda n: b"x." + _fill(b'"', n),
    "hyphens": lambda n: _fill(b"-", n),
    "combining marks": lambda n: b"e" + _fill("\u0301\u0327".encode(), n),
    "combining marks of many classes": lambda n: b"e" + _fill("\u0301\u0327\u0f39\u302a\u0334".encode(), n),
    "hangul": lambda n: _fill("\u1112\u1161\u11ab".encode(), n),
    "ligatures that grow": lambda n: _fill("\ufdfa".encode(), n),
    "turning marks": lambda n: _fill("\u202e\u2066".encode(), n),
    "joined emoji": lambda n: _fill("👩\u200d".encode(), n),
    "right to left": lambda n: _fill("\u05d0 ".encode(), n),
    "nul": lambda n: _fill(b"\0x", n),
    "script open": lambda n: _fill(b"<script>", n),
    "style open": lambda n: _fill(b"<style>", n),
    "svg nested": lambda n: _fill(b"<svg>", n),
    "math nested": lambda n: _fill(b"<math><mi>", n),
    "template nested": lambda n: _fill(b"<template>", n),
    "select nested": lambda n: _fill(b"<select><option>", n),
    "form nested": lambda n: _fill(b"<form><button>", n),
    "plaintext": lambda n: b"<plaintext>" + _fill(b"<p>x", n),
    "unknown elements": lambda n: b"".join(b"<x%d>" % i for i in range(n // 8)),
    "elements with prefixes": lambda n: b"".join(b"<x%d:y>" % i for i in range(n // 10)),
    "closing tags": lambda n: b"<p>x" + _fill(b"</p></div>", n),
    "shortcodes": lambda n: _fill(b"[a b]", n),
    "shortcodes open": lambda n: _fill(b"[a ", n),
    "addresses": lambda n: _fill(b"https://x.example/a ", n),
    "mail addresses": lambda n: _fill(b"a@", n) + b" (x)",
    "brackets": lambda n: _fill(b"(", n),
    "colons": lambda n: _fill(b"a: ", n),
    "read more": lambda n: _fill(b"read more ", n),
    "next": lambda n: _fill(b"next ", n) + b"!",
    "read words": lambda n: b"Published on " + _fill(b"by ", n),
}  # fmt: skip


def _of_markup(form, name, frame, sizes=(SIZE,)):
    for told, make in _MARKUP.items():
        for size in sizes:
            yield form, f"{told} ({size // 1024} KB)", name, frame(make(size))


def _rss_documents():
    yield from _of_markup("rss", "feeds/x.xml", lambda inner: _rss(_item(_cdata(inner))), (SIZE, 240 * 1024))
    for field in (b"title", b"link", b"guid", b"author", b"category", b"pubDate", b"language"):
        for unit in (
            b"x",
            b" ",
            b"&lt;b ",
            b"a@b (",
            b"1 ",
            b"%",
            b"&amp;",
            b"/",
            b"a <",
            "\u0301".encode(),
            b"https://",
            b"http://[",
            b"../",
        ):
            yield (
                "rss",
                f"{field.decode()} of {unit!r}",
                "feeds/x.xml",
                _rss(_item(b"<%s>%s</%s>" % (field, _fill(unit), field))),
            )
    yield "rss", "empty items", "feeds/x.xml", _rss(_fill(b"<item/>"))
    yield (
        "rss",
        "items of one id",
        "feeds/x.xml",
        _rss(b"".join(b"<item><guid>a</guid><title>%d</title></item>" % i for i in range(20000))),
    )
    yield (
        "rss",
        "media groups",
        "feeds/x.xml",
        _rss(_item(_fill(b"<media:group><media:content medium='image' url='x:y'/></media:group>"))),
    )
    yield (
        "rss",
        "media groups nested",
        "feeds/x.xml",
        _rss(_item(_fill(b"<media:group>", 3000) + _fill(b"</media:group>", 3000))),
    )
    yield "rss", "media pictures", "feeds/x.xml", _rss(_item(_fill(b"<media:thumbnail url='javascript:x'/>")))
    yield (
        "rss",
        "media contents of one size",
        "feeds/x.xml",
        _rss(_item(_fill(b"<media:content url='http://x/y' type='audio/x' fileSize='1'/>"))),
    )
    yield (
        "rss",
        "namespaces on the root",
        "feeds/x.xml",
        _rss(_item(b""), attributes=b" ".join(b'xmlns:a%d="b%d"' % (i, i) for i in range(40000))),
    )
    yield (
        "rss",
        "900 namespaces, used",
        "feeds/x.xml",
        _rss(
            _fill(_item(b"<a1:x/><a899:x/>")),
            attributes=b" ".join(b'xmlns:a%d="b%d"' % (i, i) for i in range(900)),
        ),
    )
    yield (
        "rss",
        "900 attributes each",
        "feeds/x.xml",
        _rss(_fill(b"<item %s/>" % b" ".join(b'a%d=""' % i for i in range(900)))),
    )
    yield (
        "rss",
        "900 attributes with prefixes each",
        "feeds/x.xml",
        _rss(_fill(b"<item %s/>" % b" ".join(b'xml:a%d=""' % i for i in range(900)))),
    )
    yield (
        "rss",
        "namespaces nested",
        "feeds/x.xml",
        _rss(b"".join(b'<a xmlns:b%d="c">' % i for i in range(250)) + _fill(b"<x/>", 500000) + b"</a>" * 250),
    )
    yield (
        "rss",
        "namespaces on each item",
        "feeds/x.xml",
        _rss(b"".join(b'<item xmlns:b%d="c%d"><b%d:x/></item>' % (i, i, i) for i in range(20000))),
    )
    yield "rss", "nested beyond libxml2", "feeds/x.xml", _rss(_item(_fill(b"<a>") + _fill(b"</a>")))
    yield (
        "rss",
        "nested 250 deep, often",
        "feeds/x.xml",
        _rss(_fill(_item(b"<description>" + b"<a>" * 240 + b"</a>" * 240 + b"</description>"))),
    )
    yield (
        "rss",
        "warnings before",
        "feeds/x.xml",
        _fill(b"<b>Warning</b>: x in y <br />\n", 8000) + _rss(_fill(_item(b""))),
    )
    yield (
        "rss",
        "doctype soup",
        "feeds/x.xml",
        b"<!DOCTYPE rss " + _fill(b"[a]", SIZE) + b">" + _rss(_item(b"")),
    )
    yield "rss", "doctype open", "feeds/x.xml", _fill(b"<!DOCTYPE [", 60000) + _rss(_item(b""))
    yield "rss", "comments before", "feeds/x.xml", _fill(b"<!---->", 60000) + _rss(_item(b""))
    yield "rss", "instructions before", "feeds/x.xml", _fill(b"<?a?>", 60000) + _fill(b"<?a ", 60000)
    yield (
        "rss",
        "entities",
        "feeds/x.xml",
        b"<!DOCTYPE rss [<!ENTITY a 'aaaa'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a;" * 100) for i in range(1000))
        + b"]>"
        + _rss(_item(_fill(b"&a;"))),
    )
    yield (
        "rss",
        "parameter entities",
        "feeds/x.xml",
        b"<!DOCTYPE rss [<!ENTITY % a 'b'> %a; ]>" + _rss(_item(b"")),
    )
    yield (
        "rss",
        "entities of nothing",
        "feeds/x.xml",
        _rss(_item(b"<description>%s</description>" % _fill(b"&nbsp;"))),
    )
    yield (
        "rss",
        "broken: ampersands",
        "feeds/x.xml",
        _rss(_item(b"<description>%s</description>" % _fill(b"& "))),
    )
    yield (
        "rss",
        "broken: entities",
        "feeds/x.xml",
        _rss(_item(b"<description>& %s</description>" % _fill(b"&nbsp;"))),
    )
    yield "rss", "broken: cdata open", "feeds/x.xml", _rss(_item(_fill(b"<![CDATA[")))
    yield "rss", "broken: items open", "feeds/x.xml", b"<rss><channel>" + _fill(b"<item><title>x</title>")
    yield "rss", "broken: items closed", "feeds/x.xml", b"<rss><channel>" + _fill(b"</item>")
    yield (
        "rss",
        "broken: wrong ends",
        "feeds/x.xml",
        b"<rss><channel>" + _fill(b"<item><title>x</b></item>") + b"</channel></rss>",
    )
    yield (
        "rss",
        "broken: wrong ends, markup",
        "feeds/x.xml",
        b"<rss><channel><item><title>x</b></title><description>"
        + _fill(b"<b><i><p>")
        + b"</item></channel></rss>",
    )
    yield (
        "rss",
        "broken: prefixes",
        "feeds/x.xml",
        b"<rss><channel>"
        + b"".join(b"<item><a%d:b>x</a%d:b></item>" % (i, i) for i in range(20000))
        + b"</channel></rss>",
    )
    yield (
        "rss",
        "broken: attributes",
        "feeds/x.xml",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d=''" % i for i in range(100000)),
    )
    yield (
        "rss",
        "broken: attributes without quotes",
        "feeds/x.xml",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d=1" % i for i in range(100000)),
    )
    yield (
        "rss",
        "broken: attributes without values",
        "feeds/x.xml",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d" % i for i in range(100000)),
    )
    yield "rss", "broken: doctypes", "feeds/x.xml", b"<rss>" + _fill(b"<!x>") + b"<"
    yield (
        "rss",
        "broken: declarations",
        "feeds/x.xml",
        b"<?xml version='1.0'?>" + _fill(b"<!x> ", 60000) + b"<rss><channel><item></channel>",
    )
    yield "rss", "broken: less than", "feeds/x.xml", _rss(_item(_fill(b"<")))
    yield "rss", "broken: nested", "feeds/x.xml", b"<rss><channel><item>" + _fill(b"<a>")
    yield (
        "rss",
        "broken: html in description",
        "feeds/x.xml",
        _rss(_item(b"<description>%s</description>" % _fill(b"<p>x<br>"))),
    )
    yield "rss", "utf-16", "feeds/x.xml", _rss(_fill(_item(b""), SIZE // 2)).decode().encode("utf-16")


def _atom_documents():
    yield from _of_markup(
        "atom",
        "feeds/x.atom",
        lambda inner: _atom(
            b"<entry><title>x</title><content type='html'><![CDATA[%s]]></content></entry>" % inner
        ),
    )
    yield (
        "atom",
        "xhtml nested",
        "feeds/x.atom",
        _atom(
            b"<entry><title>x</title><content type='xhtml'>%s%s</content></entry>"
            % (b"<div>" * 240, b"</div>" * 240)
        ),
    )
    yield (
        "atom",
        "xhtml nested, often",
        "feeds/x.atom",
        _atom(
            _fill(
                b"<entry><title>x</title><content type='xhtml'>%s%s</content></entry>"
                % (b"<div>" * 240, b"</div>" * 240)
            )
        ),
    )
    yield (
        "atom",
        "xhtml broad",
        "feeds/x.atom",
        _atom(b"<entry><title>x</title><content type='xhtml'>%s</content></entry>" % _fill(b"<p>x</p>")),
    )
    yield (
        "atom",
        "links",
        "feeds/x.atom",
        _atom(b"<entry><title>x</title>%s</entry>" % _fill(b"<link rel='enclosure' href='http://x/y'/>")),
    )
    yield (
        "atom",
        "authors",
        "feeds/x.atom",
        _atom(b"<entry><title>x</title>%s</entry>" % _fill(b"<author><name>A</name></author>")),
    )
    yield (
        "atom",
        "the feed's authors",
        "feeds/x.atom",
        _atom(
            _fill(b"<entry><id>a</id></entry>", SIZE // 4),
            head=_fill(b"<author><name>A B</name></author>", SIZE // 2),
        ),
    )
    yield (
        "atom",
        "the feed's many authors",
        "feeds/x.atom",
        _atom(
            b"".join(b"<entry><id>%d</id></entry>" % i for i in range(10000)),
            head=b"".join(b"<author><name>A%d</name></author>" % i for i in range(10000)),
        ),
    )
    yield (
        "atom",
        "entries whose tags do not end",
        "feeds/x.atom",
        _atom(b"<entry><id>a</id><link href=%s</entry>" % _fill(b"<entry", SIZE // 10)),
    )
    yield (
        "atom",
        "a long base",
        "feeds/x.atom",
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x/%s">' % _fill(b"a/", SIZE // 2)
        + b"".join(b"<entry><id>%d</id><link href='../a'/></entry>" % i for i in range(3000))
        + b"</feed>",
    )
    yield (
        "atom",
        "relative addresses",
        "feeds/x.atom",
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x/"><entry><link href="%s"/></entry></feed>'
        % _fill(b"../a/"),
    )
    yield (
        "atom",
        "summaries",
        "feeds/x.atom",
        _atom(b"<entry><title>x</title>%s</entry>" % _fill(b"<summary>a</summary>")),
    )
    yield (
        "atom",
        "categories",
        "feeds/x.atom",
        _atom(
            b"<entry><title>x</title>%s</entry>"
            % b"".join(b"<category term='%d'/>" % i for i in range(40000))
        ),
    )


def _json_documents():
    def feed(items, more=""):
        return ('{"version":"https://jsonfeed.org/version/1.1","items":' + items + more + "}").encode()

    yield from _of_markup(
        "jsonfeed",
        "feeds/x.json",
        lambda inner: feed(json.dumps([{"id": "a", "content_html": inner.decode()}])),
    )
    yield "jsonfeed", "lists nested", "feeds/x.json", feed("[" * SIZE)
    yield "jsonfeed", "objects nested", "feeds/x.json", feed('{"a":' * (SIZE // 5))
    yield (
        "jsonfeed",
        "broken items nested",
        "feeds/x.json",
        feed("[" + '{"a":1},' * 50000 + "[" * (SIZE // 2)),
    )
    yield "jsonfeed", "900 deep", "feeds/x.json", feed("[" + ",".join(["[" * 900 + "]" * 900] * 500) + "]")
    yield "jsonfeed", "numbers", "feeds/x.json", feed('[{"id":' + "1" * SIZE + "}]")
    yield "jsonfeed", "numbers with points", "feeds/x.json", feed('[{"id":1.' + "1" * SIZE + "}]")
    yield (
        "jsonfeed",
        "numbers of 4300",
        "feeds/x.json",
        feed("[" + ",".join(['{"id":' + "1" * 4299 + "}"] * 240) + "]"),
    )
    yield (
        "jsonfeed",
        "surrogates",
        "feeds/x.json",
        feed('[{"id":"a","title":"' + "\\ud800" * (SIZE // 6) + '"}]'),
    )
    yield "jsonfeed", "keys", "feeds/x.json", feed("[{" + ",".join(f'"a{i}":1' for i in range(90000)) + "}]")
    yield "jsonfeed", "no ends", "feeds/x.json", feed('[{"id":"' + "a" * SIZE)
    yield "jsonfeed", "items again", "feeds/x.json", b"{" + _fill(b'"items":[{}],')
    yield (
        "jsonfeed",
        "authors of the feed",
        "feeds/x.json",
        feed(
            json.dumps([{"id": str(i)} for i in range(5000)]),
            ',"authors":' + json.dumps([{"name": f"A {i}"} for i in range(5000)]),
        ),
    )
    yield (
        "jsonfeed",
        "blank lines",
        "feeds/x.json",
        feed(json.dumps([{"id": "a", "content_text": "\n" * SIZE}])),
    )
    yield (
        "jsonfeed",
        "blank lines and spaces",
        "feeds/x.json",
        feed(json.dumps([{"id": "a", "content_text": "\n " * (SIZE // 3) + "x"}])),
    )
    yield "jsonfeed", "white space between", "feeds/x.json", b'{"items"' + b" " * SIZE + b'"items":[]}'
    yield "jsonfeed", "many items words", "feeds/x.json", b"{" + _fill(b'"items"' + b" " * 2000)
    for told, text in (
        ("objects open", '{"title":"a","date":"b","x":' * (SIZE // 28)),
        ("lists open", '{"articles":[{"title":"a","url":"b"},' + "[" * SIZE),
        ("lines of broken", '{"title":"a","url":"b"}\n' + '{"title":\n' * (SIZE // 10)),
        ("nested lines", '{"title":"a","url":"b"}\n' + ("[" * 5000 + "\n") * 200),
        ("broken elements", '[{"title":"a","url":"b"},\n' + '{"title":"a",,},\n' * (SIZE // 17)),
        ("broken at the end", '{"articles":[{"title":"a","url":"b"},' + '{"title":"a"},' * (SIZE // 15) + "x"),
        ("many lists", '{"title":"a","url":"b",' + '"items":[{"a":1}],"data":[{"title":1}],' * (SIZE // 40)),
        ("list of one name", "{" + '"data":[{"title":"a","url":"b"},' * (SIZE // 32)),
        ("brackets", '[{"title":"a","url":"b"}' + "]" * SIZE),
        ("commas", '[{"title":"a","url":"b"}' + "," * SIZE + "]"),
        ("closing", '[{"title":"a","url":"b"},{"a' + "} ," * (SIZE // 3)),
        ("spaces before", " " * SIZE + '[{"title":"a","url":"b"}]'),
        ("numbers", '[{"title":"a","url":"b","id":' + "1" * SIZE + "}]"),
        ("numbers of 4300", '[{"title":"a","url":"b","date":' + "1" * 4400 + "}]"),
        ("roles nested", '[{"title":"a","url":"b","tags":' + "[" * 800 + "]" * 800 + "}]"),
        ("pictures", '[{"title":"a","url":"b","image":[' + '"x",' * (SIZE // 4) + '"y"]}]'),
        ("topics", '[{"title":"a","url":"b","tags":"' + "a;" * (SIZE // 2) + '"}]'),
        ("authors", '[{"title":"a","url":"b","author":"' + "by " * (SIZE // 3) + '"}]'),
        ("keys", '[{"title":"a","url":"b",' + ",".join(f'"title{i}":"x"' for i in range(60000)) + "}]"),
        ("keys of one role", '[{"title":"a","url":"b",' + ",".join(f'"{"_" * i}tags":"x"' for i in range(1200)) + "}]"),
        ("html or not", '[{"title":"a","url":"b","body":"' + "<a " * (SIZE // 3) + '"}]'),
        ("html or not, long", '[{"title":"a","url":"b","body":"' + "<a b" * (SIZE // 4) + '"}]'),
        ("terms", '[{"title":"a","link":"b","_embedded":{"wp:term":[[' + '{"name":"a"},' * (SIZE // 13) + "1]]}}]"),
        ("short dates", '[{"title":"a","url":"b","date":"' + "1 " * (SIZE // 2) + '"}]'),
        ("date of slashes", '[{"title":"a","url":"b","date":"' + "1/" * (SIZE // 2) + '2021"}]'),
        ("date of words", '[{"title":"a","url":"b","date":"' + "5 October 2021 " * (SIZE // 15) + '"}]'),
    ):  # fmt: skip
        yield "jsonl", told, "feeds/x.json", text.encode()
    yield from _of_markup(
        "jsonl",
        "feeds/x.jsonl",
        lambda inner: json.dumps({"title": "a", "url": "b", "body": inner.decode()}).encode(),
    )


def _other_documents():
    yield from _of_markup("wxr", "feeds/x.xml", lambda inner: _wxr(_post(inner)), (SIZE, 240 * 1024))
    yield (
        "wxr",
        "attachments",
        "feeds/x.xml",
        _wxr(
            b"".join(
                b"<item><wp:post_type>attachment</wp:post_type><wp:post_id>%d</wp:post_id></item>" % i
                for i in range(50000)
            )
            + _post(b"x")
        ),
    )
    yield (
        "wxr",
        "people",
        "feeds/x.xml",
        _wxr(
            _post(b"x"),
            head=b"".join(
                b"<wp:author><wp:author_login>%d</wp:author_login></wp:author>" % i for i in range(15000)
            ),
        ),
    )
    yield "wxr", "drafts", "feeds/x.xml", _wxr(_fill(b"<item><wp:status>draft</wp:status></item>"))
    yield (
        "wxr",
        "types",
        "feeds/x.xml",
        _wxr(b"<item><wp:status>publish</wp:status><wp:post_type>%s</wp:post_type></item>" % _fill(b"-form")),
    )
    yield (
        "wxr",
        "meta",
        "feeds/x.xml",
        _wxr(_post(b"x", _fill(b"<wp:postmeta><wp:meta_key>a</wp:meta_key></wp:postmeta>"))),
    )
    yield (
        "wxr",
        "categories",
        "feeds/x.xml",
        _wxr(_post(b"x", _fill(b"<category domain='category'>a</category>"))),
    )
    yield "wxr", "broken: items open", "feeds/x.xml", _wxr(_fill(b"<item><wp:status>publish</wp:status>"))
    yield "wxr", "broken: posts", "feeds/x.xml", _wxr(_fill(_post(b"x") + b"&"))
    yield (
        "opml",
        "nested",
        "feeds/x.opml",
        b"<opml><body>"
        + _fill(b"<outline text='a'>", SIZE // 2)
        + _fill(b"</outline>", SIZE // 2)
        + b"</body></opml>",
    )
    yield (
        "opml",
        "nested 200 deep",
        "feeds/x.opml",
        b"<opml><body>" + _fill(b"<outline text='a'>" * 200 + b"</outline>" * 200) + b"</body></opml>",
    )
    yield (
        "opml",
        "broad in the deep",
        "feeds/x.opml",
        b"<opml><body>"
        + b"<outline text='a'>" * 60
        + b"".join(b"<outline xmlUrl='http://x/%d'/>" % i for i in range(25000))
        + b"</outline>" * 60
        + b"</body></opml>",
    )
    yield (
        "opml",
        "broad in the deep, long names",
        "feeds/x.opml",
        b"<opml><body>"
        + b"".join(b"<outline text='%s%d'>" % (b"a" * 9000, i) for i in range(60))
        + b"".join(b"<outline xmlUrl='http://x/%d'/>" % i for i in range(15000))
        + b"</outline>" * 60
        + b"</body></opml>",
    )
    yield (
        "opml",
        "categories",
        "feeds/x.opml",
        b"<opml><body><outline xmlUrl='http://x/' category='%s'/></body></opml>" % _fill(b"/a,"),
    )
    yield (
        "opml",
        "category slashes",
        "feeds/x.opml",
        b"<opml><body><outline xmlUrl='http://x/' category='%s'/></body></opml>" % _fill(b"/ "),
    )
    yield (
        "opml",
        "attributes",
        "feeds/x.opml",
        b"<opml><body><outline %s/></body></opml>" % b" ".join(b"a%d=''" % i for i in range(90000)),
    )
    yield (
        "opml",
        "no addresses",
        "feeds/x.opml",
        b"<opml><body>" + _fill(b"<outline xmlUrl='x'/>") + b"</body></opml>",
    )
    yield "opml", "broken", "feeds/x.opml", b"<opml><body>" + _fill(b"<outline xmlUrl='http://x/?a&b'>")
    yield (
        "opml",
        "broken: ampersands",
        "feeds/x.opml",
        b"<opml><body><outline text='" + _fill(b"&") + b"'/></body></opml>",
    )
    yield "opml", "broken: cdata", "feeds/x.opml", b"<opml><body>" + _fill(b"<![CDATA[")
    yield "opml", "text in between", "feeds/x.opml", b"<opml><body>" + _fill(b"<a/>x") + b"</body></opml>"
    front = b"---\ntitle: A\ndate: 2021-10-05\n%s---\n%s"
    for told, block in (
        ("aliases", b"a: &a [x,x,x,x,x,x,x,x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b",".join([b"*a" if not i else b"*a%d" % (i - 1)] * 8)) for i in range(9)) + b"tags: *a8\n"),
        ("aliases named", b"tags: &a [x]\n" + _fill(b"b: *a\n", 15000)),
        ("merge keys", b"a: &a {title: x}\n" + _fill(b"b: {<<: *a}\n", 15000)),
        ("alias to itself", b"tags: &a [*a]\n"),
        ("alias to itself in a table", b"params: &a {title: *a}\n"),
        ("flow nested", b"a: " + b"[" * 490 + b"]" * 490 + b"\n"),
        ("blocks nested", b"".join(b" " * i + b"a:\n" for i in range(170))),
        ("lists nested", b"tags: " + b"- " * 7000 + b"\n"),
        ("questions", b"? " * 7000 + b"\n"),
        ("long key", b"a" * 16000 + b": x\n"),
        ("quotes", b"a: '" + b"''" * 8000 + b"\n"),
        ("anchors", b"".join(b"a%d: &a%d x\n" % (i, i) for i in range(800))),
        ("tags", b"a: !<" + b"x" * 15000 + b"> y\n"),
        ("directives", b"a: x\n%YAML 99999999999999999999.1\n"),
        ("long", _fill(b"a: b\n")),
        ("spaces", b"a:" + b" " * 15000 + b"b\n"),
        ("comments", _fill(b"#\n", 15000)),
        ("colons", b"a: " + b":" * 15000 + b"\n"),
        ("line of hyphens", b"-" * SIZE + b"\n"),
    ):  # fmt: skip
        yield "markdown", f"yaml {told}", "feeds/x.md", front % (block, b"Text.\n")
    for told, block in (
        ("dots", b".".join([b"a"] * 7000) + b" = 1\n"),
        ("tables", b"".join(b"[%s]\n" % b".".join([b"a%d" % i] * 20) for i in range(240))),
        ("arrays nested", b"a = " + b"[" * 490 + b"]" * 490 + b"\n"),
        ("inline nested", b"a = " + b"{a=" * 490 + b"1" + b"}" * 490 + b"\n"),
        ("numbers", b"a = " + b"1" * 15000 + b"\n"),
        ("dates", _fill(b"a = 2021-10-05\n", 15000)),
        ("strings", b'a = """' + b'\\' * 15000 + b'"""\n'),
        ("underscores", b"a = 1" + b"_1" * 7000 + b"\n"),
        ("date of a bad offset", b"date = 2021-10-05T10:00:00+23:59\n"),
    ):  # fmt: skip
        yield "markdown", f"toml {told}", "feeds/x.md", b"+++\ntitle = 'A'\n" + block + b"+++\nText.\n"
    for told, unit in (
        ("references", b"[a]: b\n"), ("references apart", b"[a]: b\n\n"), ("reference uses", b"[a][b] "), ("brackets", b"["), ("pictures", b"![a](b.jpg) "), ("bangs", b"!["), ("closing", b"]("), ("stars", b"*a **b "),
        ("stars alone", b"*"), ("underscores", b"_a __"), ("tildes", b"~~a "), ("ticks", b"`a"), ("ticks of all lengths", b"".join(b"`" * i + b" " for i in range(1, 400))), ("quotes", b"> "), ("lists", b"- "), ("lists in lines", b"- a\n"), ("list in list", b"".join(b" " * i + b"- a\n" for i in range(300))),
        ("tables", b"|a|b|\n|-|-|\n|1|2|\n\n"), ("cells", b"|"), ("table rows", b"a|b\n-|-\n"), ("rules", b"---\n"), ("headings", b"# a\n"), ("underlined", b"a\n="), ("html", b"<div>\n"), ("html open", b"<a "), ("html comments", b"<!-- "), ("autolinks", b"<http:"), ("entities", b"&amp;"), ("entity starts", b"&#"),
        ("escapes", b"\\"), ("fences", b"```\n"), ("fence open", b"~~~ "), ("tabs", b"\t"), ("code", b"    a\n"), ("templates", b"{{<"), ("liquid", b"{% "), ("outputs", b"{{ "), ("attributes", b"{: "), ("hard breaks", b"a  \n"), ("lines", b"a\n"), ("blank", b"\n \n"), ("paragraphs", b"Some words here.\n\n"),
        ("quoted lists", b"> - > - "), ("ordered", b"1. "), ("links", b"[a](b"), ("link titles", b'[a](b "'), ("nested links", b"[a]("), ("emphasis both", b"*_"), ("declarations", b"<!A"), ("instructions", b"<?"), ("cdata", b"<![CDATA["), ("more", b"<!--more"), ("imports", b"import x\n"), ("definitions open", b"[a]: <b\n"), ("definition titles", b"[a]: b '\n"),
    ):  # fmt: skip
        for size in (120 * 1024, SIZE):
            yield (
                "markdown",
                f"{told} ({size // 1024} KB)",
                "feeds/x.mdx" if told == "imports" else "feeds/x.md",
                front % (b"", _fill(unit, size)),
            )
    yield "markdown", "json nested", "feeds/x.md", b'{"a":' * 100000
    yield (
        "markdown",
        "json front",
        "feeds/x.md",
        b'{"title":"A","tags":' + b"[" * 900 + b"]" * 900 + b"}\nText",
    )
    yield "markdown", "json numbers", "feeds/x.md", b'{"title":"A","date":' + b"1" * SIZE + b"}\nText"
    yield "markdown", "pelican", "feeds/x.md", b"title: a\n" + _fill(b"date: b\n")
    yield "markdown", "never closed", "feeds/x.md", b"---\ntitle: a\n" + _fill(b"- b\n")
    yield "markdown", "key spaces", "feeds/x.md", b"---\ntitle: a\n" + b"a" + b" " * SIZE + b": b\n---\n"
    yield "markdown", "many blocks", "feeds/x.md", _fill(b"---\ntitle: a\ndate: b\n")


def _mail_documents():
    head = b"From: a@b.example\nDate: Tue, 05 Oct 2021 10:00:00 +0000\nSubject: A boat\nMIME-Version: 1.0\n"
    yield from _of_markup(
        "mail", "feeds/x.eml", lambda inner: head + b"Content-Type: text/html\n\n" + inner, (SIZE, 240 * 1024)
    )
    yield from (one for one in _of_markup("mail", "feeds/x.eml", lambda inner: head + b"\n" + inner))
    for told, more in (
        ("parts nested", b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(15000))),
        ("parts nested with one boundary", _fill(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n")),
        ("parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b\n\nx\n")),
        ("parts of parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n")),
        ("html parts", b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b\nContent-Type: text/html\n\n<p>x<br><table><tr><td>y\n")),
        ("no boundary", b"Content-Type: multipart/mixed\n\n" + _fill(b"--b\nContent-x\n")),
        ("boundary beginnings", b"Content-Type: multipart/mixed; boundary=b\n\n" + _fill(b"--b ")),
        ("fields", _fill(b"X: y\n")),
        ("fields odd", _fill(b"X: y\n\n Y")),
        ("one field", b"X-A: " + _fill(b"a")),
        ("one field folded", b"X-A: a\n" + _fill(b" a\n")),
        ("blank folds", b"X-A: a\n" + _fill(b" \n")),
        ("field name", _fill(b"a") + b": b\n"),
        ("encoded words", b"Subject: " + _fill(b"=?utf-8?Q?a?= ") + b"\n\n"),
        ("encoded words open", b"Subject: " + _fill(b"=?utf-8?Q?") + b"\n\n"),
        ("encoded words of all charsets", b"Keywords: " + b" ".join(b"=?%s?B?2AA=?=" % c for c in (b"utf-16", b"utf-7", b"hz", b"iso-2022-jp", b"punycode", b"idna", b"x", b"utf-32")) + b"\n\n"),
        ("addresses", b"Sender: x\nFrom: " + _fill(b"a@b,") + b"\n\n"),
        ("brackets", b"Reply-To: " + _fill(b"(") + b"\n\n"),
        ("parameters", b"Content-Type: text/plain; " + b"; ".join(b"a*%d*=b" % i for i in range(80000)) + b"\n\n"),
        ("parameters of quotes", b"Content-Type: text/plain; a=" + _fill(b'"\\') + b"\n\n"),
        ("answers", b"Subject: " + _fill(b"Re: ") + b"\n\n"),
        ("list names", b"List-Id: a <a>\nKeywords: " + _fill(b"[a] ") + b"\n\n"),
        ("base64", b"Content-Transfer-Encoding: base64\n\n" + base64.b64encode(_fill(b"a b ", 700000))),
        ("base64 soup", b"Content-Transfer-Encoding: base64\n\n" + _fill(b"a-")),
        ("quoted-printable", b"Content-Transfer-Encoding: quoted-printable\n\n" + _fill(b"=C3=A9=\n")),
        ("quoted-printable soup", b"Content-Transfer-Encoding: quoted-printable\n\n" + _fill(b"= ")),
        ("flowed", b"Content-Type: text/plain; format=flowed; delsp=yes\n\n" + _fill(b"> a \n")),
        ("flowed quotes", b"Content-Type: text/plain; format=flowed\n\n" + _fill(b">")),
        ("utf-7", b"Content-Type: text/plain; charset=utf-7\n\n" + _fill(b"+2AA-")),
        ("hz", b"Content-Type: text/plain; charset=hz\n\n" + _fill(b"~{")),
        ("iso-2022-jp", b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + _fill(b"\x1b$B")),
        ("utf-16 surrogates", b"Content-Type: text/plain; charset=utf-16\n\n" + _fill(b"\xd8\x00")),
        ("signatures", b"\n" + _fill(b"-- \n")),
        ("rules", b"\n" + _fill(b"_" * 50 + b"\n")),
        ("rules almost", b"\n" + _fill(b"-") + b"x"),
        ("leaving", b"\n" + _fill(b"unsubscribe https://x \n\n")),
        ("browser words", b"\n" + _fill(b"view ", 500) + b"in browser https://x.example/ \n\n"),
        ("long paragraphs", b"\n" + _fill(b"view a a a ")),
        ("hidden", b"Content-Type: text/html\n\n" + _fill(b"<p style='display:none'>x</p>", 400000)),
        ("leaves", b"Content-Type: text/html\n\n" + _fill(b"<div>x", 90000)),
        ("cells", b"Content-Type: text/html\n\n" + _fill(b"<table><tr><th>x<td>y</table>", 500000)),
        ("tables nested with th", b"Content-Type: text/html\n\n" + _fill(b"<table><tr><td><th>", 200000)),
        ("deep and broad", b"Content-Type: text/html\n\n" + b"<div>" * 200 + _fill(b"<p>x", 70000)),
        ("deep links", b"Content-Type: text/html\n\n" + b"<div>" * 230 + _fill(b"<a>x</a>", 70000)),
    ):  # fmt: skip
        yield "mail", told, "feeds/x.eml", head + more
    yield "mail", "mailbox of separators", "feeds/x.mbox", _fill(b"From a Mon Jan  1 00:00:00 2021\n")
    yield (
        "mail",
        "mailbox",
        "feeds/x.mbox",
        _fill(b"From a Mon Jan  1 00:00:00 2021\nSubject: x\nContent-Type: text/html\n\n<p>y\n"),
    )
    yield (
        "mail",
        "mailbox of quoted",
        "feeds/x.mbox",
        b"From a Mon Jan  1 00:00:00 2021\nSubject: x\n\n" + _fill(b">>>From \n"),
    )
    yield "mail", "blank lines before", "feeds/x.eml", b"\n" * SIZE + head


def _page_documents():
    for told, make in _MARKUP.items():
        yield (
            "html",
            told,
            "feeds/x.html",
            b"<!doctype html><html><head><title>x</title></head><body>" + make(SIZE),
        )
    card = b"<article class='card'><h2 class='title'><a href='/n/%d'>The boat number %d comes into the harbour</a></h2><time datetime='2021-10-05'>5 October 2021</time><p>It came in today, and everybody went to see it at the old quay.</p></article>"
    yield "html", "cards", "feeds/x.html", b"<html><body>" + b"".join(card % (i, i) for i in range(4000))
    yield "html", "cards of one address", "feeds/x.html", b"<html><body>" + _fill(card % (1, 1))
    yield (
        "html",
        "cards of one address, many words",
        "feeds/x.html",
        b"<html><body>" + b"".join(card % (1, i) for i in range(4000)),
    )
    yield (
        "html",
        "cards deep",
        "feeds/x.html",
        b"<html><body>" + b"<div>" * 200 + b"".join(card % (i, i) for i in range(4000)),
    )
    yield (
        "html",
        "cards far too deep",
        "feeds/x.html",
        b"<html><body>" + b"<div>" * 10000 + b"".join(card % (i, i) for i in range(3500)),
    )
    yield (
        "html",
        "cards in cards",
        "feeds/x.html",
        b"<html><body>" + b"".join((card % (i, i)).replace(b"</article>", b"") for i in range(3000)),
    )
    yield (
        "html",
        "cards in spans",
        "feeds/x.html",
        b"<html><body>" + b"".join(b"<span>" + card % (i, i) for i in range(3000)),
    )
    yield (
        "html",
        "headings and texts",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(
            b"<h2><a href='/%d'>The boat number %d comes in</a></h2><p>Everybody went to see it at the old quay.</p>"
            % (i, i)
            for i in range(9000)
        ),
    )
    yield (
        "html",
        "headings deep",
        "feeds/x.html",
        b"<html><body>"
        + b"<div>" * 230
        + b"".join(
            b"<h2>The boat number %d comes in</h2><p>Everybody went to see it at the old quay.</p>" % i
            for i in range(9000)
        ),
    )
    yield (
        "html",
        "one article",
        "feeds/x.html",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + _fill(
            b"<p>It came in today, and everybody went to see it at the old quay of the town, with music and all.</p>"
        ),
    )
    yield (
        "html",
        "one article in spans",
        "feeds/x.html",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + _fill(
            b"<div><span>It came in today, and everybody went to see it at the old quay of the town, with music and all.</span><br>x</div>"
        ),
    )
    yield (
        "html",
        "one article in nested blocks",
        "feeds/x.html",
        b"<html><body><h1>The boat comes into the harbour</h1>"
        + _fill(
            b"<div><p>It came in today, and everybody went to see it at the old quay of the town, with music and all.</p>"
        ),
    )
    yield (
        "html",
        "one article, nested lines",
        "feeds/x.html",
        b"<html><head><meta property='og:type' content='article'></head><body><h1>The boat comes into the harbour</h1>"
        + _fill(
            b"<div>It came in today, and everybody went to see it at the old quay of the town, with music and all.",
            20000,
        )
        + _fill(b"<p>x y z.", 400000),
    )
    yield (
        "html",
        "JSON-LD scripts",
        "feeds/x.html",
        b"<html><head>"
        + _fill(
            b'<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","url":"https://x/y"}</script>'
        ),
    )
    yield (
        "html",
        "JSON-LD empty scripts",
        "feeds/x.html",
        b"<html><head>" + _fill(b'<script type="application/ld+json">1</script>'),
    )
    yield (
        "html",
        "JSON-LD nested",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">' + _fill(b"["),
    )
    yield (
        "html",
        "JSON-LD nested, often",
        "feeds/x.html",
        b"<html><head>"
        + _fill(b'<script type="application/ld+json">' + b"[" * 900 + b"]" * 900 + b"</script>"),
    )
    yield (
        "html",
        "JSON-LD numbers",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">{"@type":"NewsArticle","image":{"url":"https://x/y.jpg","width":'
        + b"1" * 4400
        + b"}}</script>",
    )
    yield (
        "html",
        "JSON-LD of many references",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">{"@graph":['
        + b",".join(
            b'{"@type":"NewsArticle","@id":"%d","author":[%s]}' % (i, b",".join([b'{"@id":"a"}'] * 40))
            for i in range(1900)
        )
        + b',{"@id":"a","name":"'
        + b"x" * 20000
        + b'"}]}</script>',
    )
    yield (
        "html",
        "JSON-LD headline",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"'
        + _fill(b"<b ")
        + b'"}</script>',
    )
    yield (
        "html",
        "JSON-LD types",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">{"@type":"' + _fill(b"Article") + b'x"}</script>',
    )
    yield (
        "html",
        "JSON-LD types of words",
        "feeds/x.html",
        b'<html><head><script type="application/ld+json">{"@type":"' + _fill(b"a") + b'!"}</script>',
    )
    yield "html", "microdata type", "feeds/x.html", b'<html><body><div itemtype="' + _fill(b"a") + b'!">x'
    yield (
        "html",
        "microdata nested",
        "feeds/x.html",
        b"<html><body>" + _fill(b'<div itemtype="x/NewsArticle" itemprop="description">x'),
    )
    yield (
        "html",
        "microdata of one",
        "feeds/x.html",
        b'<html><body><div itemtype="x/NewsArticle">'
        + b'<div itemprop="description">' * 250
        + _fill(b"<p itemprop=url>word", 900000),
    )
    yield (
        "html",
        "meta",
        "feeds/x.html",
        b"<html><head>" + _fill(b"<meta property='article:tag' content='abcdefgh'>"),
    )
    yield (
        "html",
        "charsets",
        "feeds/x.html",
        b"<html><head>" + _fill(b"<meta charset", 4000) + _fill(b"<p>\xff"),
    )
    yield (
        "html",
        "links",
        "feeds/x.html",
        b"<html><head>" + _fill(b"<link rel=alternate type=application/rss+xml href=http://x/y>"),
    )
    yield (
        "html",
        "anchors with deep text",
        "feeds/x.html",
        b"<html><body>" + _fill(b"<a rel=next href=http://[>next</a>"),
    )
    yield "html", "anchors nested", "feeds/x.html", b"<html><body>" + _fill(b"<a href=x><table><tr><td>")
    yield "html", "anchor around all", "feeds/x.html", b"<html><body><a href=x>" + _fill(b"<p>word words</p>")
    yield "html", "anchors in spans", "feeds/x.html", b"<html><body>" + _fill(b"<a href=x><span>", 900000)
    yield "html", "headers with nav", "feeds/x.html", b"<html><body>" + _fill(b"<header>")
    yield (
        "html",
        "headers with much",
        "feeds/x.html",
        b"<html><body>" + b"<header>" * 240 + _fill(b"<p>x</p>"),
    )
    yield "html", "one parent of inline", "feeds/x.html", b"<html><body><p>" + _fill(b"<time>x</time>")
    yield (
        "html",
        "spans with hints",
        "feeds/x.html",
        b"<html><body><p>" + _fill(b"<span class='date'>5 October 2021</span> "),
    )
    yield "html", "inline deep, br", "feeds/x.html", b"<html><body>" + b"<span>" * 230 + _fill(b"x<br>")
    yield (
        "html",
        "a row of many cells",
        "feeds/x.html",
        b"<html><body><table><tr><th>Title<th>Date<tr>"
        + b"".join(b"<td>Cell number %d</td>" % i for i in range(40000)),
    )
    yield (
        "html",
        "rows of cells",
        "feeds/x.html",
        b"<html><body><table><tr><th>Title<th>Date"
        + b"".join(
            b"<tr><td><a href='/%d'>A boat number %d came in</a></td><td>5 October 2021</td>" % (i, i)
            for i in range(9000)
        ),
    )
    yield (
        "html",
        "tables in a table with th",
        "feeds/x.html",
        b"<html><body>" + b"<table><tr><td>" * 80 + _fill(b"<table><tr><td>x</td></tr></table>"),
    )
    yield "html", "table without th", "feeds/x.html", b"<html><body>" + _fill(b"<table><tr><td>x") + b"<th>"
    yield (
        "html",
        "classes that differ",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(b"<p class='a%d b%d'>A line of words here</p>" % (i, i) for i in range(20000)),
    )
    yield (
        "html",
        "shapes that differ",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(
            b"<div class='x%s'><h2>A boat number %d comes in</h2><p>And it has a text beside it, of more than sixty characters in all.</p></div>"
            % (bytes([97 + i % 26, 97 + i // 26 % 26]), i)
            for i in range(7000)
        ),
    )
    yield (
        "html",
        "scattered dates",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2>%s</article>"
            % (i, i, b"<p>5</p><p>x 2021</p>" * 200)
            for i in range(200)
        ),
    )
    yield (
        "html",
        "long line with digits",
        "feeds/x.html",
        b"<html><body><p>" + _fill(b"5 de octubre ") + b"2021",
    )
    yield (
        "html",
        "xml",
        "feeds/x.html",
        b'<?xml version="1.0"?>' + _fill(b"<!-- -->", 60000) + b"<html><body>" + _fill(b"<p/>"),
    )
    yield "html", "spaces and comments before", "feeds/x.html", _fill(b" <!---->", 65000) + b"<html>x"
    yield "html", "comments open before", "feeds/x.html", _fill(b"<!--", 65000) + b"--><html>x"
    yield (
        "html",
        "saved from",
        "feeds/x.html",
        b"<html>" + _fill(b"<!--" + b" " * 400, 4096) + _fill(b"<p>A line of words</p>"),
    )
    yield (
        "html",
        "title with bars",
        "feeds/x.html",
        b"<html><head><title>"
        + _fill(b"a | ")
        + b"</title></head><body><h1>x</h1><p>"
        + b"Word words. " * 100,
    )
    yield (
        "html",
        "h1 with bars",
        "feeds/x.html",
        b"<html><body><h1>" + _fill(b"a and ", 300) + b"</h1><p class=author>" + _fill(b" and A B"),
    )
    yield (
        "html",
        "author of commas",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2><p class='topic'>%s</p></article>"
            % (i, i, b"a ; " * 15)
            for i in range(5000)
        ),
    )
    yield (
        "html",
        "beside",
        "feeds/x.html",
        b"<html><body>"
        + b"".join(
            b"<article><h2><a href='/%d'>The boat number %d comes in</a></h2><p>5 October 2021 | %s</p></article>"
            % (i, i, b"Aa " * 15)
            for i in range(5000)
        ),
    )
    yield "html", "utf-16", "feeds/x.html", ("<html><body>" + "<p>a line</p>" * 40000).encode("utf-16")


def _text_documents():
    row = b"title,date,url\n"
    for told, content in (
        ("one cell", row + b'"' + _fill(b"a") + b'",x,y\n'),
        ("quotes", row + _fill(b'"')),
        ("quotes open", row + _fill(b'"a,2021-10-05,c\n')),
        ("quotes open in turn", row + _fill(b'a,"2021-10-05,c\n"a,b,c\n')),
        ("quote open once", row + b'"' + _fill(b"a,2021-10-05,c\n")),
        ("quotes within", row + _fill(b'a,"b""",c\n')),
        ("quotes and wide rows", row + _fill(b'"a\n\n,,,,,\n')),
        ("quotes odd at the end", row + _fill(b'a,b,c\n', 500000) + _fill(b'"x\n', 500000)),
        ("header of many columns", b"title,date," + _fill(b"a,") + b"\n" + b"A,2021-10-05\n"),
        ("header of long cells", b"title,date," + _fill(b"a b ") + b"\nA,2021-10-05\n"),
        ("header of many titles", _fill(b"title,date,") + b"\n" + _fill(b"a,b,", 500000)),
        ("row of many cells", row + _fill(b"a,")),
        ("rows of many cells", row + _fill(b"a," * 1000 + b"\n")),
        ("wide table of empty cells", b"title,date," + b"," * 1000 + b"\n" + _fill(b"a,2021-10-05" + b"," * 999 + b"\n")),
        ("commas", _fill(b",")),
        ("lines of commas", row + _fill(b",,\n")),
        ("empty lines", row + _fill(b"\n")),
        ("rules", row + _fill(b"---,---,---\n")),
        ("rule of hyphens", row + _fill(b"-") + b"x\n"),
        ("sep", b"sep=;" + _fill(b";") + b"\ntitle;date\na;2021-10-05\n"),
        ("returns", row + _fill(b"\r")),
        ("topics", b"title,tags,date\n" + b'a,"' + _fill(b"a,") + b'",b\n'),
        ("dates that differ", row + b"".join(b"a%d,%d/%d/20%02d,c\n" % (i, i % 12 + 1, i % 13 + 1, i % 100) for i in range(40000))),
        ("dates of nonsense", row + b"".join(b"a%d,5 de oct %d 1 1,c\n" % (i, i) for i in range(3000))),
        ("marks", row + _fill("e\u0301\u0327".encode()) + b",x,y\n"),
        ("nul", row + _fill(b"\0")),
        ("html cells", b"title,body,date\n" + b'a,"' + _fill(b"<a b ") + b'",c\n'),
    ):  # fmt: skip
        yield "table", told, "feeds/x.csv", content
    lines = (
        b"word", b"Word", b"A", b"1", b"2021", b"5 October 2021", b"October", b"Read more", b"By Ana Maria", b"By Aa Bb", b"- x", b"x.", b"x,", b"Photo: A", b"Page 1", b"Ana Maria", b"\xc3\xa9", "\u0301".encode(),
        b"The boat comes into the harbour", b"Filed under: Water", b"1/2/2021", b"Themes: X", b"yesterday", b"5 de octubre", b"https://x.example/a", b"x.jpg", b"Read more about The boat comes in",
    )  # fmt: skip
    for line in lines:
        yield "listing", f"lines of {line.decode()!r}", "feeds/x.txt", _fill(line + b"\n")
        yield (
            "listing",
            f"one line of {line.decode()!r}",
            "feeds/x.txt",
            b"A headline of some words\n\n5 October 2021\n\n" + _fill(line + b" "),
        )
        yield (
            "listing",
            f"lines of 199 of {line.decode()!r}",
            "feeds/x.txt",
            _fill((line + b" ") * (199 // (len(line) + 1)) + b"\n"),
        )
        yield (
            "listing",
            f"lines of 1190 of {line.decode()!r}",
            "feeds/x.txt",
            _fill((line + b" ") * (1190 // (len(line) + 1)) + b"\n"),
        )
    for told, make in _MARKUP.items():
        yield "listing", told, "feeds/x.txt", b"A headline of some words\n\n5 October 2021\n\n" + make(SIZE)
    for unit in (
        b"_",
        b"-",
        b"a-",
        b"A",
        b"a ",
        b"A ",
        b"\xc3\x81 ",
        b"1 ",
        b"1:",
        b"de ",
        b"y ",
        b"Aa, ",
        b"Aa de ",
        b"Aa/",
        b"|",
        b"| a ",
        b"x | ",
        b"next_",
        b"share ",
        b"x.y",
        b"(",
        b"more ",
        b".",
        b". A",
        b"5 de ",
        b"5th ",
        b"at ",
        b", ",
        b"<",
        b":",
        b"Posted: ",
        b"aRegion",
        b"aThemes-",
        b"Published ",
    ):
        filled = (unit * 200)[:180]
        for end in (b"", b"!", b"2021", b" 5 October 2021", b"1", b":x", b"@"):
            yield (
                "listing",
                f"lines of 180 of {unit.decode()!r} and {end.decode()!r}",
                "feeds/x.txt",
                _fill(filled + end + b"\n", 300000),
            )
    article = b"The boat number %d comes into the harbour\n5 October 2021\nIt came in today, and everybody went to see it at the old quay, with music and dances till the night.\n\n"
    yield "listing", "articles", "feeds/x.txt", b"".join(article % i for i in range(6000))
    yield "listing", "articles of one title", "feeds/x.txt", _fill(article % 1)
    yield (
        "listing",
        "articles that read on",
        "feeds/x.txt",
        b"".join(
            b"It came in today, and everybody went to see it at the old quay. Read more about The boat number %d comes in\n\n"
            % i
            for i in range(9000)
        ),
    )
    yield (
        "listing",
        "broken lines",
        "feeds/x.txt",
        b"A headline of some words\n\n5 October 2021\n" + _fill(b"some words that go on\n"),
    )
    yield (
        "listing",
        "broken lines with commas",
        "feeds/x.txt",
        b"A headline of some words\n\n5 October 2021\n" + _fill(b"Some words that go on,\n"),
    )
    yield "listing", "utf-16", "feeds/x.txt", ("A headline of some words\n\n" * 20000).encode("utf-16")


def documents(only):
    """Yield the format meant, what it is, a file's name and the bytes; `only` those of one format."""
    for make in (
        _rss_documents,
        _atom_documents,
        _json_documents,
        _other_documents,
        _mail_documents,
        _page_documents,
        _text_documents,
    ):
        for form, told, name, content in make():
            if only in (None, form):
                yield form, told, name, content
