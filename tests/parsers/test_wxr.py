"""WordPress exports that are hostile or broken."""

import contextlib
import time
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import wxr

HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://harbour.example.org</link>'
)


def read(content: str | bytes):
    content = content.encode() if isinstance(content, str) else content
    return wxr.read(Document(source=Source(name="feeds/x.xml"), content=content), UTC)


def test_a_feed_of_wordpress_is_not_an_export():
    feed = b'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel/></rss>'
    assert not wxr.sniff(feed, "feed.xml")
    assert not wxr.sniff(b"A page about http://wordpress.org/export/1.2/", "page.txt")


POST = "<item><title>T</title><wp:status>publish</wp:status><content:encoded>{}</content:encoded></item>"
HOSTILE = {
    "comments that never end": "&lt;!--" * 150_000,
    "brackets that never close": "[a " * 330_000,
    "one long shortcode": "[caption " + "a " * 490_000,
    "blank lines": "\n \n" * 300_000,
    "many shortcodes": "[a][/b]" * 140_000,
}


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_megabyte_is_read_in_time(words):
    start = time.monotonic()
    assert len(read(f"{HEAD}{POST.format(words)}</channel></rss>").articles) == 1
    assert time.monotonic() - start < 5


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_raise_a_source_error(content, is_headed):
    with contextlib.suppress(SourceError):
        read(HEAD.encode() + content if is_headed else content)


@given(
    st.sampled_from(
        ["wp:status", "wp:post_type", "wp:post_date_gmt", "wp:postmeta", "content:encoded", "category"]
    ),
    st.text(max_size=60),
)
def test_any_text_in_a_post_is_read_or_raises_a_source_error(name, value):
    with contextlib.suppress(SourceError):
        read(
            f"{HEAD}<item><title>T</title><{name}>{value}</{name}><wp:status>publish</wp:status></item></channel></rss>"
        )
