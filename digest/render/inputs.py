"""The values that the outputs of an issue are rendered from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import (
    Article,
    ArticleKey,
    ClassifiedArticle,
    Issue,
    MailSettings,
    PastIssue,
    Publication,
    Theme,
    Topic,
)

if TYPE_CHECKING:
    from digest.render.locale import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """One issue, and all else that its outputs are rendered from.

    `newest` are the newest articles up to the end of the newest issue, `by_topic` the same for each
    topic. `past` are all issues built, newest first, with this one.
    """

    issue: Issue
    topic_of: Mapping[ArticleKey, str]
    newest: tuple[ClassifiedArticle, ...]
    by_topic: tuple[tuple[Topic, tuple[Article, ...]], ...]
    past: tuple[PastIssue, ...]
    mail: MailSettings
    theme: Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePages:
    """The pages that the site has in one language, as link targets for the other languages.

    `topics` are the topics with a page. `has_issue`: the period of this build has an issue.
    """

    publication: Publication
    locale: Locale
    topics: tuple[Topic, ...]
    has_issue: bool

    @property
    def language(self) -> str:
        """The code of the language."""
        return self.locale.language

    @property
    def home(self) -> str:
        """The address of the language's index page."""
        return self.publication.home + self.publication.language_folder(self.language)
