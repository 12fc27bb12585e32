"""The records of a listing: each part of the page read by itself, or lines read as every listing's are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from digest import dates
from digest.model import Image, Source
from digest.parsers import entry, html, listing
from digest.parsers.listing.lines import BYLINE, LABEL, is_furniture
from digest.parsers.listing.records import Record, part_authors_from_topics
from digest.parsers.webpage import headline_groups, tree
from digest.parsers.webpage.headline_groups import Group, Part
from digest.parsers.webpage.lines import Page, PageLine

_UPDATED = re.compile(
    r"\W*(?:last |fecha de )?(?:updated|modified|actualizad[oa]|modificad[oa]|mise? à jour|aktualisiert|aggiornat[oa]|atualizad[oa]|"
    r"create date|created)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"[\s,|·•–—-]*(?:\b(?:on|el|le|am|il|em|published|posted|publicado|in|en)\b[\s:]*)*$", re.IGNORECASE
)
_BY = re.compile(
    r"\W*(?:\w{4,10}\s)?(?:by|por|par|von|da|di|de)\b\s*:?|\W*(?:autor(?:a|es)?|authors?)\s*:", re.IGNORECASE
)
_UNDER = re.compile(
    r"\W*(?:(?:(?:posted|filed|published) (?:in|under)|publicado en|publi[eé] dans|pubblicato in|veröffentlicht (?:in|unter))"
    r"(?:\s*:|\s+|$)|(?:categor(?:y|ies|[ií]as?)|cat[eé]gories?|kategorien?|tags?|tagged|topics?|themes?|temas?|etiquetas?|"
    r"section)\s*(?::|$))",
    re.IGNORECASE,
)
_FILE = re.compile(r"\S+\.(?:pdf|docx?|xlsx?|pptx?|zip|csv|mp3|mp4|jpe?g|png)\b.{0,20}", re.IGNORECASE)
_MORE = re.compile(
    r"\W*(?:read|learn|see|view|find out|continue|leer|ver|seguir|sigue|m[aá]s|lire|en savoir|suite|leia|saiba|ler|"
    r"weiter|mehr|leggi|download|descargar|télécharger|baixar|scarica|watch|listen)\b.{0,160}",
    re.IGNORECASE,
)

_SHARED = re.compile(
    r"facebook\.com|twitter\.com|//x\.com|linkedin\.com|whatsapp|telegram|t\.me/|pinterest|[?&]share=|addtoany|mailto:"
)


def records(page: Page, groups: list[Group], base: str | None, source: Source) -> list[Record]:
    """Return the records of a page's articles, in the page's order, each with an address of its own."""
    if groups and groups[0].parts:
        parts = sorted((part for group in groups for part in group.parts), key=lambda part: part.first)
        elements: list[tree.Element | None] = [part.element for part in parts]
        found = [_record(part, page.lines) for part in parts]
        pictures = _by_part(page, [part.element for part in parts])
        for index, record in enumerate(found):
            record.image = _image(pictures.get(index, []), base, source)
    else:
        found = _in_a_row(page, groups, base, source)
        elements = [_element(record) for record in found]
    part_authors_from_topics(found)
    return _with_own_addresses(found, elements, base)


def _element(record: Record) -> tree.Element | None:
    return record.title.element if isinstance(record.title, PageLine) else None


def _with_own_addresses(
    found: list[Record], elements: Sequence[tree.Element | None], base: str | None
) -> list[Record]:
    """Return the records, one for each article; where two headlines lead to one address, each gets its own."""
    here = (base or "").partition("#")[0]
    taken: dict[str, Record] = {}
    kept: list[Record] = []
    for record, element in zip(found, elements, strict=True):
        url = None if record.url in (here, f"{here}#") else record.url
        known = taken.get(url or "")
        if known is not None and known.title.folded == record.title.folded:
            if record.stamp and not known.stamp:
                kept[kept.index(known)] = taken[url or ""] = record
            continue
        if (url is None or known is not None) and element is not None:
            url = _other_address(element, base, set(taken) | {here, f"{here}#"}, url or next(iter(taken), ""))
        record.url = url
        if url:
            taken[url] = record
        kept.append(record)
    return kept


def _other_address(element: tree.Element, base: str | None, taken: set[str], like: str) -> str | None:
    """Return the address in a part of the page that no other article has, most like `like`; None without one."""
    hrefs = (html.web_address(link.get("href"), base) for link in element.iter("a"))
    free = [
        url
        for url in hrefs
        if url and url.startswith("http") and url not in taken and not _SHARED.search(url)
    ]
    return max(free, key=lambda url: _alike(url, like), default=None)


def _alike(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _record(part: Part, lines: list[PageLine]) -> Record:
    """Return what one part of the page says."""
    title = lines[part.title]
    record = Record(title)
    about = [
        line for index, line in enumerate(lines[part.first : part.last], part.first) if index != part.title
    ]
    about = [line for line in about if line.folded != title.folded]
    record.url = title.link or _read_more(about)
    stamp = _stamp(about, title)
    if stamp:
        record.stamp = stamp
        take_beside(record, stamp)
    record.updated = next((line.updated for line in [title, *about] if line.updated), None)
    for line in about:
        if line is not stamp and not (line.near and _is_stamp(line)):
            _take(record, line)
    return record


def _read_more(about: list[PageLine]) -> str | None:
    """Return where "read more" leads, for a headline without a link."""
    return next((line.link for line in about if line.link and _MORE.fullmatch(line.text)), None)


def _is_stamp(line: PageLine) -> bool:
    return bool(line.moment or line.whole or line.hint in ("date", "updated") or line.near)


def _stamp(about: list[PageLine], title: PageLine) -> PageLine | None:
    """Return the line that says when the article was published, its date found."""

    def likely(line: PageLine) -> tuple[bool, bool, bool, bool]:
        updated = bool(_UPDATED.match(line.text)) or line.hint == "updated"
        return updated, line.moment is None, line.hint != "date", not line.whole

    dated = sorted(
        (line for line in about if (line.near and line.link in (None, title.link)) or line.moment), key=likely
    )
    if dated:
        dated[0].date = dated[0].near
        return dated[0]
    return _scattered(about)


def _scattered(about: list[PageLine]) -> PageLine | None:
    """Return the first of two or three short lines that are one date together, as calendars' leaves show it."""
    for count in (3, 2):
        for index in range(len(about) - count + 1):
            run = about[index : index + count]
            if any(len(line.text) > 14 for line in run):
                continue
            found = dates.find(" ".join(line.text for line in run))
            if found:
                run[0].date, run[0].whole = found, True
                return run[0]
    return None


def take_beside(record: Record, line: PageLine) -> None:
    """Take the author and the topic that stand in the date's line."""
    if (
        line.date is None
        or line.whole
        or (line.moment and line.date.end == len(line.text) and line.date.start == 0)
    ):
        return
    before = _BEFORE.sub("", line.text[: line.date.start])
    told = [before, *re.split(r"\s*[|·•]\s*", line.text[line.date.end :])]
    for text in (one.strip(" ,.-–—|·•/()") for one in told):
        by = BYLINE.fullmatch(text)
        if by:
            record.authors += names(by["name"])
        elif _is_named(text) and re.search(r"[|·•]", line.text):
            # Beside a date one word is a heading; more may be a name.
            if " " in text:
                record.beside = text
            else:
                record.topics.append(text)


def _is_named(text: str) -> bool:
    return bool(text) and len(text) <= 50 and not re.search(r"\d|:", text) and not is_furniture(text)


def _take(record: Record, line: PageLine) -> None:
    """Take in a line of a part that is neither its headline nor its date."""
    text = line.text
    if (
        line.is_furniture
        or "credit" in line.marks
        or line.hint in ("credit", "noise")
        or _FILE.fullmatch(text)
    ):
        return
    if line.hint == "author" and len(text) <= 90:
        match = BYLINE.fullmatch(text)
        record.authors += names(match["name"] if match else _BY.sub("", text).strip(" ,|·•–—-"))
    elif match := BYLINE.fullmatch(text):
        record.authors += names(match["name"])
    elif LABEL.fullmatch(text):
        record.take("label", line)
    elif line.hint == "topic" and len(text) <= 60 and "stop" not in line.marks:
        named = _UNDER.sub("", text)
        record.topics += [word for part in re.split(r"\s*[,;|•·]\s+", named) if (word := part.strip(" :"))]
    elif line.link is not None and len(text) < 200 and _MORE.fullmatch(text):
        return
    elif (
        len(text) >= 60
        or line.marks & {"stop", "sentences", "break", "cut"}
        or (line.hint == "summary" and len(text) >= 25)
    ):
        record.take("body", line)


def names(text: str) -> list[str]:
    """Return the names a by-line holds: several only where each is plainly a person's."""
    several = re.split(r"\s*,\s+|\s+(?:and|y|e|et|und|&)\s+", text)
    if len(several) > 1 and all(
        re.fullmatch(r"[A-ZÀ-Þ][\w.’'-]+(?: [\w.’'-]+){1,3}", one) for one in several
    ):
        return several
    return [text] if text else []


def _by_part(page: Page, elements: list[tree.Element]) -> dict[int, list[entry.Picture]]:
    """Return the pictures that stand in each of `elements`, by its number."""
    number = {element: index for index, element in enumerate(elements)}
    found: dict[int, list[entry.Picture]] = {}
    for _, element, picture in page.pictures:
        above = next((number[one] for one in element.iterancestors() if one in number), None)
        if above is not None:
            found.setdefault(above, []).append(picture)
    return found


def _image(pictures: Iterable[entry.Picture], base: str | None, source: Source) -> Image | None:
    return entry.image(entry.Entry(pictures=list(pictures), base=base, states_base=bool(base)), source)


def _in_a_row(page: Page, groups: list[Group], base: str | None, source: Source) -> list[Record]:
    """Read headlines and texts that stand side by side as every listing page is read."""
    lines = page.lines
    if groups:
        titles = set(groups[0].titles)
        around = _around([lines[index].element for index in groups[0].titles])
        inside = set(around.iter())
        kept = [(index, line) for index, line in enumerate(lines) if line.element in inside]
        for index, line in kept:
            line.marks |= {"headline"} if index in titles else {"plain"}
        lines = [line for _, line in kept]
    else:
        for line in lines:
            if tree.name(line.element) == "h1" or not headline_groups.may_be_title(line):
                line.marks |= {"plain"}
    if not lines:
        return []
    found, _ = listing.understand(list(lines))
    number = {id(line): index for index, line in enumerate(page.lines)}
    starts = [number[id(record.title)] for record in found]
    for record, start, end in zip(found, starts, [*starts[1:], len(page.lines)], strict=False):
        title = record.title
        record.url = (title.link or None) if isinstance(title, PageLine) else None
        record.url = record.url or _read_more(page.lines[start + 1 : end])
        record.image = _image(
            [picture for place, _, picture in page.pictures if start <= place < end], base, source
        )
    return found


def _around(elements: list[tree.Element]) -> tree.Element:
    """Return the lowest element that holds all of `elements`."""
    common = [elements[0], *elements[0].iterancestors()]
    for element in elements[1:]:
        chain = {element, *element.iterancestors()}
        common = [one for one in common if one in chain]
    return common[0]
