"""The built files of an issue to Findings: the table of checks.

To add a check: one function that yields a Spot for each place where something is wrong, one line in
CHECKS, one folder in `tests/data/checks/`, one row in `docs/checks.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from digest.checks import accessibility, content, feed_forms, feeds, headers, links, mail_readers
from digest.checks.context import CheckContext, Violation
from digest.errors import DigestError
from digest.model import Finding, Level

ERROR, WARNING = Level.ERROR, Level.WARNING
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the table: a stable code, a level, what ought to be so, and what finds where it is not."""

    code: str
    level: Level
    title: str
    find: Callable[[CheckContext], Iterator[Violation]]


CHECKS = (
    Check("mail-size", ERROR, "The mail has at most 102 KB, where Gmail cuts it.", mail_readers.size),
    Check("mail-size-near", WARNING, "The mail has at most 90 KB.", mail_readers.size_near),
    Check(
        "style-size", WARNING, "The styles in the mail's head have at most 16 KB.", mail_readers.style_size
    ),
    Check("css", WARNING, "Every mail reader supports the CSS, or does without.", mail_readers.css),
    Check("html", WARNING, "Every mail reader supports the HTML, or does without.", mail_readers.elements),
    Check("colour-notation", ERROR, "Colours are written so that Gmail keeps them.", mail_readers.colours),
    Check("image-address", ERROR, "Pictures are at absolute https addresses.", mail_readers.image_address),
    Check("image-alt", ERROR, "Every picture has an alternative text.", mail_readers.image_alt),
    Check("image-width", WARNING, "Every picture says how wide it is.", mail_readers.image_width),
    Check(
        "image-format",
        WARNING,
        "Pictures are in formats that every mail reader shows.",
        mail_readers.image_format,
    ),
    Check(
        "image-weight",
        WARNING,
        "The mail's own pictures have at most 1 MB in all.",
        mail_readers.image_weight,
    ),
    Check("language", ERROR, "The mail names its language.", accessibility.language),
    Check("one-h1", ERROR, "The mail has one heading of the first level.", accessibility.one_heading),
    Check("heading-levels", WARNING, "No heading skips a level.", accessibility.heading_levels),
    Check("layout-table", WARNING, "Tables for layout say that they are.", accessibility.layout_tables),
    Check("alt-text", WARNING, "Alternative texts say what a picture shows.", accessibility.alt_texts),
    Check("link-text", WARNING, "Links say where they lead.", accessibility.link_texts),
    Check("contrast", ERROR, "Texts can be read on their ground (WCAG AA).", accessibility.contrast_light),
    Check("contrast-dark", ERROR, "Texts can be read in the mail's dark mode.", accessibility.contrast_dark),
    Check(
        "contrast-forced",
        WARNING,
        "Texts can be read where a reader forces dark mode.",
        accessibility.contrast_forced,
    ),
    Check("subject-length", WARNING, "The subject has 10 to 78 characters.", content.subject_length),
    Check("subject-repeated", WARNING, "No earlier issue had the subject.", content.subject_repeated),
    Check("preheader", WARNING, "A preheader says more than the subject.", content.preheader),
    Check("unfinished", ERROR, 'No "TK", "TBD" or filler text is left.', content.unfinished),
    Check("empty", ERROR, "No heading and no link is empty.", content.empty),
    Check("stale-year", WARNING, "No year is left over from an earlier one.", content.stale_years),
    Check("article-twice", WARNING, "No article stands twice.", content.article_twice),
    Check("link-twice", WARNING, "No two articles lead to one address.", content.link_twice),
    Check("shortener", WARNING, "No link goes through a shortener.", content.shorteners),
    Check("data-address", ERROR, "Nothing is put into a data: address.", content.data_addresses),
    Check(
        "foreign-template",
        WARNING,
        "No mail tool would run the text as its template.",
        content.foreign_templates,
    ),
    Check("unsubscribe", WARNING, "Readers are told how to unsubscribe.", content.unsubscribe),
    Check("postal-address", WARNING, "The publisher's postal address is named.", content.postal_address),
    Check("text-part", ERROR, "The plain text has every article of the HTML.", content.text_part),
    Check("link-form", ERROR, "Links can lead somewhere.", links.form),
    Check("link-gone", ERROR, "What is linked is there (with --links).", links.gone),
    Check("link-doubtful", WARNING, "Servers give what is linked (with --links).", links.doubtful),
    Check("feed-size", WARNING, "Feeds have at most 512 KB.", feeds.size),
    Check("feed-ids", ERROR, "Every entry of a feed has an id of its own.", feeds.unique_ids),
    Check("feed-ids-changed", ERROR, "Entries keep the ids of the last build.", feeds.stable_ids),
    Check("feed-order", WARNING, "Feeds begin with the newest entry.", feeds.order),
    Check("feed-addresses", ERROR, "The addresses in feeds are whole.", feeds.absolute),
    Check("feed-self", WARNING, "Feeds name their own address.", feeds.self_links),
    Check("atom", ERROR, "Atom feeds are as RFC 4287 asks.", feed_forms.atom),
    Check("rss", ERROR, "RSS feeds are as RSS 2.0 asks.", feed_forms.rss),
    Check(
        "rss-profile", WARNING, "RSS feeds are as the RSS Advisory Board recommends.", feed_forms.rss_profile
    ),
    Check("json-feed", ERROR, "JSON feeds are as JSON Feed 1.1 asks.", feed_forms.json_feed),
    Check("header-fields", ERROR, "The message has the fields it needs, each once.", headers.complete),
    Check("header-lists", ERROR, "The fields of the list can be used.", headers.lists),
    Check("header-lines", ERROR, "No line of the message is over 998 bytes.", headers.lines),
    Check("header-ascii", ERROR, "The header is ASCII.", headers.ascii_only),
    Check("header-aligned", WARNING, "From and List-Id are of one domain.", headers.aligned),
)
CODES = tuple(check.code for check in CHECKS)


def check(matter: CheckContext, codes: Iterable[str] = CODES) -> Iterator[Finding]:
    """Yield what the checks that `codes` name find in `matter`, in the order of the table."""
    wanted = set(codes)
    for one in CHECKS:
        if one.code in wanted:
            for spot in _spots(one, matter):
                yield Finding(
                    code=one.code, level=one.level, where=spot.where, text=spot.text, line=spot.line
                )


def _spots(one: Check, matter: CheckContext) -> Iterator[Violation]:
    """Yield what a check finds, and last of all that it could not go on where something foreign stopped it."""
    try:
        yield from one.find(matter)
    except DigestError:
        raise
    except Exception as error:  # noqa: BLE001 (no file, however odd, may end a build)
        why = " ".join(f"{type(error).__name__}: {error}".split())[:_SHOWN]
        yield Violation(
            f"mail/{matter.period.name}", f"could not be looked at ({why}); look at the issue yourself"
        )


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the errors that nobody waived."""
    return [one for one in findings if one.level == ERROR and not one.waived]
