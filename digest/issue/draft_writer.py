"""Write drafts (drafts/*.toml, TOML 1.0): add new articles, and keep every decision, comment and order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from digest.files import replace_file
from digest.issue.draft_reader import draft_key, parse_draft_key
from digest.model import Article, Issue, Offer, OfferKind, OnChange
from digest.periods import timezone

_SHORT_ID = re.compile(r"([a-z2-7]{8})(?=[\"'\s\].=])")
_MAX_TITLE, _MAX_TEXT = 80, 200  # characters in a comment
_HEAD = """\
# {title}, {issue}. `digest build` follows this draft. `digest draft` adds new articles
# and never changes your words. KEY is the name of an article, as in the sections below.

# subject = ""                 # in place of the one made from the lead
# preheader = ""               # the text the inbox shows beside the subject
# greeting = \"\"\"…\"\"\"           # Markdown, above the lead; closing = \"\"\"…\"\"\" stands at the end
# number = 7                   # the issue's number
# date = {day}            # the date of the message
# lead = "KEY"                 # now: {lead}
# pinned = ["KEY"]             # first in their section, whatever its limit
# order = ["TOPIC"]            # these sections first
# late = ["KEY"]               # taken from the period before
# apart = [["KEY", "KEY"]]     # two articles, not the same story
# translations = [["KEY", "KEY"]]   # the same story in two languages

# [left_out] and [held] take KEY = "the reason". A held article comes in the next issue.
# [rewrite.KEY] takes title, summary, image and alt. [undated] takes KEY = 2021-10-12.
# [[block]] takes after or before (a topic, or "lead"), title, and text in Markdown.
"""


def update(
    file: Path,
    issues: Mapping[str, Issue],
    topics: Mapping[str, Mapping[str, str]],
    offers: Sequence[Offer],
    sources: Mapping[str, Article],
) -> list[str]:
    """Write or extend the draft of the issues of one period; nothing in the file is lost.

    Args:
        file: The draft.
        issues: The issue of each language, the main one first.
        topics: By language, the topic of each article by its short id.
        offers: Articles the editor may take.
        sources: The articles as their sources have them, by short id.

    Returns:
        What was added, as sentences.
    """
    main = next(iter(issues.values()))
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else _head(main)
    document = tomlkit.parse(text)
    known = set(_SHORT_ID.findall(text))
    additions: list[str] = []
    for language, issue in issues.items():
        table: Any = document if issue is main else _table(document, language)
        additions += _add_articles(table, issue, topics[language], known)
    additions += _update_rewrites(document, sources)
    new_offers = [offer for offer in offers if offer.article.short_id not in known]
    additions += _add_offers(document, new_offers, main.period.zone)
    updated = tomlkit.dumps(document)
    if not file.is_file() or updated != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, updated.encode())
    return additions


def rename(file: Path, short_ids: Mapping[str, str]) -> None:
    """Name the articles of a draft by other short ids; everything else stays as written.

    Args:
        file: The draft.
        short_ids: The new short id of each article by the one it had.
    """
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    renamed = _SHORT_ID.sub(lambda found: short_ids.get(found[1], found[1]), text)
    if renamed != text:
        replace_file(file, renamed.encode("utf-8", "surrogateescape"))


def _head(issue: Issue) -> str:
    return _HEAD.format(
        title=issue.publication.title,
        issue=issue.period.name,
        day=f"{issue.period.after}",
        lead=_comment(issue.lead, issue.period.zone) if issue.lead else "none",
    )


def _table(parent: Any, name: str) -> Any:
    """Return a table of the document, added if it is missing."""
    if name not in parent:
        parent.append(name, tomlkit.table())
    return parent[name]


def _comment(article: Article, zone: str) -> str:
    """Return the comment on an article: its title, its day in the publication's timezone, its source."""
    day = f"{article.published.astimezone(timezone(zone)):%Y-%m-%d}" if article.published else "undated"
    return " · ".join((" ".join(article.title.split())[:_MAX_TITLE], day, article.source))


def _add_articles(table: Any, issue: Issue, topics: Mapping[str, str], known: set[str]) -> list[str]:
    """Add the articles that are not in the file at the end of their sections.

    Args:
        table: The table of the issue's language.
        issue: The issue.
        topics: The topic of each article, by short id.
        known: The short ids in the file; those added are added to it.
    """
    publication = issue.publication
    places = {topic.slug: place for place, topic in enumerate((*publication.topics, publication.rest))}
    added = [article for article in issue.articles if article.short_id not in known]
    added.sort(key=lambda article: places.get(topics.get(article.short_id, ""), len(places)))
    for article in added:
        slug = topics.get(article.short_id, publication.rest.slug)
        sections = _table(table, "sections")
        if slug not in sections:
            sections.append(slug, tomlkit.array().multiline(multiline=True))
        comment = _comment(article, issue.period.zone)
        sections[slug].add_line(draft_key(article), comment=comment, indent="    ")
        known.add(article.short_id)
    for array in table.get("sections", {}).values():
        _close_on_own_line(array)
    if not added:
        return []
    return [f"{len(added)} article{'s' if len(added) > 1 else ''} added to the {issue.language} sections"]


def _close_on_own_line(array: Any) -> None:
    """Put the closing bracket of an array of several lines on a line of its own."""
    text = array.as_string()
    if "\n" in text and not text.rstrip("]").endswith("\n"):
        array.add_line(indent="")


def _update_rewrites(document: Any, sources: Mapping[str, Article]) -> list[str]:
    """Record the source's words beside each rewrite, and apply the editor's decision on a change."""
    additions = []
    for name in list(document.get("rewrite", {})):
        article = sources.get(parse_draft_key(name))
        if article is None:
            continue
        rewrite: Table = document["rewrite"][name]
        now = {"was_title": article.title, "was_summary": article.summary}
        if "was_title" not in rewrite and "was_summary" not in rewrite:
            rewrite.update(now)
            additions.append(f"{name}: its source's words are recorded")
            continue
        changed = [text for key, text in now.items() if rewrite.get(key, text) != text]
        if not changed:
            continue
        decision = str(rewrite.get("changed", OnChange.ASK))
        if decision == OnChange.TAKE:
            del document["rewrite"][name]
            additions.append(f"{name}: the source's words are taken, and the rewrite is gone")
        elif decision == OnChange.KEEP:
            rewrite.update(now)
            rewrite.remove("changed")
            additions.append(f"{name}: your words are kept")
        else:
            rewrite["changed"] = _question(changed[0])
            additions.append(f'{name}: its source changed; set changed = "keep" or "take"')
    return additions


def _question(text: str) -> Any:
    """Return the empty value of `changed`, with a comment that shows the source's new text."""
    value = tomlkit.string(OnChange.ASK)
    value.comment(f'"keep" yours, or "take": {" ".join(text.split())[:_MAX_TEXT]}')
    return value


_OFFER_HEADINGS = {
    OfferKind.LATE: 'Came late. To take one, name it at the top: late = ["KEY"]',
    OfferKind.UNDATED: "Undated. To give one a day: [undated] and KEY = 2021-10-12",
    OfferKind.OUT: "Left out by a rule or a limit. To take one, put it under [sections]",
    OfferKind.DUPLICATE: 'Left out as the same story as another. To keep both, name both at the top: apart = [["KEY", "KEY"]]',
}


def _add_offers(document: Any, offers: Sequence[Offer], zone: str) -> list[str]:
    """Add comments at the end that name the articles the editor may take."""
    additions = []
    for kind, heading in _OFFER_HEADINGS.items():
        of_kind = [offer for offer in offers if offer.kind is kind]
        if not of_kind:
            continue
        _last_container(document).add(tomlkit.nl())
        _last_container(document).add(tomlkit.comment(heading))
        for offer in of_kind:
            line = f'  "{draft_key(offer.article)}"  {_comment(offer.article, zone)}: {offer.why}'
            _last_container(document).add(tomlkit.comment(line))
        additions.append(f"{len(of_kind)} offered: {heading.partition('.')[0].lower()}")
    return additions


def _last_container(document: Any) -> Any:
    """Return the container a comment at the file's end belongs to."""
    container = document
    while True:
        values = list(container.values())
        if not values or not isinstance(values[-1], Table | AoT):
            return container
        container = values[-1] if isinstance(values[-1], Table) else values[-1][-1]
