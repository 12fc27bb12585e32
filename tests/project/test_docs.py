"""The README and the guide: their commands work, they name nothing that does not exist, their links lead somewhere."""

import re
import tomllib
from pathlib import Path

import click
import msgspec
import pytest
from conftest import ROOT, item, rss

from digest.cli import main
from digest.config import mail, publication, sources, theme, topics
from digest.issue import draft_reader
from digest.render.outputs import OUTPUTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
# Pages that show the code of this project, and not how to use it.
INTERNAL = ("docs/internals/", "docs/design.md", "CHANGELOG.md")


def blocks(text: str, kind: str = "") -> list[str]:
    """Return the code blocks of a page, of all kinds or of one."""
    return [block for _, found, block in FENCE.findall(text) if kind in ("", found)]


def code(text: str) -> list[str]:
    """Return the lines of code blocks, and the code inside sentences."""
    lines = [line.strip() for block in blocks(text) for line in block.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))


def users_pages() -> list[str]:
    return [name for name in TEXTS if not name.startswith(INTERNAL)]


def command_of(words: list[str]) -> click.Command:
    """Return the command that a line calls: the words behind "digest"."""
    command: click.Command = main
    for word in words:
        if isinstance(command, click.Group) and word in command.commands:
            command = command.commands[word]
    return command


def calls(page: str) -> list[list[str]]:
    """Return the words behind "digest" of each call of a command on a page."""
    found = [re.split(r"\s+[#>|&]|&&|\\$", line)[0] for line in code(TEXTS[page])]
    matches = [re.match(r"(?:\S*[/\\])?digest ((?:--|[a-z]).*)$", line) for line in found]
    return [match[1].split() for match in matches if match]


# The README


def test_the_readme_is_short():
    assert len(README.split()) <= 900


def test_the_commands_of_the_readme_make_a_newsletter(workspace):
    found = [line for block in blocks(README, "sh") for line in block.splitlines()]
    (init,) = [line.split()[1:] for line in found if line.startswith("digest init ")]
    (build,) = [line.split()[1:] for line in found if line.startswith("digest build --project ")]
    checkout = workspace.root / "checkout"
    checkout.mkdir()
    workspace.root = checkout
    assert workspace.run(*init).returncode == 0
    own = checkout / init[1]
    assert own.samefile(checkout / build[2])
    (settings,) = blocks(README, "toml")
    (own / "digest.toml").write_text(settings)
    (own / "feeds/news.xml").write_text(rss(item("The boat school")))
    assert workspace.run(*build).returncode in (0, 3)
    done = workspace.run(*build[:3], "--month", "2021-10")
    assert done.returncode == 0
    assert "warning" not in done.stderr  # sender, unsubscribe link and address are all set
    assert "1 article" in done.stderr


def test_the_steps_of_the_readme_work_in_their_order(sample, tmp_path):
    copy = sample.copy(tmp_path)
    found = [call for call in calls("README.md") if "2021-10" in call and call[0] != "send"]
    assert [call[0] for call in found] == ["build", "draft", "build", "approve"]
    for call in found:
        assert copy.run(*call).returncode == 0, call


def test_the_windows_commands_of_the_readme_do_the_same_as_the_others():
    unix = [block for block in blocks(README, "sh") if "venv" in block]
    windows = blocks(README, "powershell")
    assert len(unix) == len(windows) == 2
    for one, other in zip(unix, windows, strict=True):
        assert (
            one.split("install -q")[1].split("&&")[0].strip()
            == other.split("install -q")[1].split(";")[0].strip()
        )
        assert one.split(".venv/bin/")[1].strip() == other.split(r".venv\Scripts" + "\\")[-1].strip()


@pytest.mark.parametrize(
    ("page", "folder"), [("README.md", "out/mail/2021-10/"), ("docs/guide/publishing.md", "out/site/")]
)
def test_the_tree_of_outputs_is_what_a_build_writes(sample, page, folder):
    (tree,) = [block for block in blocks(TEXTS[page]) if block.startswith(folder)]
    written = {path.name for path in (sample.root / "out").rglob("*")}
    named = set(re.findall(r"[\w.<>-]+\.(?:html|txt|eml|xml|json|opml)\b", tree))
    assert named <= written, f"{page}: no build writes {named - written}"
    outputs = {
        re.sub(r"\{\w+\}", "", Path(output.path).name)
        for output in OUTPUTS
        if "mail" in folder or output.path.startswith("site/")
    }
    missing = outputs - set(re.findall(r"[\w.]+", tree))
    assert not missing, f"{page}: its tree lacks {missing}"


# Commands, settings and keys that pages name


@pytest.mark.parametrize("page", users_pages())
def test_every_command_that_a_page_calls_exists_with_its_options(page):
    for words in calls(page):
        command = command_of(words)
        if words[0] != "COMMAND" and not words[0].startswith("--"):
            assert command is not main, words
        known = {name for parameter in [*command.params, *main.params] for name in parameter.opts}
        known |= {"--help", "-h"}
        named = {
            re.split(r"[=…,.;)]", word)[0] for word in words if word.startswith("-") and word not in "--"
        }
        assert named <= known, words


def test_the_pages_call_most_commands():
    called = {command_of(words).name for page in users_pages() for words in calls(page)}
    assert {"init", "build", "draft", "check", "fetch", "approve", "send", "unsubscribe"} <= called


@pytest.mark.parametrize("page", users_pages())
def test_every_option_that_a_sentence_names_exists(page):
    known = {"--help", "-h", "--version"} | {
        name for command in every_command() for parameter in command.params for name in parameter.opts
    }
    sentences = re.findall(r"`(--[a-z][\w-]*)[^`\n]*`", FENCE.sub("", TEXTS[page]))
    others = {"--cov", "--update-golden"}  # pytest's
    assert set(sentences) <= known | others


def every_command():
    yield main
    for command in main.commands.values():
        yield command
        yield from getattr(command, "commands", {}).values()


TABLES = {
    "publication": publication.PublicationTable,
    "mail": mail.MailTable,
    "theme": theme.ThemeTable,
    "checks": theme.ChecksTable,
    "topics": topics.TopicTable,
    "include": topics.RuleTable,
    "exclude": topics.RuleTable,
    "sources": sources.SourceTable,
}


def names(table: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(table)}


def is_settings(data: dict) -> bool:
    return bool(data) and set(data) <= set(TABLES)


@pytest.mark.parametrize("page", users_pages())
def test_every_setting_and_draft_key_of_an_example_exists(page):
    for block in blocks(TEXTS[page], "toml"):
        data = tomllib.loads(block)
        if not is_settings(data):
            known = names(draft_reader._MainTable) | {"es"}
            assert set(data) <= known, block
            assert set(data.get("es", {})) <= names(draft_reader._LanguageTable), block
            for rewrite in data.get("rewrite", {}).values():
                assert set(rewrite) <= names(draft_reader._Rewrite), block
            continue
        for section, value in data.items():
            tables = value if isinstance(value, list) else [value]
            if section == "topics":
                tables = list(value.values())
            for table in tables:
                assert set(table) <= names(TABLES[section]), block


def test_the_pages_show_settings_and_drafts():
    examples = [tomllib.loads(block) for page in users_pages() for block in blocks(TEXTS[page], "toml")]
    assert sum(map(is_settings, examples)) > 5
    assert sum(not is_settings(data) for data in examples) > 3


# Links


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", TEXTS)
def test_every_link_of_a_page_leads_somewhere(page):
    folder = (ROOT / page).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", TEXTS[page])):
        name, _, anchor = target.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        linked = (folder / name).resolve() if name else ROOT / page
        assert linked.exists(), target
        if anchor:
            headings = re.findall(
                r"^#+ (.+)$", FENCE.sub("", linked.read_text(encoding="utf-8")), re.MULTILINE
            )
            assert anchor in map(slug, headings), target


def test_every_page_of_the_guide_and_the_reference_is_linked_from_the_readme():
    for name in TEXTS:
        if name.startswith(("docs/guide/", "docs/reference/")):
            assert f"]({name})" in README, name


# Language


@pytest.mark.parametrize("command", [*main.commands.values(), main.commands["topics"].commands["suggest"]])
def test_the_help_cuts_no_first_sentence(command):
    sentence = " ".join(command.help.split("\n\n")[0].split())
    assert len(sentence) <= 45
    assert command.get_short_help_str(60).rstrip(".") == sentence.rstrip(".")


def test_the_list_of_commands_cuts_nothing(workspace):
    done = workspace.run("--help", COLUMNS="80", TERMINAL_WIDTH="80")
    assert "..." not in done.stdout.split("Make an issue:")[1]
    for command in main.commands.values():
        assert re.search(
            rf"^  {command.name} +{re.escape(command.help.splitlines()[0])}$", done.stdout, re.MULTILINE
        )
