"""The Jinja environments: where templates come from, and what they may call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2 import (
    TemplateError as JinjaError,
)
from markupsafe import Markup

from digest.colour import readable
from digest.errors import TemplateError
from digest.model import Theme
from digest.render.context import paragraphs_markup, rfc3339
from digest.render.inliner import Inliner, Refused
from digest.render.markdown import prose, prose_text
from digest.text import wrap

STYLESHEET = "email/inline.css"
HEAD = "email/head.css"


def folder() -> Path:
    """Return the folder of the templates that come with the package."""
    inside = Path(str(files("digest") / "templates"))
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "templates"


class Templates:
    """Every template of one build: the workspace's own first, then the package's.

    `base/NAME` is always the package's, so that an own template can extend the one it replaces.
    """

    def __init__(self, theme: Theme, own: Path | None = None, cache: Path | None = None) -> None:
        """Look for own templates in `own`; keep premailer's answers in `cache`."""
        shipped = FileSystemLoader(folder())
        places: list[BaseLoader] = [PrefixLoader({"base": shipped}), shipped]
        if own is not None and own.is_dir() and own.resolve() != folder().resolve():
            places.insert(0, FileSystemLoader(own))
        self.refused: Refused | None = None
        self._checked = False
        self._loader = ChoiceLoader(places)
        self._plain = _environment(self._loader, theme)
        inliner = Inliner(
            self._plain.get_template(STYLESHEET).render(),
            _classes(self._plain.get_template(HEAD).render()),
            cache=cache,
        )
        self._inliner = inliner
        self._inlined = _environment(_Inlining(self._loader, inliner), theme)

    def source(self, name: str) -> str:
        """Return a template file's text as it stands; TemplateError where there is none."""
        try:
            return self._loader.get_source(self._plain, name)[0]
        except TemplateNotFound as error:
            raise TemplateError(f"templates/{name}: no such file") from error

    def render(self, name: str, **values: Any) -> Iterator[str]:
        """Yield template `name` filled in, in parts; an email's HTML has its styles inline.

        Raises TemplateError with the template's name and line, at any part.
        """
        with _named(name):
            if not (name.startswith("email/") and name.endswith(".html")):
                yield from _parts(self._plain.get_template(name), values)
            elif self._is_inlined():
                yield from _parts(self._inlined.get_template(name), values)
            else:
                yield self._inliner.message(self._plain.get_template(name).render(values))

    def fragment(self, name: str, **values: Any) -> Markup:
        """Return template `name` filled in, to be put into another that is rendered in the same way."""
        if name.endswith(".html") and not self._is_inlined():
            with _named(name):  # the whole message gets its styles later
                return Markup(self._plain.get_template(name).render(values))  # noqa: S704 (escaped there)
        return Markup("".join(self.render(name, **values)))  # noqa: S704 (as above)

    def _is_inlined(self) -> bool:
        """Return whether every template of the email can be inlined ahead; `refused` says why not."""
        if self.refused is None and not self._checked:
            self._checked = True
            try:
                for name in self._plain.list_templates(extensions=["html"]):
                    if name.removeprefix("base/").startswith("email/"):
                        self._inlined.get_template(name)
            except Refused as why:
                self.refused = why
        return self.refused is None


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Turn what goes wrong in template `name` into a TemplateError with its place."""
    try:
        yield
    except TemplateNotFound as error:
        raise TemplateError(f"templates/{error.name}: no such file; templates/{name} asks for it") from error
    except TemplateSyntaxError as error:
        raise TemplateError(f"templates/{error.name}:{error.lineno}: {error.message}") from error
    except JinjaError as error:
        raise TemplateError(f"templates/{name}:{_line_of(error)}: {error.message}") from error


def _parts(template: Template, values: dict[str, Any]) -> Iterator[str]:
    """Yield what the template gives, some thousand pieces at a time."""
    pieces = template.generate(values)
    while some := list(islice(pieces, 4000)):
        yield "".join(some)


class _Inlining(BaseLoader):
    """Hands out the email's templates with their styles in place."""

    def __init__(self, inner: BaseLoader, inliner: Inliner) -> None:
        self._inner = inner
        self._inliner = inliner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, path, fresh = self._inner.get_source(environment, template)
        if template.removeprefix("base/").startswith("email/") and template.endswith(".html"):
            source = self._inliner.template(template, source, environment)
        return source, path, fresh


def _environment(loader: BaseLoader, theme: Theme) -> Environment:
    environment = Environment(
        loader=loader,
        autoescape=lambda name: name is not None and name.endswith((".html", ".xml")),  # noqa: S701 (what is HTML or XML is escaped)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals["theme"] = theme
    environment.filters.update(
        wrap=wrap,
        rfc822=format_datetime,
        rfc3339=rfc3339,
        readable=readable,
        prose=prose,
        prose_text=prose_text,
        paragraphs=lambda text: Markup(paragraphs_markup(text)),  # noqa: S704 (escaped there)
    )
    return environment


def _classes(css: str) -> set[str]:
    return set(re.findall(r"\.([A-Za-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", css)))


def _line_of(error: BaseException) -> int:
    """Return the template's line in the deepest frame of the traceback, 0 when none is a template's."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if "__jinja_template__" in trace.tb_frame.f_globals or trace.tb_frame.f_code.co_filename.endswith(
            (".html", ".xml", ".txt", ".css")
        ):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
