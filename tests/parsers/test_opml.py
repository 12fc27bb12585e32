"""Lists of feeds that are hostile or broken."""

import contextlib
import time
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SourceError
from digest.model import Document, Source
from digest.parsers import opml


def read(content: bytes):
    return opml.read(Document(source=Source(name="feeds/x.opml"), content=content), UTC)


HOSTILE = {
    "nested outlines": b"<opml><body>" + b'<outline text="a">' * 55_000,
    "ten thousand feeds": b"<opml><body>"
    + b"".join(b'<outline xmlUrl="https://x.example.org/%d"/>' % n for n in range(22_000))
    + b"</body></opml>",
    "ampersands": b"<opml><body>" + b"&" * 1_000_000,
    "one attribute": b'<opml><body><outline category="'
    + b"/a," * 330_000
    + b'" xmlUrl="https://x.example.org/"/>',
    "many attributes": b"<opml><body><outline " + b"".join(b"a%d='' " % n for n in range(90_000)),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_megabyte_is_read_in_time(content):
    start = time.monotonic()
    with contextlib.suppress(SourceError):
        read(content)
    assert time.monotonic() - start < 5


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_raise_a_source_error(content, is_headed):
    with contextlib.suppress(SourceError):
        read(b"<opml><body>" + content if is_headed else content)


@given(st.sampled_from(["xmlUrl", "text", "category", "language"]), st.text(max_size=60))
def test_any_attribute_is_read_or_raises_a_source_error(name, value):
    with contextlib.suppress(SourceError):
        read(
            f'<opml><body><outline {name}="{value}" xmlUrl="https://x.example.org/"/></body></opml>'.encode()
        )
