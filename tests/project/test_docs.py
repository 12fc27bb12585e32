"""The documents say what the code does: commands, options, formats, outputs. The README's commands work."""

import re
from pathlib import Path

import click
from conftest import ROOT, item, rss

from digest.cli import main
from digest.parsers import FORMATS
from digest.render import OUTPUTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(path for path in (ROOT / "docs").rglob("*.md") if path.name != "design.md")
DOCUMENTS = "\n".join([README, *(path.read_text(encoding="utf-8") for path in PAGES)])
CODE_BLOCKS = re.findall(r"^```[^\n]*\n(.*?)^```", DOCUMENTS, re.MULTILINE | re.DOTALL)


def commands():
    yield "digest", main
    for name, command in main.commands.items():
        yield f"digest {name}", command
        for subname, subcommand in getattr(command, "commands", {}).items():
            yield f"digest {name} {subname}", subcommand


def test_every_command_and_option_is_documented():
    for name, command in commands():
        assert f"`{name}" in DOCUMENTS or command is main, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert any(option in DOCUMENTS for option in parameter.opts), (name, parameter.opts)


def test_the_documents_name_no_command_that_does_not_exist():
    known = {name.split()[1] for name, command in commands() if command is not main}
    quoted = "\n".join([*CODE_BLOCKS, *re.findall(r"`([^`\n]+)`", DOCUMENTS)])
    named = set(re.findall(r"^(?:\S*/)?digest (?:--project \S+ |--quiet )*(\w+)\b", quoted, re.MULTILINE))
    assert named, "no command is quoted"
    assert named <= known


def test_the_commands_for_a_newsroom_of_ones_own_work(workspace):
    found = re.findall(r"^(?:\S*/)?digest (init .+|build --project .+)$", README, re.MULTILINE)
    init, build = (command.split() for command in found)
    checkout = workspace.root / "checkout"
    checkout.mkdir()
    workspace.root = checkout
    assert workspace.run(*init).returncode == 0
    own = checkout / init[1]
    assert own.samefile(checkout / build[2])
    (own / "feeds/f.xml").write_text(rss(item("A")))
    assert workspace.run(*build[:3], "--month", "2021-10").returncode == 0
    assert workspace.run(*build).returncode in (0, 3)


def test_the_tree_of_outputs_is_what_a_build_writes(sample):
    (tree,) = [block for block in CODE_BLOCKS if block.startswith("out/mail/2021-10/")]
    written = {path.name for path in (sample.root / "out").rglob("*")}
    for name in re.findall(r"[\w.<>-]+\.(?:html|txt|eml|xml|json|opml)\b", tree):
        assert name in written, name
    outputs = {re.sub(r"\{\w+\}", "", Path(output.path).name) for output in OUTPUTS}
    assert outputs <= set(re.findall(r"[\w.]+", tree))


def test_every_format_has_a_row_in_a_table():
    rows = [row for row in DOCUMENTS.splitlines() if row.startswith("| ")]
    for form in FORMATS:
        assert any(row.startswith(f"| {form.title}") for row in rows), form.title


def test_every_link_between_the_documents_leads_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(
            r"\]\(([^)\s]+)\)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        ):
            name, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            linked = page.parent / name if name else page
            assert linked.exists(), (page.name, target)
            if anchor:
                headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
                anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
                assert anchor in anchors, (page.name, target)
