"""The checks: a broken twin of the sample for each, and exactly the finding that it must give."""

import json
import re
import socket
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from conftest import ROOT, item, rss
from lxml import etree
from serving import serving, web

from digest import config, periods
from digest.checks import CHECKS, CODES, check, errors, mail_readers
from digest.checks.context import CheckContext
from digest.colour import contrast, darkened, readable
from digest.fetch import links
from digest.model import LinkReply
from digest.services import check as checking

CASES = ROOT / "tests/data/checks"
TWINS = sorted(CASES.glob("*/*.toml"))


@pytest.fixture(scope="session")
def matter(sample) -> CheckContext:
    settings = config.load(sample.root)
    within = periods.month("2021-10", settings.publication.timezone)
    out = sample.root / "out"
    return checking.read_context(settings, within, out)


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
        replies={address: LinkReply(**reply) for address, reply in twin.get("replies", {}).items()},
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


def test_the_documentation_lists_every_check_with_its_level_and_title():
    rows = [row for row in (ROOT / "docs/checks.md").read_text().splitlines() if row.startswith("| `")]
    assert rows == [f"| `{one.code}` | {one.level} | {one.title} |" for one in CHECKS]


# Mail readers


def features(matter, body="", head=""):
    """The features that the check of CSS and HTML names in the sample with more in its body and head."""
    mail = "mail/2021-10/digest.html"
    changed = matter.files[mail].replace(b"</tbody>", f"<tr><td>{body}</td></tr></tbody>".encode())
    changed = changed.replace(b"a.title:hover", f"{head}\na.title:hover".encode())
    found = check(replace(matter, files={**matter.files, mail: changed}), ["css", "html"])
    return [one.text.removeprefix("uses ").partition(",")[0] for one in found]


@pytest.mark.parametrize(
    "head",
    [
        "@media (min-width: 600px) { .sheet { display: flex } }",
        "@supports (display: grid) { .sheet { display: grid } }",
        "@media screen { p:nth-child(2) { position: sticky } }",
        "a.title:hover { filter: blur(2px); transition: color 1s }",
    ],
)
def test_what_is_guarded_is_no_finding(matter, head):
    assert features(matter, head=head) == []


def test_what_conditional_comments_keep_from_classic_outlook_it_is_not_blamed_for(matter):
    assert features(matter, '<p style="display:flex">A</p>') == ["display: flex"]
    assert features(matter, '<!--[if !mso]><!--><p style="display:flex">A</p><!--<![endif]-->') == []
    assert features(matter, '<!--[if mso]><p style="display:flex">A</p><![endif]-->') == []


def test_what_another_declaration_takes_the_place_of_is_no_finding(matter):
    assert features(matter, '<p style="max-height:9px">A</p>') == ["max-height"]
    assert features(matter, '<p style="max-height:9px;mso-hide:all">A</p>') == []
    assert features(matter, '<p style="border-radius:4px;box-shadow:0 0 2px #1c2126">A</p>') == []


def test_a_feature_used_often_is_one_finding_that_counts(matter):
    assert features(matter, '<p style="float:left">A</p>' * 3) == ["float (3 times)"]


def test_the_table_of_facts_names_its_source_its_day_and_readers_it_knows():
    table = mail_readers.facts()
    assert "caniemail" in table["source"]
    assert table["date"].year >= 2026
    kinds = (
        "properties",
        "values",
        "functions",
        "units",
        "rules",
        "selectors",
        "elements",
        "attributes",
        "pictures",
    )
    for kind in kinds:
        assert table[kind], kind
        for feature, readers in table[kind].items():
            assert set(readers.split()) <= set(mail_readers.READERS), feature
    known = {*table["properties"], *table["attributes"]}
    known |= {f":{one}" for one in table["selectors"]} | {f"<{one}>" for one in table["elements"]}
    assert set(table["harmless"]) <= known


# The command


def test_the_sample_passes_the_command_too(sample):
    done = sample.run("check", "--month", "2021-10")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{len(CHECKS)} checks: 0 errors, 0 warnings\n"


@pytest.fixture
def tk(workspace):
    """A workspace with an issue that its author has not finished."""
    workspace.put("feeds/f.xml", rss(item("The clinic has TK beds")))
    return workspace


def test_a_build_ends_with_the_checks_and_writes_its_files_all_the_same(tk):
    done = tk.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "error: out/mail/2021-10/digest.html:" in done.stderr
    assert "[unfinished]" in done.stderr
    assert "warning: out/mail/2021-10/digest.html: names no unsubscribe address" in done.stderr
    assert "TK" in tk.read("mail/2021-10/digest.html")


def test_a_quiet_build_still_says_its_errors_and_nothing_else(tk):
    done = tk.run("build", "--month", "2021-10", "--quiet")
    assert done.returncode == 1
    assert done.stderr
    assert all(line.startswith("error: ") for line in done.stderr.splitlines())


def test_build_and_check_report_the_same_findings_as_json(tk):
    built = json.loads(tk.run("build", "--month", "2021-10", "--json").stdout)["findings"]
    done = tk.run("check", "--month", "2021-10", "--json")
    assert done.returncode == 1
    assert [json.loads(line) for line in done.stdout.splitlines()] == built
    first = next(one for one in built if one["code"] == "unfinished")
    assert (first["level"], first["waived"]) == ("error", None)
    assert first["file"].endswith("out/mail/2021-10/digest.eml")


def test_a_waived_error_is_said_with_its_reason_and_stops_nothing(tk):
    with (tk.root / "digest.toml").open("a") as settings:
        settings.write('[checks.waive]\nunfinished = "TK Beds is a brand"\n')
    done = tk.run("build", "--month", "2021-10")
    assert done.returncode == 0
    assert re.search(r"waived: .*\[unfinished\]: TK Beds is a brand", done.stderr)
    done = tk.run("check", "--month", "2021-10")
    assert done.returncode == 0
    assert "unfinished" not in done.stdout
    assert " waived" in done.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            '[checks.waive]\nunfinishd = "x"',
            "digest.toml:7: waive: 'unfinishd': no such check; did you mean 'unfinished'?",
        ),
        ('[checks]\nwaive = { css = " " }', "digest.toml:7: waive: 'css': gives no reason; expected one"),
        ("[checks]\nwaive = { css = true }", "digest.toml:7: waive: expected str, got bool"),
        (
            '[checks]\nwave = { css = "x" }',
            "digest.toml:7: 'wave': no such key in [checks]; did you mean 'waive'?",
        ),
    ],
)
def test_a_wrong_waiver_is_named_before_anything_is_written(tk, lines, said):
    with (tk.root / "digest.toml").open("a") as settings:
        settings.write(lines + "\n")
    done = tk.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert said in done.stderr
    assert not (tk.root / "out").exists()


def test_select_and_ignore_choose_among_the_checks(tk):
    tk.run("build", "--month", "2021-10")
    done = tk.run(
        "check", "--month", "2021-10", "--select", "unsubscribe, unfinished", "--ignore", "unfinished"
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == "1 check: 0 errors, 1 warning\n"
    done = tk.run("check", "--month", "2021-10", "--ignore", "unfinishd")
    assert done.returncode == 2
    assert "--ignore: 'unfinishd': no such check; did you mean 'unfinished'?" in done.stderr


def test_what_is_not_built_is_said_with_the_command_that_builds_it(workspace):
    done = workspace.run("check", "--quarter", "2021-Q4")
    assert done.returncode == 1
    assert "issue: '2021-Q4': nothing of it is built" in done.stderr
    assert "`digest build --quarter 2021-Q4`" in done.stderr


def test_junit_has_a_case_for_each_check(tk):
    tk.run("build", "--month", "2021-10")
    done = tk.run("check", "--month", "2021-10", "--junit", "checks.xml")
    assert done.returncode == 1
    suite = etree.parse(tk.root / "checks.xml").getroot()
    assert suite.get("tests") == str(len(suite.findall("testcase"))) == str(len(CHECKS))
    assert suite.get("failures") == "1"
    (failure,) = suite.iter("failure")
    assert "still holds 'TK'" in failure.get("message")
    warned = [
        one.get("name").partition(":")[0]
        for one in suite.findall("testcase")
        if one.find("system-out") is not None
    ]
    assert warned == ["unsubscribe", "postal-address"]
    printed = tk.run("check", "--month", "2021-10", "--junit", "-").stdout
    assert printed == (tk.root / "checks.xml").read_text()
    assert tk.run("check", "--month", "2021-10", "--junit", "-", "--json").returncode == 2


def test_an_id_that_changed_since_the_last_build_is_found_once(workspace):
    feed = rss(item("A", more="<link>https://f.example/a</link>"))
    workspace.put("feeds/f.xml", feed)
    assert workspace.run("build", "--month", "2021-10").returncode == 0
    (workspace.root / "feeds/f.xml").rename(workspace.root / "feeds/renamed.xml")
    done = workspace.run("build", "--month", "2021-10")
    assert done.returncode == 1
    assert "[feed-ids-changed]" in done.stderr
    assert "[feed-ids-changed]" in workspace.run("check", "--month", "2021-10").stdout
    assert workspace.run("build", "--month", "2021-10").returncode == 0


def test_a_subject_that_the_issue_before_had_is_found(workspace):
    workspace.put("feeds/f.xml", rss(item("A"), item("B", day="Mon, 15 Nov 2021 12:00:00 GMT")))
    workspace.put("drafts/2021-10.toml", 'subject = "News from the coast"\n')
    workspace.put("drafts/2021-11.toml", 'subject = "News from the coast"\n')
    workspace.run("build", "--month", "2021-10")
    assert "[subject-repeated]" in workspace.run("build", "--month", "2021-11").stderr
    assert "[subject-repeated]" not in workspace.run("check", "--month", "2021-10").stdout


# Links


def asked(server, *paths):
    def connect(_, timeout):
        return socket.create_connection(("127.0.0.1", server.port), timeout)

    asking = web(resolve=lambda *_, **__: [(2, 1, 6, "", ("93.184.216.34", 0))], connect=connect)
    return links.ask(asking, [f"http://links.example{path}" for path in paths], pause=0)


def test_links_are_asked_with_head_and_with_get_where_a_server_does_not_know_it():
    with serving() as server:
        server.pages = {"/a": (200, {}, b"hello"), "/moved": (301, {"Location": "/a"}, b"")}
        found = asked(server, "/a", "/moved", "/gone")
    assert [reply.trouble for reply in found.values()] == ["", "", "is answered with 404 Not Found"]
    assert [reply.gone for reply in found.values()] == [False, False, True]


def test_a_link_into_a_private_network_is_not_asked():
    with serving() as server:
        server.pages = {"/": (200, {}, b"")}
        found = links.ask(web(), [f"{server.home}/"], pause=0)
        assert server.asked == []
    assert (
        found[f"{server.home}/"].trouble
        == "could not be followed: '127.0.0.1' is not a public address (127.0.0.1)"
    )


def test_a_host_is_asked_one_link_at_a_time_with_a_pause_between():
    pauses = []
    with serving() as server:
        links.ask(web(), [f"{server.home}/{n}" for n in range(3)], pause=2.5, sleep=pauses.append)
    assert pauses == [2.5, 2.5]


def test_what_is_well_is_not_asked_again_for_a_day():
    now = datetime(2021, 11, 1, tzinfo=UTC)
    replies = {
        "a": LinkReply(),
        "b": LinkReply(trouble="is answered with 404", gone=True),
        "c": LinkReply(trouble="takes too long"),
    }
    kept = links.to_keep({"old": "2021-10-01T00:00:00+00:00", "odd": 3}, replies, now)
    assert set(kept) == {"a"}
    assert links.remembered(kept, now + timedelta(hours=23)) == {"a": LinkReply()}
    assert links.remembered(kept, now + timedelta(hours=25)) == {}


@pytest.mark.parametrize(("trouble", "gone"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
def test_a_host_is_gone_only_when_a_resolver_says_so(trouble, gone):
    def resolve(*_, **__):
        raise socket.gaierror(trouble, "no answer")

    (reply,) = links.ask(web(resolve=resolve), ["http://links.example/"], pause=0).values()
    assert reply.trouble
    assert reply.gone is gone


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
def test_no_mail_makes_a_check_fail(matter, source):
    files = dict.fromkeys(matter.files, source)
    found = errors(check(replace(matter, files=files)))
    assert found
    assert not [one for one in found if "could not be looked at" in one.text]


def said_of(matter, file, code, find, put):
    """What one check says when the first `find` in a file of the sample is `put`."""
    assert find in matter.files[file]
    files = {**matter.files, file: matter.files[file].replace(find, put, 1)}
    return [one.text for one in check(replace(matter, files=files), [code])]


EML, DATE = "mail/2021-10/digest.eml", b"Date: Mon, 01 Nov 2021 00:00:00 -0600"


@pytest.mark.parametrize(
    "day", [b"01 Nov 2021 00:00:00 +9999999999999", b"01 Nov 99999999999999 00:00:00 GMT"]
)
def test_a_date_beyond_all_calendars_is_a_finding(matter, day):
    (said,) = said_of(matter, EML, "header-fields", DATE, b"Date: Mon, " + day)
    assert "which is none" in said
    (said,) = said_of(matter, "site/feed.xml", "rss", b"<pubDate>", b"<pubDate>Mon, " + day + b" ")
    assert "which is no date of RFC 822" in said


@pytest.mark.parametrize("key", ["attachments", "tags"])
def test_a_null_where_a_json_feed_has_a_list_is_a_finding(matter, key):
    file = "site/feed.json"
    data = json.loads(matter.files[file])
    data["items"][0][key] = None
    files = {**matter.files, file: json.dumps(data).encode()}
    (found,) = check(replace(matter, files=files), ["json-feed"])
    assert found.text.startswith(f"has {key} that are no ")


@pytest.mark.parametrize("field", ["Subject", "To", "From", "to "])
def test_a_second_field_is_found_even_behind_a_line_that_is_none(matter, field):
    said = said_of(matter, EML, "header-fields", DATE, DATE + f"\r\nno field\r\n{field}: x".encode())
    again = [one for one in said if one.startswith(f"has the field {field.strip().title()} more than once")]
    assert len(again) == 1


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(matter):
    # The parser of CSS cannot take a number of so many digits.
    source = b"<p style='width:" + b"9" * 5_000 + b"px'>x TK"
    files = {**matter.files, "mail/2021-10/digest.html": source}
    found = {one.code: one for one in check(replace(matter, files=files))}
    assert found["css"].text.startswith("could not be looked at (ValueError: ")
    assert (found["css"].level, found["css"].where) == ("warning", "mail/2021-10")
    assert "TK" in found["unfinished"].text


def test_neither_the_pages_of_the_build_nor_where_readers_unsubscribe_are_asked_for(
    sample, matter, monkeypatch
):
    wanted = []
    monkeypatch.setattr(links, "ask", lambda _, addresses: wanted.extend(addresses) or {})
    settings = config.load(sample.root)
    within = periods.month("2021-10", settings.publication.timezone)
    checking.check(settings, within, sample.root / "out", ask_links_at=datetime(2021, 11, 1, tzinfo=UTC))
    assert "https://tideline.example/voices/nurse-burica/" in wanted
    assert "https://tideline.example/unsubscribe" not in wanted
    assert not [address for address in wanted if address.startswith("https://tideline.example/issues/")]


# Colours


def test_a_forced_dark_mode_turns_lightness_around_and_keeps_the_order():
    greys = [darkened(f"#{n:02x}{n:02x}{n:02x}") for n in range(0, 256, 15)]
    assert (greys[0], greys[-1]) == ("#ffffff", "#333333")
    assert greys == sorted(greys, reverse=True)


@pytest.mark.parametrize("colour", ["#96690a", "#1a7f5a", "#ffcc00", "#767676", "#0b5f76"])
def test_a_readable_colour_on_white_can_be_read_in_forced_dark_mode_too(colour):
    found = readable(colour, "#ffffff")
    assert contrast(found, "#ffffff") >= 4.5
    assert contrast(darkened(found), darkened("#ffffff")) >= 4.5
