"""What the commands say of sources, topics and sendings: lines for people, and values for JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from itertools import chain
from typing import TYPE_CHECKING, Any

from digest.fetch.ssrf import shown
from digest.model import DeliveryStatus, FetchState, Publication, SourceStatus
from digest.topics.classifier import Coverage

if TYPE_CHECKING:
    from digest.mail.delivery import DeliveryCounts
    from digest.mail.ledger import Delivery
    from digest.services.build import Fetched
    from digest.services.fetch_run import SourceFetch
    from digest.services.send import Record, Sent, Status
    from digest.topics.suggest import Suggestion

_WIDTH = 100
_NAME = 37
_TITLE = 34
_WAYS = ("classifier", "label", "title", "summary")


def counted(count: int, noun: str) -> str:
    """Return a number and its noun, in the plural where it is one."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def gains(fetched: Fetched) -> list[str]:
    """Return a line for each source that gave what it was asked for."""
    return [
        f"{shown(one.source.name)}: {counted(len(one.articles), 'article')}, read as {one.format}"
        if one.state is FetchState.READ
        else f"{shown(one.source.name)}: unchanged"
        for one in fetched.visits
        if one.state in (FetchState.READ, FetchState.UNCHANGED)
    ]


def failures(fetched: Fetched) -> list[str]:
    """Return the sentence of each list of feeds and each source that failed."""
    failed = [one for one in fetched.visits if one.state is FetchState.FAILED]
    return [*fetched.unread, *(f"source: {shown(one.source.name)!r}: {one.remote.error}" for one in failed)]


def warnings(fetched: Fetched, zone: tzinfo) -> list[str]:
    """Return what else is to be said of the sources, in their order."""
    return [line for one in fetched.visits for line in _warnings(one, fetched, zone)]


def _warnings(visit: SourceFetch, fetched: Fetched, zone: tzinfo) -> Iterator[str]:
    name = shown(visit.source.name)
    yield from map(str, visit.notices)
    if visit.state is FetchState.WAITING:
        yield f"{name}: was not asked, as its server wants to be left alone until {_moment(visit.remote.wait_until, zone)}"
    if visit.moved:
        yield f"{name}: has moved for good to {visit.moved}; {_advice(visit, fetched)}"


def _advice(visit: SourceFetch, fetched: Fetched) -> str:
    if visit.source.name in fetched.moves:
        return (
            "digest.toml says so now"
            if fetched.written
            else "`digest fetch --update` writes that into digest.toml"
        )
    if visit.moved in fetched.doubled:
        return "that is a source already, so take this one out"
    return "say so where it is listed"


def offers(fetched: Fetched, pages: int) -> list[str]:
    """Return where each source goes on after the `pages` that were read."""
    return [
        f"{shown(one.source.name)}: goes on at {one.next_page}; `digest fetch --pages {pages + 1}` reads that too"
        for one in fetched.visits
        if one.next_page
    ]


def visit(one: SourceFetch) -> dict[str, Any]:
    """Return a visit as `digest fetch --json` has it."""
    failing = one.remote.failing_since
    return {
        "source": shown(one.source.name),
        "state": one.state,
        "format": one.format or None,
        "articles": len(one.articles),
        "feed": one.remote.feed or None,
        "moved": one.moved or None,
        "next_page": one.next_page or None,
        "error": one.remote.error or None,
        "failures": one.remote.failures,
        "failing_since": failing.isoformat() if failing else None,
        "wait_until": one.remote.wait_until.isoformat() if one.remote.wait_until else None,
        "warnings": [str(notice) for notice in one.notices],
    }


def standing(one: SourceStatus) -> dict[str, Any]:
    """Return how a source stands as `digest sources --json` has it."""
    remote = one.remote

    def moment(name: str) -> str | None:
        value = getattr(remote, name, None)
        return value.isoformat() if value else None

    return {
        "source": shown(one.name),
        "listed": one.listed,
        "format": one.format or None,
        "articles": one.articles,
        "newest": one.newest.isoformat() if one.newest else None,
        "title": one.title or None,
        "feed": remote.feed or None if remote else None,
        "asked": moment("asked"),
        "answered": moment("answered"),
        "failures": remote.failures if remote else 0,
        "failing_since": moment("failing_since"),
        "error": remote.error or None if remote else None,
        "wait_until": moment("wait_until"),
    }


def table(standings: list[SourceStatus], zone: tzinfo) -> Iterator[str]:
    """Return the lines that say how the sources stand, at most 100 columns wide, times in `zone`."""
    yield _row("source", "articles", "last article", "asked")
    for one in standings:
        name = shown(one.name)
        if len(name) > _NAME:
            yield name
            name = ""
        newest = f"{one.newest.astimezone(zone):%Y-%m-%d}" if one.newest else ("undated" if one.title else "")
        title = textwrap.shorten(one.title, _TITLE - 11, placeholder="…") if newest else ""
        asked = _moment(one.remote.asked, zone) if one.remote else ""
        if "://" in one.name and one.listed:
            asked = asked or "never"
        yield _row(name, str(one.articles), f"{newest:10} {title}".rstrip(), asked)
        for text in _troubles(one, zone):
            yield from textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _troubles(one: SourceStatus, zone: tzinfo) -> Iterator[str]:
    remote = one.remote
    if not one.listed:
        yield "no longer in digest.toml" if "://" in one.name else "gone from feeds/"
    if remote and remote.failures:
        answered = _moment(remote.answered, zone) or "never"
        yield (
            f"failed {counted(remote.failures, 'time')} in a row since {_moment(remote.failing_since, zone)}:"
            f" {remote.error} (last answered: {answered})"
        )
    if remote and remote.wait_until:
        yield f"wants to be left alone until {_moment(remote.wait_until, zone)}"


def _row(name: str, articles: str, newest: str, asked: str) -> str:
    return f"{name:{_NAME}} {articles:>8}  {newest:{_TITLE}}  {asked}".rstrip()


def coverage(one: Coverage, publication: Publication) -> dict[str, Any]:
    """Return how articles come under their topics as `digest topics --json` has it."""
    return {
        "articles": one.articles,
        "labelled": one.labelled,
        "topics": [
            {
                "topic": slug,
                "title": publication.topic(slug).title(publication.languages[0]),
                "articles": ways.total(),
                **{f"by_{way}": ways[way] for way in _WAYS},
            }
            for slug, ways in one.ways.items()
        ],
        "unclaimed": [
            {"label": label, "articles": count, "source": shown(source)}
            for label, count, source in one.unclaimed
        ],
    }


def coverage_table(one: Coverage, publication: Publication) -> Iterator[str]:
    """Return the lines that say how articles come under their topics, at most 100 columns wide."""
    # Only publications with a classifier of their own have something in its column.
    ways = [way for way in _WAYS if way != "classifier" or any(counts[way] for counts in one.ways.values())]
    yield f"{'topic':{_NAME}} {'articles':>8}" + "".join(f"  by {way}" for way in ways)
    for slug, counts in one.ways.items():
        title = publication.topic(slug).title(publication.languages[0])
        cells = "".join(f"  {counts[way] or '':>{len(way) + 3}}" for way in ways)
        yield f"{textwrap.shorten(title, _NAME, placeholder='…'):{_NAME}} {counts.total():>8}{cells}".rstrip()
    yield ""
    yield f"{one.labelled} of {counted(one.articles, 'article')} labelled by their sources"
    if one.unclaimed:
        yield ""
        yield "Labels no topic claims (add them to a topic's aliases in digest.toml):"
    for label, count, source in one.unclaimed:
        yield f"  {count:>6}  {label}  ({shown(source)})"


def as_json(found: Iterable[Suggestion]) -> Iterator[str]:
    """Return each keyword as `digest topics suggest --json` has it."""
    for one in found:
        yield json.dumps(
            {
                "topic": one.topic,
                "language": one.language,
                "keyword": one.keyword,
                "inside": one.inside,
                "of": one.of,
                "outside": one.outside,
                "others": one.others,
            },
            ensure_ascii=False,
        )


def keywords(found: Iterable[Suggestion], publication: Publication) -> Iterator[str]:
    """Return lines of TOML: each topic's keywords as they would be, with what is new after what it has."""
    new: dict[str, dict[str, list[Suggestion]]] = {}
    for one in found:
        new.setdefault(one.topic, {}).setdefault(one.language, []).append(one)
    for topic in publication.topics:
        if topic.slug not in new:
            continue
        yield f"[topics.{topic.slug}]"
        # One list stays one list; where languages have lists of their own, so has each new one.
        if "" in topic.keywords or (len(publication.languages) == 1 and not topic.keywords):
            yield from _keyword_list("keywords", topic.keywords.get("", ()), chain(*new[topic.slug].values()))
        else:
            for language in dict.fromkeys([*topic.keywords, *new[topic.slug]]):
                yield from _keyword_list(
                    f"keywords.{language}",
                    topic.keywords.get(language, ()),
                    new[topic.slug].get(language, ()),
                )
        yield ""


def _keyword_list(name: str, had: Iterable[str], found: Iterable[Suggestion]) -> Iterator[str]:
    yield f"{name} = ["
    for keyword in had:
        yield f"    {_quoted(keyword)},"
    seen = set()
    for one in found:
        if one.keyword not in seen:
            seen.add(one.keyword)
            counts = f"in {one.inside} of {one.of} of its articles, {one.outside} of {counted(one.others, 'other')}"
            yield f"    {_quoted(one.keyword) + ',':24}  # {counts}"
    yield "]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a string of JSON is one of TOML


def _moment(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def sent(sent: Sent, *, dry_run: bool) -> Iterator[str]:
    """Yield what became of a run, or with `dry_run` would become of it."""
    tally = sent.tally
    what = f"{sent.issue}, correction {sent.amendment}" if sent.amendment else sent.issue
    verb = "would be handed over" if dry_run else "handed over"
    yield f"{what}: {counted(tally.sent, 'message')} {verb}."
    if len(tally.editions) > 1:
        for edition, count in _by_edition(tally).items():
            yield f"  {edition}: {count}"
    for count, said in (
        (tally.already_done, "were served before"),
        (tally.unsubscribed, "want no more"),
        (tally.rejected, "were refused; `digest send --status` says why"),
        (tally.deferred, "were put off; the same command tries them again"),
        (tally.in_doubt, "are in doubt: nobody knows whether they were taken"),
    ):
        if count:
            yield f"  {count} {said}"
    if sent.lines:
        for count, said in (
            (sent.lines.refused, "of the list are no subscribers"),
            (sent.lines.nothing, "have nothing in their topics"),
            (sent.lines.silent, "read a language that has no issue"),
        ):
            if count:
                yield f"  {count} {said}"
    if sent.paths:
        yield "The feed of issues says so too; publish the site again."


def sent_values(sent: Sent, *, dry_run: bool) -> dict[str, Any]:
    """Return the same as values for JSON."""
    tally = sent.tally
    return {
        "issue": sent.issue,
        "amendment": sent.amendment,
        "dry_run": dry_run,
        "sent": tally.sent,
        "editions": _by_edition(tally),
        "before": tally.already_done,
        "refused": tally.rejected,
        "later": tally.deferred,
        "in_doubt": tally.in_doubt,
        "unsubscribed": tally.unsubscribed,
        "stopped": str(tally.stopped or ""),
        "passed_over": sent.lines.refused if sent.lines else 0,
        "nothing_in_their_topics": sent.lines.nothing if sent.lines else 0,
        "no_issue_in_their_language": sent.lines.silent if sent.lines else 0,
    }


def _by_edition(counts: DeliveryCounts) -> dict[str, int]:
    """Return the number of messages sent of each edition, by its name."""
    return dict(sorted((str(edition), count) for edition, count in counts.editions.items()))


def status(status: Status) -> Iterator[str]:
    """Yield what the ledger says, one line for each sending and each message that did not get through."""
    if not status.records:
        yield "Nothing was sent."
    for record in status.records:
        one = record.sending
        name = f"{one.issue}, correction {one.amendment}" if one.amendment else one.issue
        ended = f"to {one.ended:%Y-%m-%d %H:%M}" if one.ended else "and is not done"
        yield (
            f"{name}: from {one.began:%Y-%m-%d %H:%M} {ended} (UTC); "
            + ", ".join(f"{count} {said}" for said, count in _counts(record).items())
        )
        for said, found in (
            ("refused", record.refused),
            ("later", record.later),
            ("in doubt", record.doubted),
        ):
            for handover in found:
                yield f"  {said}: {handover.recipient}: {handover.code or ''} {handover.reply}".rstrip(": ")
    for issue, at in status.approvals.items():
        yield f"{issue}: approved on {at:%Y-%m-%d %H:%M} (UTC)"
    if status.unsubscribed:
        yield f"{status.unsubscribed} unsubscribed"


def _counts(record: Record) -> dict[str, int]:
    names = {
        DeliveryStatus.SENT: "sent",
        DeliveryStatus.REJECTED: "refused",
        DeliveryStatus.DEFERRED: "to be tried again",
        DeliveryStatus.UNKNOWN: "in doubt",
    }
    return {said: record.counts.get(state, 0) for state, said in names.items()}


def status_values(status: Status) -> dict[str, Any]:
    """Return the same as values for JSON."""
    return {
        "sendings": [
            {
                "issue": record.sending.issue,
                "amendment": record.sending.amendment,
                "began": record.sending.began.isoformat(),
                "ended": record.sending.ended.isoformat() if record.sending.ended else None,
                "sent": record.counts.get(DeliveryStatus.SENT, 0),
                "refused": [_handover(one) for one in record.refused],
                "later": [_handover(one) for one in record.later],
                "in_doubt": [_handover(one) for one in record.doubted],
            }
            for record in status.records
        ],
        "approved": {issue: at.isoformat() for issue, at in status.approvals.items()},
        "unsubscribed": status.unsubscribed,
    }


def _handover(one: Delivery) -> dict[str, Any]:
    return {
        "recipient": one.recipient,
        "edition": str(one.edition),
        "message_id": one.message_id,
        "at": one.at.isoformat(),
        "tries": one.attempts,
        "code": one.code,
        "answer": one.reply,
    }
