"""Values of one issue: its mail and its page on the site."""

from __future__ import annotations

from jinja2.runtime import Macro

from digest import merge_fields
from digest.model import Block, Section
from digest.render.cards import ArticleLink, Card
from digest.render.context import TemplateContext, Values
from digest.render.size_budget import FULL, Step
from digest.render.subject import subject
from digest.text import excerpt

_PREHEADER = 140
_LEAD = "lead"  # in a draft, the place of a block beside the lead


def page(context: TemplateContext) -> Values:
    """Return the values of the issue's page: without the greeting of the settings, which is for subscribers."""
    greeting = merge_fields.use_fallbacks(context.issue.draft.greeting)
    return mail(context) | {"greeting": greeting}


def mail(context: TemplateContext, step: Step = FULL) -> Values:
    """Return the values of the issue's mail, as long as `step` allows."""
    issue, inputs = context.issue, context.inputs
    older, newer = context.neighbours()
    web = context.issue_url(issue.period.name)
    headlines = [article.title for article in issue.own_articles[:3]]
    return {
        **context.common,
        **context.language_links(
            f"issues/{issue.period.name}/", "../../", lambda language: language.has_issue
        ),
        "canonical": web,
        "web": web,
        "browser": inputs.mail.browser or web,
        "subject": subject(issue, context.locale),
        "preheader": issue.draft.preheader or excerpt(" · ".join(headlines), _PREHEADER),
        "greeting": merge_fields.use_fallbacks(issue.draft.greeting or inputs.mail.greeting),
        "closing": issue.draft.closing,
        "before_lead": _blocks(context, _LEAD, before=True),
        "after_lead": _blocks(context, _LEAD, before=False),
        "pictures": step.pictures,
        "period": context.locale.period(issue.period),
        "number": issue.number,
        "count": len(issue.articles),
        "lead": context.card(issue.lead, step.lead) if issue.lead else None,
        "sections": [_section(context, section, step) for section in issue.sections],
        "linked": _linked(context),
        "once": _call,
        "inner": False,
        "following": [],
        "unsubscribe": inputs.mail.unsubscribe,
        "older": context.past_issue(older) if older else None,
        "newer": context.past_issue(newer) if newer else None,
    }


def _section(context: TemplateContext, section: Section, step: Step) -> Values:
    count = len(section.articles)
    listed = count if step.listed is None else min(step.listed, count)
    slug = section.topic.slug
    return {
        "title": section.topic.title(context.language),
        "colour": section.topic.colour or context.inputs.theme.accent,
        "count": count,
        "cards": [context.card(article, step.summary) for article in section.articles[:listed]],
        "full": count if step.full is None else step.full,
        "more": count - listed,
        "before": _blocks(context, slug, before=True),
        "after": _blocks(context, slug, before=False),
    }


def _blocks(context: TemplateContext, place: str, *, before: bool) -> list[Block]:
    """Return the editor's blocks before or after a place; those of a missing section stand last."""
    if not context.issue.draft.blocks:
        return []
    places = [_LEAD, *(section.topic.slug for section in context.issue.sections)]
    is_last = place == places[-1] and not before
    return [
        block
        for block in context.issue.draft.blocks
        if (block.beside, block.before) == (place, before) or (is_last and block.beside not in places)
    ]


def _linked(context: TemplateContext) -> list[Values]:
    """Return the articles that are only linked, by language."""
    by_language: dict[str, list[ArticleLink]] = {}
    for article in context.issue.linked:
        link = context.cards.link(article, context.issue.period.name)
        by_language.setdefault(link.language, []).append(link)
    return [
        {
            "title": context.locale.also_in(language=context.locale.language_name(code)),
            "articles": links,
        }
        for code, links in by_language.items()
    ]


def _call(macro: Macro, card: Card) -> str:
    """Call a macro of the mail's template; editions put a cache in the place of this function."""
    return macro(card)
