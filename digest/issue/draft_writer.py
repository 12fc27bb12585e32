"""Writing drafts/*.toml: adds what is new, and keeps every decision, comment and order (TOML 1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from digest.issue.draft_reader import draft_key
from digest.model import Article, Issue, Offer
from digest.periods import timezone

_MARK = re.compile(r"([a-z2-7]{8})(?=[\"'\s\].=])")
_SHOWN = 200
_HEAD = """\
# {title}, {issue}. What stands here is kept by every build: `digest build` takes it, and
# `digest draft` adds what is new and changes none of your words. Articles are named by their keys.

# subject = ""                 # instead of the one made from the lead
# preheader = ""               # what the inbox shows beside the subject
# greeting = \"\"\"…\"\"\"           # Markdown, above the lead; closing = \"\"\"…\"\"\" stands at the end
# number = 7                   # the issue's number
# date = {day}            # the day the message is dated
# lead = "KEY"                 # now: {lead}
# pinned = ["KEY"]             # first in their section, and over no limit
# order = ["TOPIC"]            # these sections first
# late = ["KEY"]               # taken from the period before
# apart = [["KEY", "KEY"]]     # two that are not one story
# translations = [["KEY", "KEY"]]   # one story in two languages

# Under [left_out] and [held] stands why: KEY = "too short". What is held comes in the next issue.
# [rewrite.KEY] takes title, summary, image and alt. [undated] takes KEY = 2021-10-12.
# [[block]] takes after or before (a topic, or "lead"), title, and text in Markdown.
"""


def update(
    file: Path,
    issues: Mapping[str, Issue],
    filed: Mapping[str, Mapping[str, str]],
    offers: Sequence[Offer],
    sources: Mapping[str, Article],
) -> list[str]:
    """Write the draft of the issues, one for each language, and return what was added, as sentences.

    `filed` holds by language the topic of each article by its mark, `sources` the articles as
    their sources have them. A draft that is there is added to; nothing of it is lost.
    """
    first = next(iter(issues.values()))
    text = file.read_text(encoding="utf-8-sig") if file.is_file() else _head(first)
    document = tomlkit.parse(text)
    known = set(_MARK.findall(text))
    said: list[str] = []
    for number, (language, issue) in enumerate(issues.items()):
        place: Any = document if number == 0 else _table(document, language)
        said += _add_articles(place, issue, filed[language], known)
    said += _remember(document, sources)
    said += _offer(document, [one for one in offers if one.article.short_id not in known], first.period.zone)
    done = tomlkit.dumps(document)
    if not file.is_file() or done != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{file.name}.tmp")
        beside.write_text(done, encoding="utf-8")
        beside.replace(file)
    return said


def _head(issue: Issue) -> str:
    return _HEAD.format(
        title=issue.publication.title,
        issue=issue.period.name,
        day=f"{issue.period.after}",
        lead=_about(issue.lead, issue.period.zone) if issue.lead else "none",
    )


def _table(place: Any, name: str) -> Any:
    if name not in place:
        place.append(name, tomlkit.table())
    return place[name]


def _about(article: Article, zone: str) -> str:
    """Return an article in a comment's words, with its day in the publication's timezone."""
    day = f"{article.published.astimezone(timezone(zone)):%Y-%m-%d}" if article.published else "undated"
    return " · ".join((" ".join(article.title.split())[:80], day, article.source))


def _add_articles(place: Any, issue: Issue, topics: Mapping[str, str], known: set[str]) -> list[str]:
    """Put the articles that no line names yet at the end of their sections."""
    added = 0
    order = {
        topic.slug: number for number, topic in enumerate((*issue.publication.topics, issue.publication.rest))
    }
    fresh = [one for one in issue.articles if one.short_id not in known]
    for article in sorted(fresh, key=lambda one: order.get(topics.get(one.short_id, ""), len(order))):
        mark = article.short_id
        slug = topics.get(mark, issue.publication.rest.slug)
        sections = _table(place, "sections")
        if slug not in sections:
            sections.append(slug, tomlkit.array().multiline(multiline=True))
        sections[slug].add_line(draft_key(article), comment=_about(article, issue.period.zone), indent="    ")
        known.add(mark)
        added += 1
    for slug in list(place.get("sections", {})):
        _close(place["sections"][slug])
    if not added:
        return []
    return [f"{added} article{'s' if added > 1 else ''} added to the {issue.language} sections"]


def _close(array: Any) -> None:
    """See to it that the bracket stands on a line of its own."""
    text = array.as_string()
    if "\n" in text and not text.rstrip("]").endswith("\n"):
        array.add_line(indent="")


def _remember(document: Any, sources: Mapping[str, Article]) -> list[str]:
    """Write beside each rewrite what its source says; ask where that changed, and do what was decided."""
    said = []
    for name in list(document.get("rewrite", {})):
        rewrite: Table = document["rewrite"][name]
        article = sources.get(name[-8:])
        if article is None:
            continue
        now = {"was_title": article.title, "was_summary": article.summary}
        if "was_title" not in rewrite and "was_summary" not in rewrite:
            rewrite.update(now)
            said.append(f"{name}: what its source says is remembered")
            continue
        changed = [field for field, text in now.items() if rewrite.get(field, text) != text]
        decided = str(rewrite.get("changed", ""))
        if not changed:
            continue
        if decided == "take":
            del document["rewrite"][name]
            said.append(f"{name}: the source's words are taken, and the rewrite is gone")
        elif decided == "keep":
            rewrite.update(now)
            rewrite.remove("changed")
            said.append(f"{name}: your words are kept")
        else:
            line = tomlkit.string("")
            line.comment(f'"keep" yours, or "take": {" ".join(now[changed[0]].split())[:_SHOWN]}')
            rewrite["changed"] = line
            said.append(f'{name}: its source changed; say changed = "keep" or "take"')
    return said


_OFFERED = {
    "late": 'Came late. To take one, name it at the top: late = ["KEY"]',
    "undated": "Undated. To give one a day: [undated] and KEY = 2021-10-12",
    "out": "Left out by a rule or a limit. To take one, put it under [sections]",
    "duplicate": 'Left out as the same story as another. To keep both, name both at the top: apart = [["KEY", "KEY"]]',
}


def _offer(document: Any, offers: Iterable[Offer], zone: str) -> list[str]:
    """Name at the end, as comments, what the editor may take."""
    said = []
    for kind, heading in _OFFERED.items():
        some = [one for one in offers if one.kind == kind]
        if not some:
            continue
        _last(document).add(tomlkit.nl())
        _last(document).add(tomlkit.comment(heading))
        for one in some:
            _last(document).add(
                tomlkit.comment(f'  "{draft_key(one.article)}"  {_about(one.article, zone)}: {one.why}')
            )
        said.append(f"{len(some)} offered: {heading.partition('.')[0].lower()}")
    return said


def _last(document: Any) -> Any:
    """Return the container a comment at the file's end belongs to."""
    place = document
    while True:
        inner = list(place.values())
        if not inner or not isinstance(inner[-1], Table | AoT):
            return place
        place = inner[-1] if isinstance(inner[-1], Table) else inner[-1][-1]
