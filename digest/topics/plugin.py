"""A workspace's own function that says under which topic an article belongs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

from digest import config
from digest.errors import ConfigError
from digest.model import Article, Topic

Function = Callable[[Article, Sequence[Topic]], str | None]


def load(root: Path, name: str) -> Function:
    """Return the function that `name` ("module:function") stands for in the workspace `root`.

    The module is looked up in the workspace, then where Python looks. It takes an article and the
    topics and returns the slug of one, "more" for the rest, or None to have it decided as usual.
    Whatever goes wrong, in the module or in the function, is a ConfigError.
    """
    module_name, _, function_name = name.partition(":")
    spec = _found(root, name)
    module = importlib.util.module_from_spec(spec)
    with _importing(root):
        try:
            # Loaded by its place: its name may be that of another module, which keeps it.
            sys.modules.setdefault(spec.name, module)
            spec.loader.exec_module(module)  # type: ignore[union-attr]
        except Exception as error:
            raise _wrong(root, name, f"{module_name} cannot be imported: {_said(error)}") from error
    function: Any = getattr(module, function_name, None)
    if not callable(function):
        raise _wrong(root, name, f"{module_name} has no function {function_name!r}; expected one")

    def topic_of(article: Article, topics: Sequence[Topic]) -> str | None:
        known = [topic.slug for topic in topics] + ["more"]
        try:
            slug = function(article, topics)
        except Exception as error:
            raise _wrong(root, name, f"failed on {article.title!r}: {_said(error)}") from error
        if slug is not None and slug not in known:
            raise _wrong(
                root,
                name,
                f"returned {slug!r} for {article.title!r}; expected None or one of {', '.join(known)}",
            )
        return slug  # type: ignore[no-any-return]

    return topic_of


def content(root: Path, name: str) -> bytes:
    """Return the bytes of the file that `name` stands for: where they change, articles are filed anew."""
    origin = _found(root, name).origin
    path = Path(origin) if origin else None
    return path.read_bytes() if path and path.is_file() else b""


def _found(root: Path, name: str) -> ModuleSpec:
    module = name.partition(":")[0]
    place = root.joinpath(*module.split("."))
    for path in (place.with_name(f"{place.name}.py"), place / "__init__.py"):
        if path.is_file():
            spec = importlib.util.spec_from_file_location(module, path)
            break
    else:
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            spec = None
    if spec is None or spec.loader is None:
        raise _wrong(
            root, name, f"no such module; expected {module.replace('.', '/')}.py beside {config.NAME}"
        )
    return spec


@contextmanager
def _importing(root: Path) -> Iterator[None]:
    """Let a module import its neighbours, and leave no compiled copy that could be older than its source."""
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(root))
    try:
        yield
    finally:
        sys.path.remove(str(root))
        sys.dont_write_bytecode = written


def _wrong(root: Path, name: str, why: str) -> ConfigError:
    return config.wrong(root, "publication", "classifier", f"{name!r}: {why}")


def _said(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
