"""The manifest of built issues: when nothing changed since the last build, nothing is rendered again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import __version__
from digest.files import load_json, replace_file
from digest.model import Draft, Finding, Level
from digest.render.folder import shipped_templates

if TYPE_CHECKING:
    from digest.render.inputs import RenderContext
    from digest.services.prepare import Prepared

_MOST_ISSUES = 24  # that the manifest remembers
_PACKAGE = Path(__file__).resolve().parents[1]
_ABOUT_THE_LAST_BUILD = "feed-ids-changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltFiles:
    """The files of an earlier build, and everything else it reported.

    Attributes:
        paths: The paths of the files below `out/`, in the order they were written.
        messages: The path of the message by language.
        not_inlined: Why the styles were not inlined into the templates, or None.
        size_step: What was left out to keep a mail small enough.
        findings: The findings of the checks.
    """

    paths: tuple[str, ...]
    messages: Mapping[str, str]
    not_inlined: str | None
    size_step: str
    findings: tuple[Finding, ...]


def inputs_hash(prepared: Prepared, out: Path) -> str:
    """Return a hash of everything that the files of an issue and their findings depend on.

    Args:
        prepared: The issues.
        out: The folder of the built files.
    """
    config = prepared.config
    values = (
        __version__,
        _code_state(),
        str(out.resolve()),
        prepared.period,
        # Sets have another order in each run.
        tuple(_ordered(context.issue.draft) for context in prepared.contexts),
        tuple(_without_draft(context) for context in prepared.contexts),
        prepared.pages,
        config.publication,
        config.mail,
        config.theme,
        config.waived,
        _other_messages(prepared, out),
        prepared.pictures.hashes(),
        _template_hashes(config.paths.templates),
    )
    writer = _HashWriter()
    pickler = pickle.Pickler(writer, protocol=5)
    pickler.fast = True  # equal values have equal pickles, also if one object stands for several of them
    pickler.dump(values)
    return writer.hash.hexdigest()


class _HashWriter:
    """A file that only hashes its content: pickles are the fastest form of thousands of articles."""

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.hash.update(content)


def _without_draft(context: RenderContext) -> RenderContext:
    return dataclasses.replace(context, issue=dataclasses.replace(context.issue, draft=Draft()))


def _ordered(draft: Draft) -> list[object]:
    """Return the values of a draft, its sets as sorted lists."""
    values: list[object] = []
    for field in dataclasses.fields(draft):
        value = getattr(draft, field.name)
        if isinstance(value, frozenset):
            value = sorted(sorted(item) if isinstance(item, frozenset) else item for item in value)
        values.append(value)
    return values


def _other_messages(prepared: Prepared, out: Path) -> list[tuple[str, int, int]]:
    """Return the messages of other issues by size and time: the checks compare their subjects."""
    return [
        (path.relative_to(out).as_posix(), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted((out / "mail").glob("*/*.eml"))
        if path.parent.name != prepared.period.name
    ]


def _code_state() -> list[tuple[str, int, int]]:
    """Return the files of the package by size and time: a checkout changes without a new version."""
    found: list[tuple[str, int, int]] = []
    folders = [str(_PACKAGE)]
    while folders:
        with os.scandir(folders.pop()) as entries:  # in a tenth of the time of Path.rglob
            for entry in entries:
                if entry.name.endswith((".py", ".toml")):
                    found.append((entry.path, entry.stat().st_size, entry.stat().st_mtime_ns))
                elif entry.is_dir() and entry.name != "__pycache__":
                    folders.append(entry.path)
    return sorted(found)


def _template_hashes(own: Path) -> list[tuple[str, str]]:
    """Return the templates of the package and of the workspace, by path and hash."""
    return [
        (path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for folder in (shipped_templates(), own)
        for path in sorted(folder.rglob("*") if folder.is_dir() else ())
        if path.is_file()
    ]


def find(path: Path, prepared: Prepared, out: Path, inputs: str) -> BuiltFiles | None:
    """Return the files of the last build of these issues, if its inputs and its files are unchanged."""
    entry = load_json(path).get(prepared.period.name)
    try:
        if entry is None or entry["inputs"] != inputs or not _are_unchanged(out, entry["files"]):
            return None
        return BuiltFiles(
            paths=tuple(entry["files"]),
            messages=dict(entry["messages"]),
            not_inlined=entry["not_inlined"],
            size_step=str(entry["size_step"]),
            findings=tuple(
                Finding(**values | {"level": Level(values["level"])}) for values in entry["findings"]
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None  # written by another version, or damaged: the issue is built


def save(path: Path, prepared: Prepared, out: Path, inputs: str, built: BuiltFiles) -> None:
    """Remember the files of a build, unless a finding is about the build before it."""
    entries = load_json(path)
    entries.pop(prepared.period.name, None)
    if all(finding.code != _ABOUT_THE_LAST_BUILD for finding in built.findings):
        entries[prepared.period.name] = {
            "inputs": inputs,
            "files": {name: _state_of(out / name) for name in built.paths},
            "messages": dict(built.messages),
            "not_inlined": built.not_inlined,
            "size_step": built.size_step,
            "findings": [dataclasses.asdict(finding) for finding in built.findings],
        }
    newest = dict(list(entries.items())[-_MOST_ISSUES:])
    replace_file(path, json.dumps(newest, ensure_ascii=False).encode())


def _state_of(path: Path) -> list[Any]:
    """Return the size, the time and a hash of a file; equal times save reading it."""
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest()]


def _are_unchanged(out: Path, files: Mapping[str, list[Any]]) -> bool:
    try:
        return all(_is_unchanged(out / name, state) for name, state in files.items())
    except OSError:
        return False


def _is_unchanged(path: Path, state: list[Any]) -> bool:
    size, modified, content_hash = state
    status = path.stat()
    if status.st_size != size:
        return False
    if status.st_mtime_ns == modified:
        return True
    return bool(hashlib.sha256(path.read_bytes()).hexdigest() == content_hash)
