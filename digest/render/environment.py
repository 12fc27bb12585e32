"""Templates: their places, the Jinja environments, and errors that name the template's line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    select_autoescape,
)
from jinja2 import (
    TemplateError as JinjaError,
)
from markupsafe import Markup

from digest.colour import readable
from digest.errors import TemplateError
from digest.model import Theme
from digest.render import markdown
from digest.render.compilation import CodeGenerator, bytecode_cache, escape_text
from digest.render.folder import shipped_templates
from digest.render.formatting import paragraphs_html, rfc3339
from digest.render.inliner import STYLESHEET, Inliner
from digest.render.template_tags import InlineError
from digest.text import wrap

_HEAD_STYLES = "email/head.css"
_INLINED_STYLES = "inlined.json"
_EARLIER_LOCALES = "words"  # the folder of older workspaces for their own locale files
_CHUNK = 4000  # pieces of rendered text joined at once


class Templates:
    """All templates of one build: the workspace's own first, then those of the package.

    `base/NAME` is always the package's, so that an own template can extend the one it replaces.
    `inline_error` says why the mail's styles are inlined message by message, if they are.
    """

    def __init__(self, theme: Theme, own: Path | None = None, cache: Path | None = None) -> None:
        """Open the templates.

        Args:
            theme: Colours, logo and fonts, for every template.
            own: The templates folder of the workspace, if it has one.
            cache: A folder that keeps compiled templates and inlined styles between runs. Only its
                owner may write there.
        """
        shipped = FileSystemLoader(shipped_templates())
        loaders: list[BaseLoader] = [PrefixLoader({"base": shipped}), shipped]
        if own is not None and own.is_dir() and own.resolve() != shipped_templates().resolve():
            earlier_locales = PrefixLoader({"locale": FileSystemLoader(own / _EARLIER_LOCALES)})
            loaders = [FileSystemLoader(own), earlier_locales, *loaders]
        self.inline_error: InlineError | None = None
        self._inlining_checked = False
        self._loader = ChoiceLoader(loaders)
        self._plain = _environment(self._loader, theme, bytecode_cache(cache, "plain"))
        self._inliner = Inliner(
            self._plain.get_template(STYLESHEET).render(),
            _class_names(self._plain.get_template(_HEAD_STYLES).render()),
            cache=cache / _INLINED_STYLES if cache else None,
        )
        inlining = _InliningLoader(self._loader, self._inliner)
        self._inlined = _environment(inlining, theme, bytecode_cache(cache, "inlined"))

    def source(self, name: str) -> str:
        """Return the text of a template file; raises TemplateError when it is missing."""
        try:
            return self._loader.get_source(self._plain, name)[0]
        except TemplateNotFound as error:
            raise TemplateError("no such file", source=f"templates/{name}") from error

    def render(self, name: str, **values: Any) -> Iterator[str]:
        """Yield a rendered template in parts; the HTML of a mail has its styles inline.

        Raises:
            TemplateError: The template is missing or wrong; any part may raise it.
        """
        with _template_errors(name):
            if not (name.startswith("email/") and name.endswith(".html")):
                yield from _chunks(self._plain.get_template(name), values)
            elif self._can_inline():
                yield from _chunks(self._inlined.get_template(name), values)
            else:
                yield self._inliner.message(self._plain.get_template(name).render(values))

    def fragment(self, name: str, **values: Any) -> Markup:
        """Return a rendered template as a part of another one that is rendered in the same way."""
        if name.endswith(".html") and not self._can_inline():
            with _template_errors(name):  # the whole message gets its styles later
                text = self._plain.get_template(name).render(values)
        else:
            text = "".join(self.render(name, **values))
        return Markup(text)  # noqa: S704 (Jinja escaped it)

    def _can_inline(self) -> bool:
        """Return if the styles of all mail templates can be inlined ahead; sets `inline_error` if not."""
        if self.inline_error is None and not self._inlining_checked:
            self._inlining_checked = True
            try:
                for name in self._plain.list_templates(extensions=["html"]):
                    if _is_mail(name):
                        self._inlined.get_template(name)
            except InlineError as error:
                self.inline_error = error
        return self.inline_error is None


class _InliningLoader(BaseLoader):
    """Loads templates; those of the mail get their styles inlined."""

    def __init__(self, loader: BaseLoader, inliner: Inliner) -> None:
        self._loader = loader
        self._inliner = inliner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, is_fresh = self._loader.get_source(environment, template)
        if _is_mail(template) and template.endswith(".html"):
            source = self._inliner.template(template, source, environment)
        return source, path, is_fresh


def _is_mail(name: str) -> bool:
    return name.removeprefix("base/").startswith("email/")


@contextmanager
def _template_errors(name: str) -> Iterator[None]:
    """Turn the errors of Jinja into a TemplateError with file and line."""
    try:
        yield
    except TemplateNotFound as error:
        problem = f"no such file; templates/{name} asks for it"
        raise TemplateError(problem, source=f"templates/{error.name}") from error
    except TemplateSyntaxError as error:
        raise TemplateError(
            str(error.message), source=f"templates/{error.name}", line=error.lineno
        ) from error
    except JinjaError as error:
        raise TemplateError(
            str(error.message), source=f"templates/{name}", line=_template_line(error)
        ) from error


def _chunks(template: Template, values: dict[str, Any]) -> Iterator[str]:
    """Yield a rendered template, thousands of pieces at a time."""
    pieces = template.generate(values)
    while chunk := list(islice(pieces, _CHUNK)):
        yield "".join(chunk)


def _environment(loader: BaseLoader, theme: Theme, cache: BytecodeCache | None) -> Environment:
    environment = Environment(
        loader=loader,
        bytecode_cache=cache,
        autoescape=select_autoescape(("html", "xml"), default_for_string=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.code_generator_class = CodeGenerator
    environment.escape_text = escape_text  # type: ignore[attr-defined]  # the code of templates calls it
    environment.globals["theme"] = theme
    environment.filters.update(
        wrap=wrap,
        rfc822=format_datetime,
        rfc3339=rfc3339,
        readable=readable,
        prose=markdown.to_html,
        prose_text=markdown.to_text,
        paragraphs=lambda text: Markup(paragraphs_html(text)),  # noqa: S704 (escaped there)
    )
    return environment


def _class_names(css: str) -> set[str]:
    """Return the class names in the selectors of a stylesheet."""
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", css)))


def _template_line(error: BaseException) -> int:
    """Return the template's line in the deepest frame of a traceback, 0 if no frame is a template's."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if "__jinja_template__" in frame.f_globals or frame.f_code.co_filename.endswith(
            (".html", ".xml", ".txt", ".css")
        ):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
