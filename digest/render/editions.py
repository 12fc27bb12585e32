"""The mail of many editions: the cards of a language are made and rendered once, and joined for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from digest.model import Issue
from digest.render import RenderContext, View, fitted
from digest.render.context import Sibling
from digest.render.environment import Templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One edition's mail: its subject, both parts, and the addresses of its page and of all issues."""

    subject: str
    text: str
    html: str
    web: str
    home: str


class Renderer:
    """Renders editions of the issues of one period. Reads no clock, no locale, no environment."""

    def __init__(
        self, materials: Iterable[RenderContext], templates: Templates, siblings: Sequence[Sibling]
    ) -> None:
        """`materials` are the whole issues, one a language; `siblings` the languages that have pages."""
        self._views = {one.issue.language: View(one, siblings) for one in materials}
        self._templates = templates
        self._once = {
            (code, name): _Once()
            for code in self._views
            for name in ("email/digest.html", "email/digest.txt")
        }

    def render(self, issue: Issue, *, greeting: str, unsubscribe: str) -> Rendered:
        """Return the mail of an edition, made as small as mail readers take it.

        `greeting` and `unsubscribe` take the place of the issue's own. Raises TemplateError.
        """
        whole = self._views[issue.language]
        view = whole.of(
            replace(
                whole.material,
                issue=replace(issue, draft=replace(issue.draft, greeting=greeting)),
                mail=replace(whole.material.mail, unsubscribe=unsubscribe),
            )
        )
        html, _ = fitted([view], lambda rung: self._written(view, "email/digest.html", view.issue(rung)))
        values = view.issue()
        return Rendered(
            subject=values["subject"],
            text="".join(self._written(view, "email/digest.txt", values)),
            html="".join(html),
            web=values["web"],
            home=view.home,
        )

    def _written(self, view: View, name: str, values: dict[str, Any]) -> list[str]:
        return list(self._templates.render(name, **values | {"once": self._once[view.language, name]}))


class _Once:
    """Calls a template's macro once for each card, and gives what it said ever after."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, int], tuple[Any, Any]] = {}

    def __call__(self, macro: Callable[[Any], Any], card: Any) -> Any:
        # The card is kept too: while it lives no other has its number.
        key = (macro.name, id(card))  # type: ignore[attr-defined]
        if key not in self._said:
            self._said[key] = (card, macro(card))
        return self._said[key][1]
