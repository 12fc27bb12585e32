"""RSS and Atom feeds made to hurt: broad, deep, broken, full of namespaces or entities."""

from .markup import fill, of_markup


def rss(body, head=b"", attributes=b""):
    return (
        b'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" %s><channel><title>x</title>%s%s</channel></rss>'
        % (attributes, head, body)
    )


def item(inner):
    return b"<item><title>A boat comes in</title><link>https://x.example/a</link>%s</item>" % inner


def atom(body, head=b""):
    return b'<feed xmlns="http://www.w3.org/2005/Atom">%s%s</feed>' % (head, body)


def cdata(inner):
    return b"<description><![CDATA[" + inner + b"]]></description>"


def rss_feeds(size):
    yield from of_markup(lambda inner: rss(item(cdata(inner))), size, size // 4)
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
                f"{field.decode()} of {unit!r}",
                rss(item(b"<%s>%s</%s>" % (field, fill(unit, size), field))),
            )
    yield ("empty items", rss(fill(b"<item/>", size)))
    yield (
        "items of one id",
        rss(b"".join(b"<item><guid>a</guid><title>%d</title></item>" % i for i in range(size // 52))),
    )
    yield (
        "media groups",
        rss(item(fill(b"<media:group><media:content medium='image' url='x:y'/></media:group>", size))),
    )
    yield ("media groups nested", rss(item(fill(b"<media:group>", 3000) + fill(b"</media:group>", 3000))))
    yield ("media pictures", rss(item(fill(b"<media:thumbnail url='javascript:x'/>", size))))
    yield (
        "media contents of one size",
        rss(item(fill(b"<media:content url='http://x/y' type='audio/x' fileSize='1'/>", size))),
    )
    yield (
        "namespaces on the root",
        rss(item(b""), attributes=b" ".join(b'xmlns:a%d="b%d"' % (i, i) for i in range(size // 26))),
    )
    yield (
        "900 namespaces, used",
        rss(
            fill(item(b"<a1:x/><a899:x/>"), size),
            attributes=b" ".join(b'xmlns:a%d="b%d"' % (i, i) for i in range(900)),
        ),
    )
    yield (
        "900 attributes each",
        rss(fill(b"<item %s/>" % b" ".join(b'a%d=""' % i for i in range(900)), size)),
    )
    yield (
        "900 attributes with prefixes each",
        rss(fill(b"<item %s/>" % b" ".join(b'xml:a%d=""' % i for i in range(900)), size)),
    )
    yield (
        "namespaces nested",
        rss(b"".join(b'<a xmlns:b%d="c">' % i for i in range(250)) + fill(b"<x/>", size) + b"</a>" * 250),
    )
    yield (
        "namespaces on each item",
        rss(b"".join(b'<item xmlns:b%d="c%d"><b%d:x/></item>' % (i, i, i) for i in range(size // 52))),
    )
    yield ("nested beyond libxml2", rss(item(fill(b"<a>", size) + fill(b"</a>", size))))
    yield (
        "nested 250 deep, often",
        rss(fill(item(b"<description>" + b"<a>" * 240 + b"</a>" * 240 + b"</description>"), size)),
    )
    yield ("warnings before", fill(b"<b>Warning</b>: x in y <br />\n", 8000) + rss(fill(item(b""), size)))
    yield ("doctype soup", b"<!DOCTYPE rss " + fill(b"[a]", size) + b">" + rss(item(b"")))
    yield ("doctype open", fill(b"<!DOCTYPE [", min(60_000, size)) + rss(item(b"")))
    yield ("comments before", fill(b"<!---->", min(60_000, size)) + rss(item(b"")))
    yield ("instructions before", fill(b"<?a?>", min(60_000, size)) + fill(b"<?a ", min(60_000, size)))
    yield (
        "entities",
        b"<!DOCTYPE rss [<!ENTITY a 'aaaa'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (i, b"&a;" * 100) for i in range(size // 1048))
        + b"]>"
        + rss(item(fill(b"&a;", size))),
    )
    yield ("parameter entities", b"<!DOCTYPE rss [<!ENTITY % a 'b'> %a; ]>" + rss(item(b"")))
    yield ("entities of nothing", rss(item(b"<description>%s</description>" % fill(b"&nbsp;", size))))
    yield ("broken: ampersands", rss(item(b"<description>%s</description>" % fill(b"& ", size))))
    yield ("broken: entities", rss(item(b"<description>& %s</description>" % fill(b"&nbsp;", size))))
    yield ("broken: cdata open", rss(item(fill(b"<![CDATA[", size))))
    yield ("broken: items open", b"<rss><channel>" + fill(b"<item><title>x</title>", size))
    yield ("broken: items closed", b"<rss><channel>" + fill(b"</item>", size))
    yield (
        "broken: wrong ends",
        b"<rss><channel>" + fill(b"<item><title>x</b></item>", size) + b"</channel></rss>",
    )
    yield (
        "broken: wrong ends, markup",
        b"<rss><channel><item><title>x</b></title><description>"
        + fill(b"<b><i><p>", size)
        + b"</item></channel></rss>",
    )
    yield (
        "broken: prefixes",
        b"<rss><channel>"
        + b"".join(b"<item><a%d:b>x</a%d:b></item>" % (i, i) for i in range(size // 52))
        + b"</channel></rss>",
    )
    yield (
        "broken: attributes",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d=''" % i for i in range(size // 10)),
    )
    yield (
        "broken: attributes without quotes",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d=1" % i for i in range(size // 10)),
    )
    yield (
        "broken: attributes without values",
        b"<rss><channel><item><x %s></y></item></channel></rss>"
        % b" ".join(b"a%d" % i for i in range(size // 10)),
    )
    yield ("broken: doctypes", b"<rss>" + fill(b"<!x>", size) + b"<")
    yield (
        "broken: declarations",
        b"<?xml version='1.0'?>" + fill(b"<!x> ", min(60_000, size)) + b"<rss><channel><item></channel>",
    )
    yield ("broken: less than", rss(item(fill(b"<", size))))
    yield ("broken: nested", b"<rss><channel><item>" + fill(b"<a>", size))
    yield (
        "broken: html in description",
        rss(item(b"<description>%s</description>" % fill(b"<p>x<br>", size))),
    )
    yield ("utf-16", rss(fill(item(b""), size // 2)).decode().encode("utf-16"))


def atom_feeds(size):
    yield from of_markup(
        lambda inner: atom(
            b"<entry><title>x</title><content type='html'><![CDATA[%s]]></content></entry>" % inner
        ),
        size,
    )
    yield (
        "xhtml nested",
        atom(
            b"<entry><title>x</title><content type='xhtml'>%s%s</content></entry>"
            % (b"<div>" * 240, b"</div>" * 240)
        ),
    )
    yield (
        "xhtml nested, often",
        atom(
            fill(
                b"<entry><title>x</title><content type='xhtml'>%s%s</content></entry>"
                % (b"<div>" * 240, b"</div>" * 240),
                size,
            )
        ),
    )
    yield (
        "xhtml broad",
        atom(b"<entry><title>x</title><content type='xhtml'>%s</content></entry>" % fill(b"<p>x</p>", size)),
    )
    yield (
        "links",
        atom(b"<entry><title>x</title>%s</entry>" % fill(b"<link rel='enclosure' href='http://x/y'/>", size)),
    )
    yield (
        "authors",
        atom(b"<entry><title>x</title>%s</entry>" % fill(b"<author><name>A</name></author>", size)),
    )
    yield (
        "the feed's authors",
        atom(
            fill(b"<entry><id>a</id></entry>", size // 4),
            head=fill(b"<author><name>A B</name></author>", size // 2),
        ),
    )
    yield (
        "the feed's many authors",
        atom(
            b"".join(b"<entry><id>%d</id></entry>" % i for i in range(size // 104)),
            head=b"".join(b"<author><name>A%d</name></author>" % i for i in range(size // 104)),
        ),
    )
    yield (
        "entries whose tags do not end",
        atom(b"<entry><id>a</id><link href=%s</entry>" % fill(b"<entry", size // 10)),
    )
    yield (
        "a long base",
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x/%s">' % fill(b"a/", size // 2)
        + b"".join(b"<entry><id>%d</id><link href='../a'/></entry>" % i for i in range(size // 349))
        + b"</feed>",
    )
    yield (
        "relative addresses",
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://x/"><entry><link href="%s"/></entry></feed>'
        % fill(b"../a/", size),
    )
    yield ("summaries", atom(b"<entry><title>x</title>%s</entry>" % fill(b"<summary>a</summary>", size)))
    yield (
        "categories",
        atom(
            b"<entry><title>x</title>%s</entry>"
            % b"".join(b"<category term='%d'/>" % i for i in range(size // 26))
        ),
    )
