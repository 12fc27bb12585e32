"""Load a workspace's own classifier: a function that returns the topic of an article."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from digest.errors import ConfigError
from digest.model import Article, Topic

TopicFunction = Callable[[Article, Sequence[Topic]], str | None]
"""Takes an article and the topics; returns a slug, or None to classify by labels and keywords."""


def load(root: Path, name: str) -> TopicFunction:
    """Return the function named "module:function", wrapped to check its results.

    The module is searched in the workspace first, then on Python's own path. The function returns
    the slug of one of the topics, "more" for the rest, or None.

    Args:
        root: The workspace's folder.
        name: The setting `classifier`.

    Raises:
        ConfigError: The module cannot be imported, or the function is missing. The returned
            function raises it too: when the workspace's function fails or returns an unknown
            topic. The error holds no file and no line.
    """
    module_name, _, function_name = name.partition(":")
    module = _import(root, name)
    function: Any = getattr(module, function_name, None)
    if not callable(function):
        raise _error(name, f"{module_name} has no function {function_name!r}; expected one")

    def topic_of(article: Article, topics: Sequence[Topic]) -> str | None:
        try:
            slug: str | None = function(article, topics)
        except Exception as error:
            raise _error(name, f"failed on {article.title!r}: {_describe(error)}") from error
        slugs = [topic.slug for topic in topics] + ["more"]
        if slug is not None and slug not in slugs:
            expected = f"expected None or one of {', '.join(slugs)}"
            raise _error(name, f"returned {slug!r} for {article.title!r}; {expected}")
        return slug

    return topic_of


def content(root: Path, name: str) -> bytes:
    """Return the source code of the classifier's module; when it changes, articles are reclassified."""
    origin = _find_spec(root, name)[0].origin
    path = Path(origin) if origin else None
    return path.read_bytes() if path and path.is_file() else b""


def _import(root: Path, name: str) -> object:
    spec, loader = _find_spec(root, name)
    module = importlib.util.module_from_spec(spec)
    with _import_path(root):
        try:
            # Loaded from its file: a module of the same name that is already imported stays.
            sys.modules.setdefault(spec.name, module)
            loader.exec_module(module)
        except Exception as error:
            raise _error(name, f"{spec.name} cannot be imported: {_describe(error)}") from error
    return module


def _find_spec(root: Path, name: str) -> tuple[ModuleSpec, Loader]:
    module = name.partition(":")[0]
    base = root.joinpath(*module.split("."))
    for path in (base.with_name(f"{base.name}.py"), base / "__init__.py"):
        if path.is_file():
            spec = importlib.util.spec_from_file_location(module, path)
            break
    else:
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            spec = None
    if spec is None or spec.loader is None:
        raise _error(name, f"no such module; expected {module.replace('.', '/')}.py beside digest.toml")
    return spec, spec.loader


@contextmanager
def _import_path(root: Path) -> Iterator[None]:
    """Let a module import its neighbours, and write no bytecode that could outlive its source."""
    setting, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = setting


def _error(name: str, problem: str) -> ConfigError:
    return ConfigError(problem, option="classifier", value=name)


def _describe(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
