"""Take off the marks of lists and headings that run through a page.

Bullets, numbers, heading marks and emphasis tell which lines are headlines, but are no part of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from digest.parsers.listing.lines import Feature, Line

_FEWEST = 3  # marked lines that make a list
_BULLET = re.compile(r"[-–—*•·‣▪▸►◦●○■□»→]\s+(?=\S)")
_NUMBER = re.compile(r"[(\[]?(\d{1,3})[.)\]:]\s+(?=\S)")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?=\S)(.*\S)\1")
_HAS_DIGIT = re.compile(r"\d")


def take_off(lines: Sequence[Line]) -> None:
    """Remove the marks of lists, headings and emphasis from the lines of a page."""
    marked = [line for line in lines if not line.text[0].isalnum()]
    if marked:
        _take_off_headings(marked)
        _take_off_bullets(lines)
        _take_off_emphasis(marked)
    _take_off_numbers(lines)


def _take_off_headings(lines: Sequence[Line]) -> None:
    """Mark the headings of the most frequent level as headlines, the others as none."""
    headings = [(line, match) for line in lines if (match := _HEADING.match(line.text))]
    if not headings:
        return
    levels = Counter(len(match[1]) for _, match in headings)
    of_articles, count = max(levels.items(), key=lambda item: (item[1], item[0]))
    for line, match in headings:
        line.text = line.text[match.end() :].rstrip("# ") or line.text
        is_headline = len(match[1]) == of_articles and count > 1
        line.marks = frozenset({Feature.HEADLINE if is_headline else Feature.NO_HEADLINE})


def _take_off_bullets(lines: Sequence[Line]) -> None:
    """Remove the bullets of a list with dates in its lines, or with other lines between them."""
    matches = {index: match for index, line in enumerate(lines) if (match := _BULLET.match(line.text))}
    for mark in sorted({match[0][0] for match in matches.values()}):
        bulleted = [index for index, match in matches.items() if match[0][0] == mark]
        of_articles = [index for index in bulleted if _begins_article(lines, index, matches)]
        if len(of_articles) >= _FEWEST:
            is_running = len(of_articles) * 5 >= len(bulleted) * 3  # else the page's menu has bullets too
            for index in bulleted if is_running else of_articles:
                lines[index].text = lines[index].text[matches[index].end() :]


def _begins_article(lines: Sequence[Line], index: int, bulleted: Container[int]) -> bool:
    """Return True for a bullet before a date, or before a line with text below it."""
    if len(_HAS_DIGIT.findall(lines[index].text)) >= 3:
        return True
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below is not None and index + 1 not in bulleted and below.blank_lines <= lines[index].blank_lines


def _take_off_numbers(lines: Sequence[Line]) -> None:
    """Remove numbers that count three or more lines one by one."""
    numbered = [(line, match) for line in lines if (match := _NUMBER.match(line.text))]
    run: list[tuple[Line, re.Match[str]]] = []
    for line, match in [*numbered, (None, None)]:
        if line and match and run and int(match[1]) == int(run[-1][1][1]) + 1:
            run.append((line, match))
            continue
        if len(run) >= _FEWEST:
            for member, found in run:
                member.text = member.text[found.end() :]
        run = [(line, match)] if line and match else []


def _take_off_emphasis(lines: Sequence[Line]) -> None:
    """Remove emphasis around whole lines; mark bold lines as headlines where the page has several."""
    emphasised = [(line, match) for line in lines if (match := _EMPHASIS.fullmatch(line.text))]
    bold = [
        line
        for line, match in emphasised
        if len(match[1]) == 2 and len(_HAS_DIGIT.findall(line.text)) < 3 and not line.marks
    ]
    for line, match in emphasised:
        line.text = match[2]
    if len(bold) >= _FEWEST:
        for line in bold:
            line.marks = frozenset({Feature.HEADLINE})
