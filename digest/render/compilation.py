"""Compile templates: text escaped without Markup objects, and compiled code kept between runs."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache, FileSystemBytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator as JinjaCodeGenerator
from jinja2.compiler import Frame
from markupsafe import escape

# Raise it when CodeGenerator writes other code, so that code compiled before is not used.
_GENERATOR = 1


def _escape_function() -> Callable[[str], str]:
    try:
        from markupsafe._speedups import _escape_inner
    except ImportError:  # MarkupSafe without its C part
        return escape
    function: Callable[[str], str] = _escape_inner
    return function


escape_text = _escape_function()


class CodeGenerator(JinjaCodeGenerator):
    """Writes templates that escape a plain text by one call of C; everything else as Jinja does.

    Jinja makes a Markup object of each escaped text, and its pieces are joined at once: for feeds and
    mails that takes half of the time. An environment with this class has `escape_text` as an attribute.
    """

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: JinjaCodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(environment.escape_text(t_out) if type(t_out := ")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: JinjaCodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(") is str else escape(t_out))")


class _BytecodeCache(FileSystemBytecodeCache):
    """Compiled templates in a folder; a file that cannot be read or written is no error."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the code of a template, unless its file is missing, damaged or of another template."""
        try:
            super().load_bytecode(bucket)
        except (OSError, pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Save the code of a template, when that is possible."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def bytecode_cache(folder: Path | None, kind: str) -> BytecodeCache | None:
    """Return a cache of compiled templates, or None without a folder.

    Compiled code is found by the template's name and bytes, and by the versions of Jinja and Python.

    Args:
        folder: A folder that only its owner can write: the files in it are run as code.
        kind: Tells apart templates of one name that are compiled from different text.
    """
    if folder is None:
        return None
    versions = f"{kind}-{_GENERATOR}-jinja{jinja2.__version__}-{sys.implementation.cache_tag}"
    return _BytecodeCache(str(folder), f"{versions}-%s.cache")
