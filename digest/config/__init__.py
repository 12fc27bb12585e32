"""Read digest.toml into one frozen Config. The only reader of settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from digest.config import mail, publication, sources, theme, topics
from digest.config.paths import Paths
from digest.config.settings_file import FILE_NAME, SettingsFile, suggestion
from digest.config.sources import SourceSetting
from digest.errors import ConfigError
from digest.model import MailSettings, Publication, Theme

__all__ = [
    "FILE_NAME",
    "Config",
    "SourceSetting",
    "find",
    "load",
    "setting_error",
    "suggestion",
    "waiver_error",
]

_SECTIONS = ("publication", "mail", "theme", "topics", "include", "exclude", "sources", "checks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The checked settings of a workspace.

    Attributes:
        root: The folder that holds digest.toml.
        classifier: A function of the workspace's own, as "module:function", or "".
        waived: The codes of the checks whose findings are accepted, with the reasons.
    """

    root: Path
    publication: Publication
    mail: MailSettings
    theme: Theme
    sources: tuple[SourceSetting, ...]
    classifier: str = ""
    waived: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> Paths:
        """The places of the workspace's files."""
        return Paths(self.root)


def find(start: Path) -> Path:
    """Return the nearest folder upwards from `start` that holds digest.toml; raise ConfigError without one."""
    for folder in (start, *start.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    problem = f"no {FILE_NAME} here or above; `digest init DIR` makes one"
    raise ConfigError(problem, option="workspace", value=str(start))


def load(root: Path) -> Config:
    """Return the settings of the workspace in the folder `root`.

    Raises:
        ConfigError: with the file, the line, the value found and the value expected.
    """
    file = SettingsFile.read(root)
    return _config(file, file.parsed())


def setting_error(root: Path, section: str, option: str, problem: str, value: object = None) -> ConfigError:
    """Return the error for a setting whose fault shows only in use, with its line in digest.toml."""
    return SettingsFile.read(root).error(section, option, problem, value=value)


def waiver_error(root: Path, code: str, known: Sequence[str]) -> ConfigError:
    """Return the error for the waiver of a check that does not exist, with its line in digest.toml."""
    file = SettingsFile.read(root)
    return _waiver_error(file, code, f"no such check{suggestion(code, known)}")


def _config(file: SettingsFile, data: dict[str, Any]) -> Config:
    for name in data:
        if name not in _SECTIONS:
            raise file.error("", name, f"no such section{suggestion(name, _SECTIONS)}")
    if "publication" not in data:
        raise ConfigError("has no [publication]; expected one with title and home", source=str(file.path))
    general = file.section("publication", data["publication"], publication.PublicationTable)
    headings = topics.topics(file, data.get("topics", {}))
    newsletter = replace(
        publication.publication(file, general),
        topics=headings,
        include=topics.rules(file, "include", data.get("include", []), headings),
        exclude=topics.rules(file, "exclude", data.get("exclude", []), headings),
    )
    return Config(
        root=file.path.parent,
        publication=newsletter,
        mail=mail.mail(file, data.get("mail", {}), newsletter),
        theme=theme.theme(file, data.get("theme", {})),
        sources=sources.sources(file, data.get("sources", [])),
        classifier=publication.classifier(file, general),
        waived=_waived(file, data.get("checks", {})),
    )


def _waived(file: SettingsFile, data: Any) -> dict[str, str]:
    """Return the reasons by the code of the check; the caller of the checks knows which codes exist."""
    reasons = file.section("checks", data, theme.ChecksTable).waive
    for code, reason in reasons.items():
        if not reason.strip():
            raise _waiver_error(file, code, "gives no reason; expected one for the next reader")
    return {code: " ".join(reason.split()) for code, reason in reasons.items()}


def _waiver_error(file: SettingsFile, code: str, problem: str) -> ConfigError:
    """Return an error at a waiver, in a table of its own or inline under [checks]."""
    section, key = ("checks.waive", code) if file.has_table("checks.waive") else ("checks", "waive")
    return file.error(section, key, problem, option="waive", value=code)
