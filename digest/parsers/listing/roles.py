"""The roles that a line may have in an article, and what a cost is.

The less likely the role, the higher its cost. In the terms of a hidden Markov model these are the
emission costs. They add up along a path, so a cost of 2 weighs as much as two costs of 1; a negative
cost is evidence for the role.
"""

from __future__ import annotations

import math
from enum import StrEnum

IMPOSSIBLE = math.inf


class Role(StrEnum):
    """The part a line may have in an article.

    SECOND_DATE: another date below the first. DATED_TITLE: title and date on one line. DECK: a line under the title that is longer than it.
    SIGNATURE: a byline in a layout that has one in every article. UNTITLED_BODY: text on a page
    without titles. SKIPPED: no part of an article, between two or inside one. OUTSIDE: the same before
    the first article and behind the last. ARTICLE_START: the extra cost of the line to begin one.
    """

    DATE = "date"
    SECOND_DATE = "second date"
    TITLE = "title"
    DATED_TITLE = "dated title"
    DECK = "deck"
    REPEATED_TITLE = "repeated title"
    READ_MORE_TITLE = "read-more title"
    BYLINE = "byline"
    SIGNATURE = "signature"
    LABEL = "label"
    BODY = "body"
    UNTITLED_BODY = "untitled body"
    SKIPPED = "skipped"
    OUTSIDE = "outside"
    ARTICLE_START = "article start"


Costs = dict[Role, float]
