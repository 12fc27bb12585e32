"""Mails of many editions: each card is made and rendered once for its language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from jinja2.runtime import Macro

from digest.model import Issue
from digest.render import issues, mails
from digest.render.cards import Card
from digest.render.context import TemplateContext, Values
from digest.render.environment import Templates
from digest.render.inputs import LanguagePages, RenderContext
from digest.render.size_budget import FULL, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The mail of one edition; `web` is the address of its issue's page, `home` that of the index."""

    subject: str
    text: str
    html: str
    web: str
    home: str


class Renderer:
    """Renders editions of the issues of one period. Reads no clock, no locale, no environment."""

    def __init__(
        self, contexts: Iterable[RenderContext], templates: Templates, languages: Sequence[LanguagePages]
    ) -> None:
        """Prepare the issues.

        Args:
            contexts: The complete issues, one for each language that has one.
            templates: The templates of the workspace.
            languages: Every language that has pages.
        """
        self._contexts = {context.issue.language: TemplateContext(context, languages) for context in contexts}
        self._templates = templates
        self._caches = {
            (language, name): _MacroCache()
            for language in self._contexts
            for name in (mails.HTML, mails.TEXT)
        }

    def render(self, issue: Issue, *, greeting: str, unsubscribe: str) -> Rendered:
        """Return the mail of an edition, within the size budget.

        Args:
            issue: The issue narrowed to the edition's topics.
            greeting: Replaces the greeting of the issue.
            unsubscribe: Replaces the address that unsubscribes.

        Raises:
            TemplateError: A template is missing or wrong.
        """
        complete = self._contexts[issue.language]
        context = complete.with_context(
            replace(
                complete.inputs,
                issue=replace(issue, draft=replace(issue.draft, greeting=greeting)),
                mail=replace(complete.inputs.mail, unsubscribe=unsubscribe),
            )
        )
        values = issues.mail(context)

        def render_html(step: Step) -> list[str]:
            shortened = values if step == FULL else issues.mail(context, step)
            return self._parts(context, mails.HTML, shortened)

        html, _ = mails.fit([context], render_html)
        return Rendered(
            subject=values["subject"],
            text="".join(self._parts(context, mails.TEXT, values)),
            html="".join(html),
            web=values["web"],
            home=context.home,
        )

    def _parts(self, context: TemplateContext, name: str, values: Values) -> list[str]:
        values["once"] = self._caches[context.language, name]  # the card's HTML is not its text
        return list(self._templates.render(name, **values))


class _MacroCache:
    """Calls a macro of a template once for each card, and returns the same text from then on."""

    def __init__(self) -> None:
        self._rendered: dict[tuple[str, int], tuple[Card, str]] = {}

    def __call__(self, macro: Macro, card: Card) -> str:
        # The card is stored too: while it lives, no other has its id.
        key = (macro.name, id(card))
        if key not in self._rendered:
            self._rendered[key] = (card, macro(card))
        return self._rendered[key][1]
