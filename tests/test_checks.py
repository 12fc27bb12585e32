"""The checks: a broken twin of the sample for each, and exactly the finding that it must give."""

import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, item, rss
from lxml import etree
from serving import serving

from digest import checking, config, period
from digest.checks import CHECKS, CODES, check, errors, mail_readers
from digest.checks.matter import Matter
from digest.fetch import links
from digest.fetch.web import Web
from digest.model import Reply

CASES = ROOT / "tests/data/checks"
TWINS = sorted(CASES.glob("*/*.toml"))


@pytest.fixture(scope="session")
def matter(sample) -> Matter:
    settings = config.load(sample.root)
    within = period.month("2021-10", settings.publication.timezone)
    out = sample.root / "out"
    return checking.gather(settings, within, out, checking.remembered(settings, out))


def broken(matter, twin):
    """The sample with what a twin says changed in its files and in what is known of it."""
    changed = dict(matter.files)
    for change in twin.get("change", []):
        find, put = change["find"].encode(), change["put"].encode() * change.get("times", 1)
        if change["file"].endswith(".eml"):
            find, put = find.replace(b"\n", b"\r\n"), put.replace(b"\n", b"\r\n")
        assert find in changed[change["file"]], change
        changed[change["file"]] = changed[change["file"]].replace(find, put, 1)
    known = {name: twin[name] for name in ("pictures", "subjects", "before") if name in twin}
    return replace(
        matter,
        files=changed,
        mail=replace(matter.mail, **twin.get("mail", {})),
        publication=replace(matter.publication, **twin.get("publication", {})),
        replies={address: Reply(**reply) for address, reply in twin.get("replies", {}).items()},
        **known,
    )


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_broken_twin_of_the_sample_gives_exactly_its_finding(matter, path, request):
    found = [
        {"code": one.code, "where": one.where, "line": one.line, "text": one.text}
        for one in check(broken(matter, tomllib.loads(path.read_text(encoding="utf-8"))))
    ]
    expected = path.with_suffix(".expected.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))
    assert {one["code"] for one in found} == {path.parent.name}


def test_every_check_has_a_broken_twin():
    assert {path.parent.name for path in TWINS} == set(CODES)


def test_the_checks_find_nothing_in_the_sample(matter):
    assert list(check(matter)) == []


def test_every_check_has_a_code_of_its_own():
    assert len(set(CODES)) == len(CHECKS)
    assert {one.level for one in CHECKS} == {"error", "warning"}
