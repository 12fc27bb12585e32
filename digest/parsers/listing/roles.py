"""What it costs to take a line for each role: the less likely, the dearer."""

from __future__ import annotations

from digest.dates import split_dateline
from digest.parsers.listing.layouts import IMPOSSIBLE
from digest.parsers.listing.lines import Line


def costs(lines: list[Line]) -> list[dict[str, float]]:
    """Return for each line the cost of every role.

    Roles: stamp (a date, alone or with what stands beside it), title, again (the title once
    more), byline, signature (a byline that nothing else marks), label, body, closer (a title
    inside "read on" words), loose (text that no title leads), before and none (no part of any
    article, before the first and after it).
    """
    signed = sum("byline" in line.marks for line in lines)
    table = []
    for index, line in enumerate(lines):
        follower = lines[index + 1] if index + 1 < len(lines) else None
        furniture = _furniture(line)
        is_stamp = line.date is not None or "vague" in line.marks
        body = _body(line)
        table.append(
            {
                "stamp": (0.0 if line.whole or "|" in line.text or "vague" in line.marks else 0.5)
                if is_stamp
                else IMPOSSIBLE,
                "title": _title(line, follower) if not is_stamp else IMPOSSIBLE,
                "again": (0.0 if "name" in line.marks else -1.5) if line.again else IMPOSSIBLE,
                "byline": _byline(line, signed),
                "signature": 0.0 if "byline" in line.marks else IMPOSSIBLE,
                "label": 0.0 if "label" in line.marks else IMPOSSIBLE,
                "body": body if not is_stamp else body + 6.0,
                "closer": 0.0 if line.closes else IMPOSSIBLE,
                "loose": body + 0.4 if not is_stamp else 1.5,
                "before": min(furniture, 3.0) * 0.6 if not is_stamp else 3.0,
                "none": furniture if not is_stamp else 4.0,
            }
        )
    return table


def _title(line: Line, follower: Line | None) -> float:
    text, marks = line.text, line.marks
    if line.is_furniture or line.closes:
        return IMPOSSIBLE
    size = len(text)
    cost = 0.0
    if size < 15:
        cost += 0.5 if size >= 8 else 3.0
    if size > 120:
        cost += min(8.0, (size - 120) / 25)
    cost += 2.5 * ("stop" in marks) + 2.0 * ("break" in marks) + 5.0 * ("sentences" in marks)
    cost += (
        5.0 * ("cut" in marks)
        + 4.0 * ("bullet" in marks)
        + 6.0 * ("label" in marks)
        + 6.0 * ("byline" in marks)
    )
    cost += 5.0 * ("credit" in marks) + 0.4 * ("name" in marks)
    cost += (2.5 if " " in text else 5.0) * text[0].islower() + 2.0 * (text[-1] == ":")
    cost += 1.5 * max(0, line.times - 1) + 4.0 * ("@" in text or "://" in text)
    cost += 6.0 * ("plain" in marks) - 2.0 * ("headline" in marks)
    if line.twin and "name" not in marks:
        cost -= 1.0
    if line.again:
        cost += 2.0
    if follower and len(follower.text) > size and not follower.is_furniture:
        cost -= 0.3
    if size > 40 and split_dateline(text)[1] != text:
        cost += 4.0
    return cost


def _body(line: Line) -> float:
    marks, size = line.marks, len(line.text)
    if line.is_furniture:
        return 3.0
    if "headline" in marks:
        return 6.0
    if line.closes:
        return IMPOSSIBLE
    if _is_menu(line):
        return 3.0
    cost = 0.0 if size >= 140 else 0.6 if size >= 80 else 1.5 if size >= 45 else 2.5
    if not marks & {"stop", "cut", "bullet"}:
        cost += 2.5 if size < 170 else 1.5 if size < 220 else 0.3
        if line.text[-1] in "!?":
            cost -= 1.0
    if marks & {"sentences", "break", "bullet"}:
        cost *= 0.5
    if marks & {"credit", "label"}:
        cost += 1.5
    if line.twin or line.again:
        cost += 2.0
    return cost + 0.8 * max(0, min(line.times, 6) - 1)


def _byline(line: Line, signed: int) -> float:
    if "byline" in line.marks:
        return 0.0
    if "name" in line.marks:
        return 0.8 if signed else 2.2
    return IMPOSSIBLE


def _furniture(line: Line) -> float:
    """What is lost when the line is taken for no part of any article."""
    marks, size = line.marks, len(line.text)
    if line.is_furniture or "credit" in marks:
        return 0.0
    if marks & {"label", "byline"}:
        return 1.0
    if (line.times > 2 and size < 120) or _is_menu(line):
        return 0.3
    cost = 2.5 + size / 40 + 3.0 * ("headline" in marks)
    return min(cost, 9.0)


def _is_menu(line: Line) -> bool:
    return "bullet" in line.marks and len(line.text) < 45 and "stop" not in line.marks
