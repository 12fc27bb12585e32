"""Write findings as JUnit XML for build servers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from digest.checks import CHECKS, Check
from digest.model import Finding, Level
from digest.text import printable


def write(findings: Sequence[Finding], codes: Iterable[str]) -> bytes:
    """Return a JUnit test suite with one test case for each check.

    A check with an error fails, a waived one is skipped with the reason; warnings are the output of a
    case that passes.

    Args:
        findings: The findings of the checks.
        codes: The codes of the checks that ran.
    """
    selected = set(codes)
    checks = [check for check in CHECKS if check.code in selected]
    suite = etree.Element(
        "testsuite", name="digest check", tests=str(len(checks)), failures="0", errors="0", skipped="0"
    )
    for check in checks:
        _add_case(suite, check, [finding for finding in findings if finding.code == check.code])
    suite.set("failures", str(len(suite.findall("*/failure"))))
    suite.set("skipped", str(len(suite.findall("*/skipped"))))
    return etree.tostring(suite, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add_case(suite: etree._Element, check: Check, findings: Sequence[Finding]) -> None:
    case = etree.SubElement(suite, "testcase", classname="digest", name=f"{check.code}: {check.title}")
    if not findings:
        return
    text = "\n".join(printable(str(finding)) for finding in findings)
    first = findings[0]
    if first.waived:
        etree.SubElement(case, "skipped", message=printable(first.waived))
    elif first.level == Level.ERROR:
        etree.SubElement(case, "failure", type=first.level, message=printable(first.text)).text = text
    else:
        etree.SubElement(case, "system-out").text = text
