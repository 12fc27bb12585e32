"""Large documents made to hurt the parsers, by format."""

from dataclasses import dataclass

from . import exports, feeds, json_documents, mails, markdown, pages, texts

MEGABYTE = 1024 * 1024
_FORMATS = (
    ("rss", "feeds/x.xml", feeds.rss_feeds),
    ("atom", "feeds/x.atom", feeds.atom_feeds),
    ("jsonfeed", "feeds/x.json", json_documents.jsonfeed),
    ("jsonl", "feeds/x.json", json_documents.jsonl),
    ("wxr", "feeds/x.xml", exports.wordpress),
    ("opml", "feeds/x.opml", exports.opml),
    ("markdown", "feeds/x.md", markdown.markdown),
    ("mail", "feeds/x.eml", mails.mail),
    ("mail", "feeds/x.mbox", mails.mailboxes),
    ("html", "feeds/x.html", pages.html),
    ("table", "feeds/x.csv", texts.table),
    ("listing", "feeds/x.txt", texts.listing),
)


@dataclass(frozen=True)
class Attack:
    """A document made to hurt the parser of one format."""

    format: str
    title: str
    name: str
    content: bytes


def attacks(only=None, size=MEGABYTE):
    """Yield the attacks of all formats, or of one. Most are about `size` bytes long."""
    for form, name, make in _FORMATS:
        if only in (None, form):
            for title, content in make(size):
                yield Attack(form, title, name, content)
