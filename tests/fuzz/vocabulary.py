# ruff: noqa: Q003, RUF005 (tables of data, quoted as the attacks need it)
"""Words, dates, addresses and characters that hurt parsers: the mutator puts them into documents."""

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


def words(text):
    return tuple(word.encode() for word in text.split("|"))


OF_FORMAT = {
    "rss": words(
        "<item>|</item>|<rss>|<channel>|</channel>|</rss>|<rdf:RDF>|<guid isPermaLink='true'>x</guid>|<pubDate>|<link>|<link/>|<dc:date>|<dc:creator>"
        "|<content:encoded>|<media:content medium='image' url='x.jpg' width='99999999999999999999'/>|<media:group>|<media:thumbnail url='https://x/y'/>"
        "|<enclosure url='http://x/y' type='audio/mpeg' length='-1'/>|<itunes:image href='https://x/i.jpg'/>|xml:base='http://['|xml:lang='x-y'"
        "|xmlns:media='http://search.yahoo.com/mrss/'|<!DOCTYPE rss [<!ENTITY a 'b'>]>|<!DOCTYPE rss SYSTEM 'x'>|<?xml version='1.0' encoding='x'?>"
        "|<?xml version='1.1'?>|<?xml version='1.0' encoding='utf-16'?>|<author>a@b (c)</author>|<category>|<wp:status>publish</wp:status>|<isPermaLink>"
    ),
    "atom": words(
        "<entry>|</entry>|<feed>|</feed>|<content type='xhtml'>|<content type='html'>|<content mode='base64'>|<content src='x'/>|<summary>|<updated>"
        "|<published>|<link rel='enclosure' href='http://x/y' type='image/png'/>|<link href='http://['/>|<link/>|<id/>|<id>|<author><name>|<author>a</author>"
        "|<source>|<category term='' label=''/>|xml:base='//['|xml:base='a b'|xml:lang=''|type='xhtml'|type='HTML'|xmlns='x'|xmlns:x='y'|<x:title>"
    ),
    "jsonfeed": words(
        '"items":|"id":|"id":1e400|"title":null|"title":1|"content_html":|"content_text":|"date_published":|"authors":[{"name":1}]|"tags":[1,null]|"attachments":[{}]'
        '|"size_in_bytes":1e999|"image":[]|"version":|,{}|,[]|,null|NaN|Infinity|-Infinity|"\\ud800"|"\\u0000"|{"items":|"language":1|"home_page_url":"http://["'
    ),
    "wxr": words(
        "<wp:status>publish</wp:status>|<wp:status>draft</wp:status>|<wp:post_type>post</wp:post_type>|<wp:post_type>attachment</wp:post_type>|<wp:post_id>"
        "|<wp:postmeta>|<wp:meta_key>_thumbnail_id</wp:meta_key>|<wp:meta_value>|<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>|[caption id='x']|[/caption]"
        "|[gallery|]|[[x]]|<wp:author>|<wp:author_login>|<excerpt:encoded>|<content:encoded>|<wp:post_password>x</wp:post_password>|<item>|</item>|<!--more-->|<!-- wp:x {} -->"
    ),
    "opml": words(
        "<outline xmlUrl='http://x/y' text='a'/>|<outline text='a'>|</outline>|<body>|</body>|<opml>|</opml>|<head>|xmlUrl='http://['|xmlUrl='javascript:x'|category='/a/b,/c'"
        "|category=',,/'|language='en-US'|title=''|XMLURL='https://x/'|text='&#10;'"
    ),
    "markdown": words(
        "---|+++|...|title: |date: |title = |date = 2021-10-05T25:00:00Z|draft: true|tags: [a, b]|tags:|  - a|&a|*a|<<: *a|!!python/object:x|!!timestamp x|? |: |title: >|title: |title: [|{|}"
        "|[[a]]|[a.b]|a.b.c = 1|\"\"\"|# |## |```|~~~|    |> |* |1. |[a]: http://x|[a][b]|![a](b.jpg)|![](data:x)|<div>|<!--more-->|{{< x >}}|{% raw %}|{: .x}|import x|export x|~~|$$|\\|---:|---"
        "|~|~~~~|!|<http://x>|<a@b>|&copy;|params:|[params]|extra: {title: x}|image: {url: x}|authors: [{name: x}]"
    ) + (b"| a | b |\n|---|---|\n", b"title: 'x\n", b"title: \"\\x\n", b"\t- x\n"),
    "jsonl": words(
        '{"title":|"date":|"url":|"body":|{"articles":[|{"data":[|}\n{|},{|}]|]}|"title":{"rendered":1}|"title":[["a"]]|"tags":[{"name":1}]|"image":{"url":1}|"_embedded":{"wp:term":[[1]]}|"_source":{}|"draft":1'
        '|"status":"draft"|"published":false|"date":1633428000|"date":1e400|"date":{"$date":1}|NaN|"\\ud800"|"\\u0000"|{"":1}|"author":1|"id":null|"width":1e999|"id":-0|"id":'
    ) + (b"1" * 5000,),
    "mail": words(
        "From |From:|Date:|Subject:|Message-ID:|MIME-Version: 1.0|Content-Type: multipart/alternative; boundary=x|Content-Type: text/html; charset=|Content-Type: multipart/mixed"
        "|Content-Transfer-Encoding: base64|Content-Transfer-Encoding: quoted-printable|--x|--x--|=?utf-8?B?|?=|=?utf-8?Q?=C3?=|=?x?y?z?=|=?utf-8*en?q?a?=|charset*0*=utf-8''%ED|boundary*=utf-8''x"
        "|name*0=a; name*1=b|format=flowed; delsp=yes|-- |unsubscribe|<a@b>|\"a\" <b@c>, d@e|(((|List-Id: x <y.z>|Archived-At: <http://[>|Keywords: a,,b|charset=punycode|charset=utf-7|charset=idna|charset=hz"
        "|charset=iso-2022-jp|charset=utf-16|charset=undefined|charset=base64|charset=mbcs|charset=cp65001|charset=unicode_escape|charset=\0|Content-Language: en|=C3=|=0|>From |view in browser https://mailchi.mp/x?e=1"
    ) + (b"\n\n", b"From a Mon Jan  1 00:00:00 2021\n", b"\n ", b"\n\t", b"Content-Disposition: attachment; filename*=x''%\n"),
    "html": words(
        "<article>|</article>|<h2>|</h2>|<h1>|<a href='x'>|<time datetime='2021-10-05'>|<time datetime=''>|<table><tr><th>Date</th><th>Title</th></tr>|<td>|<tr>|<ul>|<li>|<p>|<br>|<base href='http://['>|<base href='//x'>"
        "|<meta charset='utf-16'>|<meta charset='x'>|<meta charset='utf-7'>|<meta charset='idna'>|<meta charset='hex'>|<meta charset='rot13'>|<meta charset='undefined'>|<meta property='og:type' content='article'>|<meta name='date' content='x'>|<link rel='canonical' href='http://['>|<link rel='next' href='//['>"
        '|<link rel=\'alternate\' type=\'application/rss+xml\' href=\'http://[\'>|<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","url":"http://["}</script>|<script type="application/ld+json">|"@graph":[|"@id":"a"|"@type":["NewsArticle"]'
        '|"author":[[[]]]|"image":{"url":[]}|"datePublished":1|<template>|<svg>|<math>|<noscript>|<plaintext>|<frameset>|<select>|<form>|<body>|</body>|<html>|</html>|<head>|class="date"|class="title"|class="author"|class="summary"|itemprop="datePublished"'
        '|itemprop="articleBody"|itemtype="https://schema.org/NewsArticle"|rel="next"|<abbr class="published" title="x">|style="display:none"|hidden|<img src=\'x\' width=\'²\'>|<img width="٣" height="1" src="https://x/y.jpg">|<!doctype html>|<x:y>|<p/>'
    ) + (b"<!-- saved from url=(0001)http://[x -->", b"<table><tr><th>a" * 3),
    "table": words(
        "title|date|url|summary|sep=;|sep=,|sep=|\"\"|\",\"|;|,|\t|\"|;;;;|title,title,title|date_gmt|Título;Fecha|image|draft|yes|no|status|tags|author|guid|a;b;c|44474|1633428000|05/10/2021|10/05/2021|https://x/y"
    ) + (b'"\n', b'\n"', b",\n", b"title\tdate\n", b"title,date\n", b"|---|---|\n", b'"a""b"'),
    "listing": words(
        "5 October 2021|October 5, 2021|Yesterday|2 days ago|Read more|Leer más|By Ana Pérez|Por Ana Pérez|Filed under: Water|Photo: A. B.|Tijuana, Mexico, February 28, 2019. |Page 1 of 2|Next|Share on Facebook|Region: X|Posted: x"
        "|10/05/2021|5/10/2021|…|[…]|• x|Published on: |continue reading about A long headline here|-|*|. |, |www.x.y|x.jpg|©|English|: |Home > x|Updated 5 October 2021 at 10:00 pm GMT"
    ) + (b"\n\n", b"\n", b"\n \n", b"\x0c"),
}  # fmt: skip
