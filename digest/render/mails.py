"""The mails of a period: one for each language, or one that holds all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from digest.model import Artifact
from digest.render import issues, size_budget
from digest.render.context import TemplateContext, Values
from digest.render.environment import Templates
from digest.render.size_budget import FULL, Step
from digest.render.subject import subject

HTML = "email/digest.html"
TEXT = "email/digest.txt"


class Mails:
    """Renders the mails of the issues of one period."""

    def __init__(self, contexts: Sequence[TemplateContext], templates: Templates) -> None:
        """Take the issues of the period, the main language first."""
        self._contexts = contexts
        self._templates = templates
        self._complete: dict[str, list[Values]] = {}

    def values(self, context: TemplateContext) -> list[Values]:
        """Return the values of an issue's complete mail; none when the mail of the first issue holds it."""
        if context.language not in self._complete:
            self._complete[context.language] = self._values(context, FULL)
        return self._complete[context.language]

    def html(self, context: TemplateContext, path: str) -> Artifact:
        """Return the HTML of an issue's mail, within the size budget."""

        def render(step: Step) -> list[str]:
            (values,) = self.values(context) if step == FULL else self._values(context, step)
            return list(self._templates.render(HTML, **values))

        parts, step = fit(self._contexts, render)
        return Artifact(path=path, parts=(part.encode() for part in parts), note=step.note)

    def _values(self, context: TemplateContext, step: Step) -> list[Values]:
        if not context.inputs.mail.together:
            return [issues.mail(context, step)]
        first, *others = self._contexts
        if context is not first:
            return []
        values = issues.mail(first, step)
        values["others"] = []  # the mail itself holds them
        values["subject"] = subject(first.issue, first.locale, [other.locale for other in others])
        values["following"] = [self._following(other, step) for other in others]
        return [values]

    def _following(self, context: TemplateContext, step: Step) -> Values:
        """Return an issue as a part of the mail of another."""
        values = issues.mail(context, step) | {"inner": True, "others": []}
        return {
            "words": context.locale,
            "html": self._templates.fragment(HTML, **values),
            "text": self._templates.fragment(TEXT, **values),
        }


def fit(contexts: Iterable[TemplateContext], render: Callable[[Step], list[str]]) -> tuple[list[str], Step]:
    """Return the mail of some issues in parts, at the first step within the size budget, and that step."""
    sections = [section.articles for context in contexts for section in context.issue.sections]
    sizes = [
        [len(article.title.encode()) + len(article.url or "") for article in articles]
        for articles in sections
    ]

    def smallest(step: Step) -> int:
        """Return the bytes of the titles and addresses, which every mail of a step shows."""
        return sum(sum(section[: step.listed]) for section in sizes)

    return size_budget.fit(render, [len(section) for section in sections], smallest)
