"""docs/reference lists exactly what there is: commands, options, settings, draft keys, formats, JSON keys."""

import re
import types
import typing
from datetime import date

import click
import msgspec
import pytest
from conftest import ROOT, SETTINGS, Workspace, item, rss
from smtp_server import Inbox, serving

from digest import config
from digest.cli import main
from digest.config import mail, publication, sources, theme, topics
from digest.issue import draft_reader
from digest.model import Reason
from digest.parsers import FORMATS

REFERENCE = ROOT / "docs/reference"
COMMANDS, SETTINGS_PAGE, DRAFTS, FORMATS_PAGE, JSON = (
    (REFERENCE / f"{name}.md").read_text(encoding="utf-8")
    for name in ("commands", "settings", "drafts", "formats", "json")
)


def sections(page: str) -> dict[str, str]:
    """Return the text of each section of a page by its heading, code blocks left out."""
    text = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# Commands


def every_command() -> dict[str, click.Command]:
    commands = {f"digest {name}": command for name, command in main.commands.items()}
    for name, command in list(commands.items()):
        for subname, subcommand in getattr(command, "commands", {}).items():
            commands[f"{name} {subname}"] = subcommand
    return commands


def documented_options(text: str) -> set[str]:
    """Return the options in the items of a list, with the names of their values."""
    found = set()
    for line in re.findall(r"^- (`--.+)$", text, re.MULTILINE):
        found.update(re.findall(r"`(--[^`]+)`", line.split(":")[0]))
    return found


def written(option: click.Option) -> str:
    """Return an option as a page writes it: "--month YYYY-MM", "--quiet"."""
    if option.is_flag:
        return option.opts[0]
    if isinstance(option.type, click.Choice):
        return f"{option.opts[0]} {'|'.join(option.type.choices)}"
    return f"{option.opts[0]} {option.metavar}"


def test_every_command_has_a_section_in_the_order_of_the_help():
    headings = [heading for heading in sections(COMMANDS) if heading.startswith("digest ")]
    assert headings == list(every_command_in_order())
    rows = re.findall(r"^\| \[`(digest [a-z ]+)`\]", COMMANDS, re.MULTILINE)
    assert rows == headings


def every_command_in_order():
    for name, command in main.commands.items():
        yield f"digest {name}"
        for subname in getattr(command, "commands", {}):
            yield f"digest {name} {subname}"


@pytest.mark.parametrize("name", every_command())
def test_a_section_lists_exactly_the_options_of_its_command(name):
    text = sections(COMMANDS)[name]
    documented = documented_options(text)
    if "(#periods)" in text:
        documented |= documented_options(sections(COMMANDS)["Periods"])
    if "(#everywhere)" in text:
        documented |= documented_options(sections(COMMANDS)["Everywhere"]) - {"--help"}
    options = [option for option in every_command()[name].params if isinstance(option, click.Option)]
    assert documented == {written(option) for option in options}


def test_the_arguments_of_commands_are_documented():
    for name, command in every_command().items():
        for argument in command.params:
            if isinstance(argument, click.Argument):
                metavar = argument.metavar or argument.name.upper()
                assert f"`{name} {metavar}`" in sections(COMMANDS)[name]


def test_the_first_sentences_of_the_help_are_in_the_table():
    for name, command in every_command().items():
        words = command.help.splitlines()[0].rstrip(".").split()
        (row,) = re.findall(rf"^\| \[`{name}`\]\(#[a-z-]+\) \| (.+) \|$", COMMANDS, re.MULTILINE)
        assert row.split()[-2:] == words[-2:], name  # "Build an issue" is "builds an issue" there


# Settings

TABLES = {
    "[publication]": publication.PublicationTable,
    "[mail]": mail.MailTable,
    "[theme]": theme.ThemeTable,
    "[topics.SLUG]": topics.TopicTable,
    "[[include]]": topics.RuleTable,
    "[[exclude]]": topics.RuleTable,
    "[[sources]]": sources.SourceTable,
}
# The defaults that are made of other settings, as the page describes them.
COMPUTED = {
    ("[mail]", "from"): "title and `newsletter@` the host of `home`",
    ("[mail]", "list_id"): "title and host of `home`",
    ("[mail]", "bounces"): "the address in `from`",
}


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of each row of a table by its key."""
    table = [re.split(r"(?<!\\) \| ", line[2:-2]) for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[1:] for cells in table}


def type_in_words(kind) -> str:
    """Return the type of a setting in the words of the page."""
    if kind == str | dict[str, str]:
        return "text, by language"
    if kind == list[str] | dict[str, list[str]]:
        return "list of texts, by language"
    if isinstance(kind, types.UnionType):
        (kind,) = [part for part in typing.get_args(kind) if part is not type(None)]
    return {str: "text", int: "number", bool: "true or false", list[str]: "list of texts"}[kind]


def default_in_words(field: msgspec.structs.FieldInfo) -> str:
    """Return the default of a setting as TOML, or in words."""
    default = field.default
    if field.required:
        return "required"
    if field.default_factory is not msgspec.NODEFAULT:
        default = field.default_factory()
    if isinstance(default, dict):
        default = default["en"]
    if default is None:
        return "none"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, str):
        quote = "'" if '"' in default else '"'
        return f"`{quote}{default}{quote}`"
    return f"`{default}`".replace("'", '"')


@pytest.mark.parametrize("section", TABLES)
def test_a_table_lists_every_setting_with_its_type_and_default(section):
    hints = typing.get_type_hints(TABLES[section])
    expected = {
        field.encode_name: [
            type_in_words(hints[field.name]),
            COMPUTED.get((section, field.encode_name), default_in_words(field)),
        ]
        for field in msgspec.structs.fields(TABLES[section])
    }
    documented = rows(sections(SETTINGS_PAGE)[section])
    assert {key: cells[:2] for key, cells in documented.items()} == expected
    assert all(len(cells[2]) > 5 for cells in documented.values())


def test_every_section_of_digest_toml_is_on_the_page():
    headings = {re.sub(r"[\[\]]|\..*", "", heading) for heading in sections(SETTINGS_PAGE)}
    assert headings == set(config._SECTIONS)


@pytest.mark.parametrize("section", ["publication", "mail", "theme", "topics", "sources"])
def test_a_new_workspace_shows_every_setting(section):
    template = (ROOT / "templates/workspace/digest.toml").read_text(encoding="utf-8")
    heading = next(name for name in TABLES if re.sub(r"[\[\]]|\..*", "", name) == section)
    hidden = {"serif", "sans"}  # few newsletters change fonts
    for field in msgspec.structs.fields(TABLES[heading]):
        shown = re.search(rf"^(?:# )?{field.encode_name} = ", template, re.MULTILINE)
        assert shown or field.encode_name in hidden, field.encode_name


# Drafts

DRAFT_TABLES = {
    "The issue": draft_reader._MainTable,
    "Other languages": draft_reader._LanguageTable,
    "Rewrites": draft_reader._Rewrite,
    "Blocks": draft_reader._Block,
}


def draft_type(kind) -> str:
    """Return the type of a draft's key in the words of the page."""
    if isinstance(kind, types.UnionType):
        (kind,) = [part for part in typing.get_args(kind) if part is not type(None)]
    if typing.get_origin(kind) is dict:
        _, value = typing.get_args(kind)
        plural = {str: "texts", date: "days", list[str]: "lists"}.get(value, "tables")
        return f"{plural} by {'topic' if value == list[str] else 'KEY'}"
    if typing.get_origin(kind) is list:
        (value,) = typing.get_args(kind)
        return {str: "list of texts", list[str]: "list of lists"}.get(value, "tables")
    return {str: "text", int: "number", date: "day"}[kind]


@pytest.mark.parametrize("section", DRAFT_TABLES)
def test_a_table_lists_every_key_of_a_draft_with_its_type(section):
    hints = typing.get_type_hints(DRAFT_TABLES[section])
    expected = {
        field.encode_name: draft_type(hints[field.name])
        for field in msgspec.structs.fields(DRAFT_TABLES[section])
    }
    assert {key: cells[0] for key, cells in rows(sections(DRAFTS)[section]).items()} == expected


# Formats


def test_every_format_has_a_row():
    found = [row for row in FORMATS_PAGE.splitlines() if row.startswith("| ")][1:]
    titles = sorted(form.title for form in FORMATS)
    assert len(found) == len(titles)
    for title in titles:
        assert sum(row.startswith((f"| {title} ", f"| {title},")) for row in found) == 1, title


# JSON


def keys_of(value) -> set[str]:
    """Return the keys of objects at any depth, but not those that are data: editions, issues."""
    if isinstance(value, list):
        return set().union(*map(keys_of, value))
    if not isinstance(value, dict):
        return set()
    nested = (inner for key, inner in value.items() if key not in ("editions", "approved"))
    return set(value) | set().union(*map(keys_of, nested))


def documented_keys(text: str) -> set[str]:
    """Return the keys in the items of a list: before a colon or in a list of names."""
    words = set()
    for line in re.findall(r"^ *- (.+)$", text, re.MULTILINE):
        words.update(re.findall(r"`(\w+)`", re.sub(r"`digest [^`]+`|`--[^`]+`|`\.\w+`", "", line)))
    return words


def lines(done) -> list:
    assert done.returncode in (0, 1), done.stderr
    return [msgspec.json.decode(line) for line in done.stdout.splitlines()]


ARTICLES = [
    item(f"{title} {number}", more=f"<category>{label}</category>").replace(
        "About", f"{word} number {number},"
    )
    for label, title, word in (("Boats", "Afloat", "Harbour"), ("Streets", "Ashore", "Pavement"))
    for number in range(6)
]
RECORDING = (
    '<enclosure url="https://x.example/a.mp3" type="audio/mpeg" length="1"/>'
    '<enclosure url="https://x.example/a.jpg" type="image/jpeg" length="1"/>'
)
MORE_SETTINGS = """
[mail]
to = "list@x.example"

[topics.boats]
title = "Boats"
least = 20

[topics.streets]
title = "Streets"

[[exclude]]
word = "webinar"

[[sources]]
url = "http://127.0.0.1:9/feed"
"""


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """A workspace with everything that the commands report."""
    made = Workspace(tmp_path_factory.mktemp("reference") / "workspace")
    languages = '[publication]\nlanguages = ["en", "es"]'
    made.put("digest.toml", SETTINGS.replace("[publication]", languages) + MORE_SETTINGS)
    made.put("feeds/gone.xml", rss(item("A story that is gone")))
    assert made.run("articles", "--quiet").returncode == 0
    (made.root / "feeds/gone.xml").unlink()
    made.put("feeds/bad.xml", "")
    at_the_edge = item("At the edge", day="Mon, 01 Nov 2021 08:00:00 GMT")
    recording = item("With a recording", more=RECORDING)
    unclaimed = item("Unclaimed", more="<category>Unclaimed</category>")
    made.put("feeds/news.xml", rss(item("A webinar"), at_the_edge, recording, unclaimed, *ARTICLES))
    made.put("feeds/noticias.csv", "title,date,language\nLa escuela,2021-10-12,es\n")
    return made


@pytest.fixture(scope="module")
def printed(newsroom):
    """The values that each command prints with --json."""
    month = ("--month", "2021-10", "--json")
    commands = {
        "digest read": ("read", "--json", "feeds/news.xml"),
        "digest articles": ("articles", *month),
        "digest why": ("why", "Afloat", *month),
        "digest topics": ("topics", "--json"),
        "digest topics suggest": ("topics", "suggest", "--json"),
        "digest sources": ("sources", "--json"),
        "digest fetch": ("fetch", "--json"),
        "digest build": ("build", "--explain", *month),
        "digest check": ("check", *month),
    }
    values = {}
    for section, command in commands.items():
        newsroom.put("feeds/new.xml", rss(item(f"New for {section}")))
        values[section] = lines(newsroom.run(*command))
    inbox = Inbox(**{"list_at_x.example": ["550 5.1.1 no such mailbox"]})
    with serving(inbox) as port:
        values["digest send"] = lines(newsroom.run("send", *month, "--via", f"smtp://127.0.0.1:{port}"))
    values["digest send --status"] = lines(newsroom.run("send", "--status", "--json"))
    return values


def test_every_command_with_json_has_a_section():
    with_json = {
        name
        for name, command in every_command().items()
        if any("--json" in parameter.opts for parameter in command.params)
    }
    assert set(sections(JSON)) == with_json | {"digest send --status"}


@pytest.mark.parametrize("section", sections(JSON))
def test_a_section_lists_exactly_the_keys_that_its_command_prints(section, printed):
    documented = documented_keys(sections(JSON)[section])
    if section in ("digest read", "digest articles"):
        documented |= documented_keys(sections(FORMATS_PAGE)["JSON of an article"])
    if section == "digest build":
        documented |= documented_keys(sections(JSON)["digest check"])
        documented |= documented_keys(sections(JSON)["digest why"])
    assert printed[section]
    assert documented == keys_of(printed[section])


def test_the_page_lists_every_reason_to_leave_an_article_out():
    (line,) = re.findall(r"^.*The reason is (.+)\.$", sections(JSON)["digest build"], re.MULTILINE)
    assert re.findall(r'"([a-z-]+)"', line) == [str(reason) for reason in Reason]
