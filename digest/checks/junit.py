"""Findings as JUnit XML, which build servers show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from digest.checks import CHECKS, ERROR
from digest.model import Finding
from digest.text import printable


def write(findings: Sequence[Finding], codes: Iterable[str]) -> bytes:
    """Return one test suite with one case for each check of `codes`.

    An error is a failure, a waived one a skipped case with the reason, warnings are what the case says.
    """
    wanted = set(codes)
    cases = [check for check in CHECKS if check.code in wanted]
    failed = {one.code for one in findings if one.level == ERROR and not one.waived}
    skipped = {one.code for one in findings if one.waived}
    suite = etree.Element(
        "testsuite",
        name="digest check",
        tests=str(len(cases)),
        failures=str(len(failed)),
        errors="0",
        skipped=str(len(skipped)),
    )
    for check in cases:
        case = etree.SubElement(suite, "testcase", classname="digest", name=f"{check.code}: {check.title}")
        mine = [one for one in findings if one.code == check.code]
        said = "\n".join(printable(str(one)) for one in mine)
        if check.code in skipped:
            etree.SubElement(case, "skipped", message=printable(mine[0].waived))
        elif check.code in failed:
            failure = etree.SubElement(case, "failure", type=check.level, message=printable(mine[0].text))
            failure.text = said
        elif mine:
            etree.SubElement(case, "system-out").text = said
    return etree.tostring(suite, xml_declaration=True, encoding="utf-8", pretty_print=True)
