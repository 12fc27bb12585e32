"""Build the issues of a period: render, check, and put every file in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digest.archive import Archive
from digest.config import Config
from digest.model import Article, Finding, Issue, Notice
from digest.periods import Period
from digest.services import compose, manifest
from digest.services.manifest import BuiltFiles
from digest.services.output import Output
from digest.services.prepare import Prepared, past_issue, prepare, with_corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The result of a build. Issues without articles are not written.

    Attributes:
        issues: One for each language of the publication, in its order.
        paths: The files of all issues.
        messages: The message by language; one for all languages where they are sent together.
        not_inlined: Why the styles were inlined into each message, and not into the templates; or None.
        size_step: What was left out to keep a mail small enough; "" when nothing was.
        late: Articles of the period before, found after its issue was built.
        findings: The findings of the checks, waived or not.
    """

    period: Period
    issues: tuple[Issue, ...]
    paths: tuple[Path, ...] = ()
    messages: Mapping[str, Path] = field(default_factory=dict)
    not_inlined: str | None = None
    notices: tuple[Notice, ...] = ()
    late: tuple[Article, ...] = ()
    size_step: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def written(self) -> tuple[Issue, ...]:
        """The issues that have articles."""
        return tuple(issue for issue in self.issues if issue.articles)


def build(config: Config, archive: Archive, period: Period, out: Path) -> Built:
    """Build the issues of a period below the folder `out`, one for each language.

    A file takes the place of the old one only when those of all languages are complete. When nothing
    changed since the last build, nothing is rendered.

    Raises:
        DigestError: for a draft, a template or a setting that cannot be used.
    """
    prepared = prepare(config, archive, period, out)
    late = tuple(
        {article.key: article for composed in prepared.composed for article in composed.late}.values()
    )
    notices = tuple(dict.fromkeys(notice for composed in prepared.composed for notice in composed.notices))
    if not prepared.has_articles:
        return Built(period=period, issues=prepared.issues, notices=notices, late=late)
    inputs = manifest.inputs_hash(prepared, out)
    built = manifest.find(config.paths.manifest, prepared, out, inputs)
    if built is None:
        built = _write(prepared, out)
        manifest.save(config.paths.manifest, prepared, out, inputs, built)
    _record(prepared, archive)
    return Built(
        period=period,
        issues=prepared.issues,
        paths=tuple(out / path for path in built.paths),
        messages={language: out / path for language, path in built.messages.items()},
        not_inlined=built.not_inlined,
        notices=(*notices, *prepared.pictures.notices),
        late=late,
        size_step=built.size_step,
        findings=built.findings,
    )


def _write(prepared: Prepared, out: Path) -> BuiltFiles:
    """Render the files of the issues, put them in place, and check them."""
    from digest.services import check  # an unchanged issue needs no checks

    config, period = prepared.config, prepared.period
    check.waivers(config)  # an error in them comes before anything is written
    size_step = ""
    with Output(out) as output:
        for artifact in prepared.artifacts():
            output.put(artifact)
            size_step = size_step or artifact.note
        for artifact in prepared.pictures.artifacts():
            output.put(artifact)
        previous_ids = check.feed_ids(config, period, out)
        paths = output.publish()
    check.save_previous_ids(config, out, previous_ids)
    error = prepared.templates.inline_error
    return BuiltFiles(
        paths=tuple(path.relative_to(out).as_posix() for path in paths),
        messages={language: artifact.path for language, artifact in prepared.messages.artifacts.items()},
        not_inlined=str(error) if error else None,
        size_step=size_step,
        findings=tuple(check.check(config, period, out)),
    )


def _record(prepared: Prepared, archive: Archive) -> None:
    """Record the issues, so that later ones know which articles were sent and which came late."""
    for composed in prepared.composed:
        if composed.issue.articles:
            past = past_issue(composed.issue)
            archive.record_issue(past)
            compose.record_candidates(archive, past, composed)


def publish_correction(prepared: Prepared, out: Path) -> tuple[Path, ...]:
    """Write the start page and the feed of issues again, with the dates of corrections; return their files."""
    from digest.render.outputs import Scope, render  # an empty period needs no templates

    corrected = with_corrections(prepared)
    with Output(out) as output:
        for artifact in render(corrected.contexts, prepared.templates, prepared.languages, only=Scope.INDEX):
            output.put(artifact)
        return output.publish()
