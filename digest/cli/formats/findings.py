"""Findings of the checks, as text and as values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from digest.cli.console import counted, relative
from digest.model import Finding


def finding_values(finding: Finding, out: Path) -> dict[str, Any]:
    """Return a finding as `digest check --json` prints it."""
    return {
        "code": finding.code,
        "level": finding.level,
        "file": str(out / finding.where),
        "line": finding.line,
        "text": finding.text,
        "waived": finding.waived or None,
    }


def finding_text(finding: Finding, out: Path) -> str:
    """Return a finding as one line: its level, its place, the problem, and its code."""
    line = f":{finding.line}" if finding.line else ""
    text = f"{relative(out / finding.where)}{line}: {finding.text} [{finding.code}]"
    return f"waived: {text}: {finding.waived}" if finding.waived else f"{finding.level}: {text}"


def first_of_each(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """Yield at most so many findings of each check."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= most:
            yield finding


def omitted(findings: Iterable[Finding], most: int) -> str:
    """Return the numbers of findings that `first_of_each` leaves out, by check; "" for none."""
    counts = Counter(finding.code for finding in findings)
    return ", ".join(f"{count - most} more of {code}" for code, count in counts.items() if count > most)


def verdict(findings: Sequence[Finding], checks: int) -> str:
    """Return the numbers of checks, errors, warnings and waived findings, as one line."""
    count = Counter("waived" if finding.waived else str(finding.level) for finding in findings)
    waived = f", {count['waived']} waived" if count["waived"] else ""
    return f"{counted(checks, 'check')}: {counted(count['error'], 'error')}, {counted(count['warning'], 'warning')}{waived}"
