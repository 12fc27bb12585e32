"""Issue to Artifacts: the table of outputs.

To add an output: one template (or one function), one line in OUTPUTS, one golden file. The scope decides
which values the template gets. `docs/internals/rendering.md` shows one whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.model import Artifact
from digest.render import feeds, issues, jsonfeed, mails, site
from digest.render.context import TemplateContext, Values
from digest.render.environment import Templates
from digest.render.inputs import LanguagePages, RenderContext

Writer = Callable[[Values], Iterator[str]]


class Scope(StrEnum):
    """The part of an issue that an output shows.

    The scope decides which function makes the values of the template, and how many files there are.

    Attributes:
        MAIL: The issue as a mail; values from `issues.mail`.
        ISSUE: The issue as a page; values from `issues.page`.
        INDEX: All issues, topics and feeds; values from `site.index`.
        NEWEST: The newest articles up to the newest issue; values from `feeds.newest`.
        ARCHIVE: The articles of the issue, newest first; values from `feeds.archive`.
        TOPIC: The newest articles of a topic, a file for each topic; values from `feeds.topics`.
    """

    MAIL = "mail"
    ISSUE = "issue"
    INDEX = "index"
    NEWEST = "newest"
    ARCHIVE = "archive"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Output:
    """One kind of file: its path below `out/`, its template or writer, and its scope.

    In the path, `{period}` is the name of the issue, and `{topic}` the slug of a topic (scope TOPIC alone).
    `{language_folder}` and `{language_suffix}` are "es/" and ".es" in Spanish, empty in the main language.
    """

    path: str
    template: str | Writer
    scope: Scope


OUTPUTS = (
    Output("mail/{period}/digest{language_suffix}.html", mails.HTML, Scope.MAIL),
    Output("mail/{period}/digest{language_suffix}.txt", mails.TEXT, Scope.MAIL),
    Output("site/{language_folder}index.html", "site/index.html", Scope.INDEX),
    Output("site/{language_folder}feed.xml", "feeds/rss.xml", Scope.NEWEST),
    Output("site/{language_folder}atom.xml", "feeds/atom.xml", Scope.NEWEST),
    Output("site/{language_folder}feed.json", jsonfeed.write, Scope.NEWEST),
    Output("site/{language_folder}issues.xml", "feeds/issues.xml", Scope.INDEX),
    Output("site/{language_folder}feeds.opml", "feeds/feeds.opml.xml", Scope.INDEX),
    Output("site/{language_folder}issues/{period}/index.html", "site/issue.html", Scope.ISSUE),
    Output("site/{language_folder}issues/{period}/feed.xml", "feeds/rss.xml", Scope.ARCHIVE),
    Output("site/{language_folder}issues/{period}/atom.xml", "feeds/atom.xml", Scope.ARCHIVE),
    Output("site/{language_folder}issues/{period}/feed.json", jsonfeed.write, Scope.ARCHIVE),
    Output("site/{language_folder}topics/{topic}/index.html", "site/topic.html", Scope.TOPIC),
    Output("site/{language_folder}topics/{topic}/feed.xml", "feeds/rss.xml", Scope.TOPIC),
    Output("site/{language_folder}topics/{topic}/atom.xml", "feeds/atom.xml", Scope.TOPIC),
    Output("site/{language_folder}topics/{topic}/feed.json", jsonfeed.write, Scope.TOPIC),
)


def render(
    contexts: Sequence[RenderContext],
    templates: Templates,
    languages: Sequence[LanguagePages],
    only: Scope | None = None,
) -> Iterator[Artifact]:
    """Yield every output of the issues of one period. Reads no clock, no locale, no environment.

    Args:
        contexts: The issues, one for each language that has one, the main language first.
        templates: The templates of the workspace.
        languages: Every language that has pages, now or from an earlier build.
        only: Render the outputs of this scope alone.

    Raises:
        TemplateError: A template is missing or wrong; the place is in the error.
    """
    prepared = [TemplateContext(context, languages) for context in contexts]
    mail = mails.Mails(prepared, templates)
    values_of: dict[Scope, Callable[[TemplateContext], list[Values]]] = {
        Scope.MAIL: mail.values,
        Scope.ISSUE: lambda context: [issues.page(context)],
        Scope.INDEX: lambda context: [site.index(context)],
        Scope.NEWEST: lambda context: [feeds.newest(context)],
        Scope.ARCHIVE: lambda context: [feeds.archive(context)],
        Scope.TOPIC: feeds.topics,
    }
    scopes = [scope for scope in Scope if only in (None, scope)]
    for context in prepared:
        by_scope = {scope: values_of[scope](context) for scope in scopes}
        for output in OUTPUTS:
            for values in by_scope.get(output.scope, ()):
                path = output.path.format(**values["path_fields"])
                if output.template == mails.HTML:
                    yield mail.html(context, path)
                else:
                    parts = _parts(output.template, values, templates)
                    yield Artifact(path=path, parts=(part.encode() for part in parts))


def _parts(template: str | Writer, values: Values, templates: Templates) -> Iterator[str]:
    return templates.render(template, **values) if isinstance(template, str) else template(values)
