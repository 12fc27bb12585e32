"""WordPress exports and lists of feeds (OPML) made to hurt."""

from .markup import fill, of_markup


def wxr(body, head=b""):
    return (
        b'<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        b' xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><title>x</title>%s%s</channel></rss>'
        % (head, body)
    )


def post(content, more=b""):
    return (
        b"<item><title>A</title><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>%s<content:encoded><![CDATA[%s]]></content:encoded></item>"
        % (more, content)
    )


def wordpress(size):
    yield from of_markup(lambda inner: wxr(post(inner)), size, size // 4)
    yield (
        "attachments",
        wxr(
            b"".join(
                b"<item><wp:post_type>attachment</wp:post_type><wp:post_id>%d</wp:post_id></item>" % i
                for i in range(size // 20)
            )
            + post(b"x")
        ),
    )
    yield (
        "people",
        wxr(
            post(b"x"),
            head=b"".join(
                b"<wp:author><wp:author_login>%d</wp:author_login></wp:author>" % i for i in range(size // 69)
            ),
        ),
    )
    yield ("drafts", wxr(fill(b"<item><wp:status>draft</wp:status></item>", size)))
    yield (
        "types",
        wxr(
            b"<item><wp:status>publish</wp:status><wp:post_type>%s</wp:post_type></item>"
            % fill(b"-form", size)
        ),
    )
    yield ("meta", wxr(post(b"x", fill(b"<wp:postmeta><wp:meta_key>a</wp:meta_key></wp:postmeta>", size))))
    yield ("categories", wxr(post(b"x", fill(b"<category domain='category'>a</category>", size))))
    yield ("broken: items open", wxr(fill(b"<item><wp:status>publish</wp:status>", size)))
    yield ("broken: posts", wxr(fill(post(b"x") + b"&", size)))


def opml(size):
    yield (
        "nested",
        b"<opml><body>"
        + fill(b"<outline text='a'>", size // 2)
        + fill(b"</outline>", size // 2)
        + b"</body></opml>",
    )
    yield (
        "nested 200 deep",
        b"<opml><body>" + fill(b"<outline text='a'>" * 200 + b"</outline>" * 200, size) + b"</body></opml>",
    )
    yield (
        "broad in the deep",
        b"<opml><body>"
        + b"<outline text='a'>" * 60
        + b"".join(b"<outline xmlUrl='http://x/%d'/>" % i for i in range(size // 41))
        + b"</outline>" * 60
        + b"</body></opml>",
    )
    yield (
        "broad in the deep, long names",
        b"<opml><body>"
        + b"".join(b"<outline text='%s%d'>" % (b"a" * 9000, i) for i in range(60))
        + b"".join(b"<outline xmlUrl='http://x/%d'/>" % i for i in range(size // 69))
        + b"</outline>" * 60
        + b"</body></opml>",
    )
    yield (
        "categories",
        b"<opml><body><outline xmlUrl='http://x/' category='%s'/></body></opml>" % fill(b"/a,", size),
    )
    yield (
        "category slashes",
        b"<opml><body><outline xmlUrl='http://x/' category='%s'/></body></opml>" % fill(b"/ ", size),
    )
    yield (
        "attributes",
        b"<opml><body><outline %s/></body></opml>" % b" ".join(b"a%d=''" % i for i in range(size // 11)),
    )
    yield ("no addresses", b"<opml><body>" + fill(b"<outline xmlUrl='x'/>", size) + b"</body></opml>")
    yield ("broken", b"<opml><body>" + fill(b"<outline xmlUrl='http://x/?a&b'>", size))
    yield ("broken: ampersands", b"<opml><body><outline text='" + fill(b"&", size) + b"'/></body></opml>")
    yield ("broken: cdata", b"<opml><body>" + fill(b"<![CDATA[", size))
    yield ("text in between", b"<opml><body>" + fill(b"<a/>x", size) + b"</body></opml>")
