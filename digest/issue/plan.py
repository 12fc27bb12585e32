"""The plan of one issue: everything its selection depends on, besides the articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from digest.model import Draft, Publication
from digest.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The articles of earlier issues, by their short ids.

    `sent` names the issue an article was in, `held` the issue it was held over from.
    """

    sent: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class IssuePlan:
    """One issue to select: publication x period x language, the editor's draft, the issues before it."""

    publication: Publication
    period: Period
    language: str
    draft: Draft = field(default_factory=Draft)
    history: History = field(default_factory=History)

    @cached_property
    def listed(self) -> frozenset[str]:
        """The short ids of the articles the draft lists: the lead, the pinned, those in its sections."""
        in_sections = (short_id for short_ids in self.draft.article_order.values() for short_id in short_ids)
        return frozenset((*in_sections, self.draft.lead, *self.draft.pinned))

    @cached_property
    def topics(self) -> Mapping[str, str]:
        """The topic each article is listed under in the draft, by the article's short id."""
        return {
            short_id: slug for slug, short_ids in self.draft.article_order.items() for short_id in short_ids
        }

    def is_chosen(self, short_id: str) -> bool:
        """Return True if the editor chose this very article, and not one of its duplicates."""
        draft = self.draft
        return short_id in self.listed or any(
            short_id in chosen
            for chosen in (draft.late, draft.article_dates, draft.rewrites, self.history.held)
        )
