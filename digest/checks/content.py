"""What a mail says: its subject, what was left unfinished, what stands twice, what the law asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.checks.context import FOREIGN, CheckContext, Letter, Violation, line, split, tag, words
from digest.text import fold

_SHORTEST, _LONGEST = 10, 78
# TK: "to come", as newsrooms mark what is missing; not where it is the name of a firm.
_UNFINISHED = re.compile(
    r"(?<![\w-])(?:TK)+(?![\w-])(?! (?:Elevator|Maxx)\b)|\bTB[CDA]\b|\b(?:TODO|FIXME):|\bXXX+\b|\blorem ipsum\b",
    re.ASCII,
)
_FILLER = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")  # what nobody sees, as it pads a preheader
_LOREM = re.compile(r"\blorem ipsum\b", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\D{0,20}((?:19|20)\d\d)(?:\s*[-–/]\s*((?:19|20)\d\d))?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
_SHORTENERS = {
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "v.gd",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "lnkd.in",
    "t.ly",
    "tiny.cc",
    "shorturl.at",
    "rb.gy",
    "s.id",
    "bl.ink",
    "trib.al",
    "dlvr.it",
    "fb.me",
}


def subject_length(matter: CheckContext) -> Iterator[Violation]:
    """Find subjects that say nothing, or are cut in a list of mails."""
    for one in matter.letters:
        count = len(one.subject)
        if count < _SHORTEST:
            yield Violation(
                one.message_path,
                f"has the subject {one.subject!r} of {count} characters; say in {_SHORTEST} or more what is in the issue (`subject` in its draft)",
            )
        elif count > _LONGEST:
            yield Violation(
                one.message_path,
                f"has a subject of {count} characters, of which readers see the beginning; write one of at most {_LONGEST} (`subject` in its draft)",
            )


def subject_repeated(matter: CheckContext) -> Iterator[Violation]:
    """Find subjects that an earlier issue had."""
    for one in matter.letters:
        for name, said in matter.subjects.get(one.language, {}).items():
            if one.subject and fold(said) == fold(one.subject):
                yield Violation(
                    one.message_path,
                    f"has the subject of the issue {name}, {said!r}, so mail readers put both into one conversation; write another (`subject` in its draft)",
                )
                break


def preheader(matter: CheckContext) -> Iterator[Violation]:
    """Find mails whose line beside the subject says nothing more than it."""
    for one in matter.letters:
        if not one.preheader:
            yield Violation(
                one.path,
                "does not begin with a preheader, the hidden line that is shown beside the subject; write one (`preheader` in the issue's draft)",
            )
        elif fold(one.preheader) == fold(one.subject):
            yield Violation(
                one.path,
                "has a preheader that repeats the subject; write another (`preheader` in the issue's draft)",
            )


def _said(letter: Letter) -> Iterator[tuple[str, str, int | None]]:
    """Yield every text of a mail with its place."""
    yield letter.subject, letter.message_path, None
    for text, at in letter.texts:
        if text != letter.subject:
            yield text, letter.path, at


def unfinished(matter: CheckContext) -> Iterator[Violation]:
    """Find what an author meant to fill in later."""
    for one in matter.letters:
        told = set()
        for text, where, at in _said(one):
            found = _UNFINISHED.search(text) or _LOREM.search(text)
            around = text[max(0, found.start() - 30) : found.end() + 30] if found else ""
            beside = " ".join(_FILLER.sub("", around).split())
            if found and beside not in told:
                told.add(beside)
                yield Violation(where, f"still holds {found[0]!r}, in {beside!r}; write what is missing", at)


def empty(matter: CheckContext) -> Iterator[Violation]:
    """Find headings and links without a word."""
    for one in matter.letters:
        for heading in one.headings:
            if not heading.text:
                yield Violation(
                    one.path,
                    f"has an empty h{heading.level}; write its heading, or take it out",
                    heading.line,
                )
        for link in one.links:
            if not link.text:
                yield Violation(
                    one.path,
                    f"has a link without a word, to {link.address[:120]!r}; say where it leads",
                    link.line,
                )


def stale_years(matter: CheckContext) -> Iterator[Violation]:
    """Find years that were meant to be changed: in the subject, the preheader, beside a copyright sign."""
    issue = matter.period.first.year
    for one in matter.letters:
        for text, where in ((one.subject, one.message_path), (one.preheader, one.path)):
            years = [int(found) for found in _YEAR.findall(text)]
            if years and max(years) < issue:
                what = "subject" if where == one.message_path else "preheader"
                yield Violation(
                    where,
                    f"names the year {max(years)} in its {what}, and the issue is of {issue}; bring it up to date, or name both",
                )
        for text, at in one.texts:
            for found in _COPYRIGHT.finditer(text):
                year = int(found[2] or found[1])
                if year < issue:
                    yield Violation(
                        one.path,
                        f"says {found[0]!r}, and the issue is of {issue}; bring it up to date",
                        at,
                    )


def article_twice(matter: CheckContext) -> Iterator[Violation]:
    """Find articles that stand twice in one mail."""
    for one in matter.letters:
        first: dict[str, int | None] = {}
        for heading in one.articles:
            title = fold(heading.text)
            if title in first:
                yield Violation(
                    one.path,
                    f"has the article {heading.text!r} twice, first on line {first[title]}; leave one of them out (`left_out` in the issue's draft), or rewrite the title of one where they are two stories",
                    heading.line,
                )
            first.setdefault(title, heading.line)


def link_twice(matter: CheckContext) -> Iterator[Violation]:
    """Find articles that lead where another one leads."""
    for one in matter.letters:
        first: dict[str, str] = {}
        for heading in one.articles:
            other = first.setdefault(heading.address, heading.text)
            if fold(other) != fold(heading.text):
                yield Violation(
                    one.path,
                    f"leads from {heading.text!r} to where {other!r} leads, {heading.address[:120]!r}; correct one of the addresses, or leave one article out",
                    heading.line,
                )


def shorteners(matter: CheckContext) -> Iterator[Violation]:
    """Find links that hide where they lead, which filters of spam take for what it is elsewhere."""
    for one in matter.letters:
        for link in one.links:
            host = (
                (split(link.address).netloc.rpartition("@")[2].partition(":")[0]).lower().removeprefix("www.")
            )
            if host in _SHORTENERS:
                yield Violation(
                    one.path,
                    f"links {link.text[:60]!r} through the shortener {host}, which filters of spam distrust; link to the page itself",
                    link.line,
                )


def data_addresses(matter: CheckContext) -> Iterator[Violation]:
    """Find what is put into an address instead of being linked."""
    for one in matter.letters:
        for element in one.all:
            values = [element.get(name, "") for name in ("href", "src", "background", "poster")]
            styled = re.search(r"url\(\s*[\"']?\s*data:", element.get("style", ""), re.IGNORECASE)
            if styled or any(value.strip().lower().startswith("data:") for value in values):
                yield Violation(
                    one.path,
                    f"holds a data: address in <{tag(element)}>, which mail readers do not show and filters of spam distrust; put the file on the site and link it",
                    line(element),
                )


def foreign_templates(matter: CheckContext) -> Iterator[Violation]:
    """Find text that a mail tool would take for its own template language."""
    for one in matter.letters:
        ours = matter.mail.in_language(one.language).unsubscribe
        told = set()
        attributes = [
            (value, one.path, line(element))
            for element in one.all
            for name, value in element.attrib.items()
            if name in ("href", "src", "alt", "title")
        ]
        for raw, where, at in (*_said(one), *attributes):
            text = raw.replace(ours, "") if ours else raw
            found = FOREIGN.search(text)
            beside = text[found.start() : found.start() + 40].split("\n")[0].strip() if found else ""
            if found and beside not in told:
                told.add(beside)
                yield Violation(
                    where,
                    f"holds {beside!r}, and a mail tool may run what begins with {found[0]!r} as its own template; rewrite the words, or hand the issue over with the tool named",
                    at,
                )


def unsubscribe(matter: CheckContext) -> Iterator[Violation]:
    """Find mails that do not say how to get no more of them."""
    for one in matter.letters:
        address = matter.mail.in_language(one.language).unsubscribe
        if not address:
            yield Violation(
                one.path,
                "names no unsubscribe address, which the law asks for in most countries; say it as unsubscribe under [mail] in digest.toml",
            )
        elif all(link.address != address for link in one.links):
            yield Violation(
                one.path, f"does not link to {address!r}, where readers unsubscribe; put it into the footer"
            )
        elif one.text and address not in one.text:
            yield Violation(
                one.text_path, f"does not name {address!r}, where readers unsubscribe; put it at the end"
            )


def postal_address(matter: CheckContext) -> Iterator[Violation]:
    """Find mails that do not say where their publisher can be found."""
    for one in matter.letters:
        address = matter.publication.in_language(one.language).address
        if not address:
            yield Violation(
                one.path,
                "names no postal address, which the law asks for in many countries; say it as address under [publication] in digest.toml",
            )
        elif fold(address) not in fold(words(one.root)):
            yield Violation(one.path, f"does not name the postal address {address!r}; put it into the footer")


def text_part(matter: CheckContext) -> Iterator[Violation]:
    """Find articles that readers of plain text do not get."""
    for one in matter.letters:
        if not one.text.strip():
            yield Violation(
                one.text_path,
                "is not there or empty, so readers of plain text get nothing; build the issue again",
            )
            continue
        whole = fold(one.text)
        for heading in one.articles:
            if heading.text and fold(heading.text) not in whole:
                yield Violation(
                    one.text_path,
                    f"lacks the article {heading.text!r}, which the HTML has; build the issue again, or add it to email/digest.txt",
                )
