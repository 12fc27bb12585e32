"""Each check against a broken copy of the sample: exactly the finding it must give."""

import json
import tomllib
from dataclasses import replace

import pytest
from conftest import ROOT

from digest import config, periods
from digest.checks import CHECKS, CODES, check, errors, mail_readers
from digest.checks.context import CheckContext
from digest.model import LinkReply
from digest.services.check import read_context

CASES = ROOT / "tests/data/checks"
BROKEN_COPIES = sorted(CASES.glob("*/*.toml"))
TABLES = {"change", "mail", "publication", "pictures", "subjects", "previous_ids", "replies"}
HTML, MESSAGE = "mail/2021-10/digest.html", "mail/2021-10/digest.eml"


@pytest.fixture(scope="session")
def context(sample) -> CheckContext:
    settings = config.load(sample.root)
    period = periods.month("2021-10", settings.publication.timezone)
    return read_context(settings, period, sample.root / "out")


def break_files(files, changes):
    """Return the built files after the changes of a broken copy."""
    broken = dict(files)
    for change in changes:
        path = change["file"]
        find, put = change["find"].encode(), change["put"].encode() * change.get("times", 1)
        if path.endswith(".eml"):
            find, put = find.replace(b"\n", b"\r\n"), put.replace(b"\n", b"\r\n")
        assert path in broken, f"the checks read no file {path}, but {', '.join(broken)}"
        assert find in broken[path], f"{path} of the sample does not contain {change['find']!r}"
        broken[path] = broken[path].replace(find, put, 1)
    return broken


def break_context(context, changes):
    """Return the sample's context after the changes of a broken copy."""
    assert set(changes) <= TABLES, f"a broken copy has no table {', '.join(set(changes) - TABLES)}"
    plain = {name: changes[name] for name in ("pictures", "subjects", "previous_ids") if name in changes}
    return replace(
        context,
        files=break_files(context.files, changes.get("change", [])),
        mail_settings=replace(context.mail_settings, **changes.get("mail", {})),
        publication=replace(context.publication, **changes.get("publication", {})),
        replies={address: LinkReply(**reply) for address, reply in changes.get("replies", {}).items()},
        **plain,
    )


def findings_after(context, path, find, put, code):
    """Return what one check reports after one change to a file of the sample."""
    changes = [{"file": path, "find": find, "put": put}]
    return [
        finding.text for finding in check(replace(context, files=break_files(context.files, changes)), [code])
    ]


@pytest.mark.parametrize("path", BROKEN_COPIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_broken_copy_of_the_sample_gives_exactly_its_finding(context, path, request):
    changes = tomllib.loads(path.read_text(encoding="utf-8"))
    findings = [
        {"code": finding.code, "where": finding.where, "line": finding.line, "text": finding.text}
        for finding in check(break_context(context, changes))
    ]
    assert findings, "the copy breaks no check"
    others = [finding for finding in findings if finding["code"] != path.parent.name]
    assert not others, f"the copy breaks other checks too: {others}"
    failed = [finding["text"] for finding in findings if "could not be checked" in finding["text"]]
    assert not failed, f"the check raises an exception: {failed}"
    expected = path.with_suffix(".expected.json")
    if request.config.getoption("--update-golden"):
        expected.write_text(json.dumps(findings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert expected.is_file(), f"no {expected.name}; --update-golden writes it"
    assert findings == json.loads(expected.read_text(encoding="utf-8"))


def test_every_check_has_a_broken_copy():
    assert {path.parent.name for path in BROKEN_COPIES} == set(CODES)


def test_every_expected_finding_belongs_to_a_broken_copy():
    assert set(CASES.glob("*/*.json")) <= {path.with_suffix(".expected.json") for path in BROKEN_COPIES}


def test_the_checks_find_nothing_in_the_sample(context):
    assert list(check(context)) == []


def test_no_two_checks_share_a_code():
    assert len(set(CODES)) == len(CHECKS)


def test_the_documentation_lists_every_check_with_its_level_and_title():
    lines = (ROOT / "docs/reference/checks.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert rows == [f"| `{row.code}` | {row.level} | {row.title} |" for row in CHECKS]


# Mail readers


def features(context, body="", head=""):
    """Return the features that the checks of CSS and HTML report after an addition to the sample."""
    mail = context.files[HTML].replace(b"</tbody>", f"<tr><td>{body}</td></tr></tbody>".encode())
    mail = mail.replace(b"a.title:hover", f"{head}\na.title:hover".encode())
    findings = check(replace(context, files={**context.files, HTML: mail}), ["css", "html"])
    return [finding.text.removeprefix("uses ").partition(",")[0] for finding in findings]


@pytest.mark.parametrize(
    "head",
    [
        "@media (min-width: 600px) { .sheet { display: flex } }",
        "@supports (display: grid) { .sheet { display: grid } }",
        "@media screen { p:nth-child(2) { position: sticky } }",
        "a.title:hover { filter: blur(2px); transition: color 1s }",
    ],
)
def test_conditional_rules_and_harmless_selectors_are_no_finding(context, head):
    assert features(context, head=head) == []


def test_css_hidden_from_classic_outlook_is_no_finding_for_it(context):
    assert features(context, '<p style="display:flex">A</p>') == ["display: flex"]
    assert features(context, '<!--[if !mso]><!--><p style="display:flex">A</p><!--<![endif]-->') == []
    assert features(context, '<!--[if mso]><p style="display:flex">A</p><![endif]-->') == []


def test_css_that_another_declaration_replaces_is_no_finding(context):
    assert features(context, '<p style="max-height:9px">A</p>') == ["max-height"]
    assert features(context, '<p style="max-height:9px;mso-hide:all">A</p>') == []
    assert features(context, '<p style="border-radius:4px;box-shadow:0 0 2px #1c2126">A</p>') == []


def test_html_that_another_attribute_replaces_is_no_finding(context):
    picture = '<img alt="A boat" width="9" srcset="https://a.example/b.jpg"'
    assert features(context, f"{picture}>") == ["srcset"]
    assert features(context, f'{picture} src="https://a.example/a.jpg">') == []


def test_a_feature_with_several_uses_is_one_finding_with_their_number(context):
    assert features(context, '<p style="float:left">A</p>' * 3) == ["float (3 times)"]


def test_the_table_of_unsupported_features_is_complete_and_names_known_readers():
    table = mail_readers.support_tables()
    assert "caniemail" in table["source"]
    assert table["date"].year >= 2026
    kinds = (
        *("properties", "values", "functions", "units", "rules"),
        *("selectors", "elements", "attributes", "pictures"),
    )
    for kind in kinds:
        assert table[kind], kind
        for feature, readers in table[kind].items():
            assert set(readers.split()) <= set(mail_readers.READERS), feature
    features = {*table["properties"], *table["attributes"]}
    features |= {f":{name}" for name in table["selectors"]} | {f"<{name}>" for name in table["elements"]}
    assert set(table["harmless"]) <= features


# Sizes


@pytest.mark.parametrize(
    ("size", "codes"),
    [
        (90 * 1024, []),
        (90 * 1024 + 1, ["mail-size-near"]),
        (102 * 1024, ["mail-size-near"]),
        (102 * 1024 + 1, ["mail-size"]),
    ],
)
def test_a_mail_may_have_exactly_the_size_of_the_limit(context, size, codes):
    files = {**context.files, HTML: context.files[HTML].ljust(size)}
    findings = check(replace(context, files=files), ["mail-size", "mail-size-near"])
    assert [finding.code for finding in findings] == codes


# Subjects, headers and feeds


def test_another_subject_than_in_earlier_issues_is_no_finding(context):
    subjects = {"en": {"2021-09": "Tideline, September 2021"}}
    assert list(check(replace(context, subjects=subjects), ["subject-repeated"])) == []


@pytest.mark.parametrize(
    ("sender", "list_id", "is_aligned"),
    [
        ("news@mail.example.org", "news.example.org", True),
        ("news@example.co.uk", "news.example.co.uk", True),
        ("news@example.co.uk", "news.other.co.uk", False),
        ("news@example.org", "news.example.com", False),
        ("news@a.com.example", "news.b.com.example", True),
    ],
)
def test_from_and_list_id_are_compared_by_their_registered_domains(context, sender, list_id, is_aligned):
    message = f"From: {sender}\r\nList-Id: <{list_id}>\r\n\r\n".encode()
    files = {**context.files, MESSAGE: message}
    assert (list(check(replace(context, files=files), ["header-aligned"])) == []) is is_aligned


DATE = "Date: Mon, 01 Nov 2021 00:00:00 -0600"


@pytest.mark.parametrize(
    "date", ["01 Nov 2021 00:00:00 +9999999999999", "01 Nov 99999999999999 00:00:00 GMT"]
)
def test_an_impossible_date_is_a_finding(context, date):
    (text,) = findings_after(context, MESSAGE, DATE, f"Date: Mon, {date}", "header-fields")
    assert "which is invalid" in text
    (text,) = findings_after(context, "site/feed.xml", "<pubDate>", f"<pubDate>Mon, {date} ", "rss")
    assert "which is not an RFC 822 date" in text


@pytest.mark.parametrize("key", ["attachments", "tags"])
def test_a_null_instead_of_a_list_in_a_json_feed_is_a_finding(context, key):
    path = "site/feed.json"
    data = json.loads(context.files[path])
    data["items"][0][key] = None
    files = {**context.files, path: json.dumps(data).encode()}
    (finding,) = check(replace(context, files=files), ["json-feed"])
    assert finding.text.startswith(f"has {key} that are not a list")


@pytest.mark.parametrize("field", ["Subject", "To", "From", "to "])
def test_a_repeated_field_is_found_even_behind_an_invalid_line(context, field):
    texts = findings_after(context, MESSAGE, DATE, f"{DATE}\nno field\n{field}: x", "header-fields")
    repeated = f"has the field {field.strip().title()} more than once"
    assert len([text for text in texts if text.startswith(repeated)]) == 1


# Hostile input


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b" \n",
        b"<!-- x -->",
        "<p style='font-weight: ²'>x".encode(),
        b"<p>" * 20_000,
        b"<table>" * 3_000 + b"<a href='http://[::1'>x</a>",
        b"<style>" + b"@media screen {" * 5_000,
        b"<p style='color:rgb(" + b"(" * 5_000 + b"'>x",
        b"<p style='color:#fff;" * 1_000,
        b"\x00\xff\xfe<img src='http://[' alt='\x00'>",
        b"<a href='https://a.example:99999/'>x</a><a href='mailto:'>y</a><a href='//'>z</a>",
    ],
)
def test_no_check_fails_on_hostile_files(context, source):
    findings = errors(check(replace(context, files=dict.fromkeys(context.files, source))))
    assert findings
    assert not [finding for finding in findings if "could not be checked" in finding.text]


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(context):
    # The CSS parser fails on a number of so many digits.
    source = b"<p style='width:" + b"9" * 5_000 + b"px'>x TK"
    findings = check(replace(context, files={**context.files, HTML: source}))
    by_code = {finding.code: finding for finding in findings}
    assert by_code["css"].text.startswith("could not be checked (ValueError: ")
    assert (by_code["css"].level, by_code["css"].where) == ("warning", "mail/2021-10")
    assert "TK" in by_code["unfinished"].text
