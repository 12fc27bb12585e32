"""The house keeps its own rules: floors, types, lint, and documents that cannot lie."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import click
import pytest
from conftest import ROOT, item, rss

from digest.cli import main
from digest.parsers import FORMATS
from digest.render import OUTPUTS

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = (ROOT / "docs/design.md").read_text(encoding="utf-8")


def run(*command, **more):
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **({"cwd": ROOT} | more)
    )


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check"), ("mypy",), ("importlinter.cli", "lint")],
    ids=["lint", "format", "types", "floors"],
)
def test_the_code_is_clean(command):
    module, *arguments = command
    if module == "importlinter.cli":
        done = run(Path(sys.executable).with_name("lint-imports"))
    else:
        done = run(sys.executable, "-m", module, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr


def commands():
    yield "digest", main
    for name, command in main.commands.items():
        yield name, command
        yield from ((f"{name} {below}", one) for below, one in getattr(command, "commands", {}).items())


def test_every_command_and_option_is_in_the_readme():
    for name, command in commands():
        assert f"`digest {name}" in README or name == "digest", name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert any(option in README for option in parameter.opts), (name, parameter.opts)


def test_the_readme_names_no_command_that_is_not_there():
    assert set(re.findall(r"\bdigest (\w+)(?=[ `])", README)) <= {name for name, _ in commands()} | {"is"}


def test_the_readmes_own_commands_work(workspace):
    """The commands of "Your own newsroom", with the paths of this machine."""
    block = README.split("## Your own newsroom")[1].split("## The editor decides")[0]
    found = re.findall(r"^\.venv/bin/digest (.+)$", block, re.MULTILINE)
    assert len(found) == 2
    here = workspace.root / "checkout"
    here.mkdir()
    init, build = (command.split() for command in found)
    assert run(sys.executable, "-m", "digest", *init, cwd=here).returncode == 0
    (workspace.root / "our-newsletter/feeds/f.xml").write_text(rss(item("A")))
    assert run(sys.executable, "-m", "digest", *build[:-2], "--month", "2021-10", cwd=here).returncode == 0


def test_the_readmes_tree_is_what_a_build_writes(sample):
    tree = README.split("## What a build writes")[1].split("```")[1]
    names = {path.name for path in (sample.root / "out").rglob("*")}
    for name in re.findall(r"[\w.<>-]+\.(?:html|txt|eml|xml|json|opml)\b", tree):
        assert name in names, name
    assert {
        Path(o.path).name.replace("{language_suffix}", "").replace("{language_folder}", "") for o in OUTPUTS
    } <= set(re.findall(r"[\w.]+", tree))


def test_the_map_names_every_room():
    for path in sorted((ROOT / "digest").iterdir()):
        if path.name.startswith("_"):
            continue
        assert f"`{path.name}{'/' if path.is_dir() else ''}`" in MAP, path.name


def test_the_map_has_the_floors_of_the_contract():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    rows = re.findall(r"^\| (\d+) \| (.+?) \|", MAP, re.MULTILINE)
    floors = {}
    for floor, rooms in rows:
        floors.setdefault(int(floor), set()).update(re.findall(r"`(\w+)(?:\.py|/)`", rooms))
    assert [floors[n] for n in sorted(floors)] == [set(re.findall(r"\w+", layer)) for layer in contract[1:]]


def test_every_format_is_in_the_readme():
    rows = [row for row in README.splitlines() if row.startswith("| ")]
    for form in FORMATS:
        assert any(row.startswith(f"| {form.title}") for row in rows), form.title


def test_every_language_has_every_word():
    english = tomllib.loads((ROOT / "templates/locale/en.toml").read_text())
    for path in (ROOT / "templates/locale").glob("*.toml"):
        words = tomllib.loads(path.read_text())
        assert words.keys() == english.keys(), path.name
        for key, value in words.items():
            texts = value.values() if isinstance(value, dict) else [value]
            wanted = set(re.findall(r"\{\w+\}", str(english[key]))) - {"{n}"}
            assert all(wanted <= set(re.findall(r"\{\w+\}", text)) for text in texts), (path.name, key)


def test_every_word_is_used():
    english = tomllib.loads((ROOT / "templates/locale/en.toml").read_text())
    used = "".join(
        p.read_text()
        for p in [*ROOT.glob("templates/*/*.*"), *ROOT.glob("digest/render/*.py")]
        if p.parent.name != "locale"
    )
    for key in english:
        assert re.search(rf"(?:words|locale)\.{key}\b|[\"']{key}[\"']", used), key


def test_the_wheel_carries_the_templates_and_builds_outside_the_checkout(tmp_path, workspace):
    done = run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = tmp_path / "inside"
    zipfile.ZipFile(wheel).extractall(inside)
    assert (inside / "digest/templates/email/digest.html").is_file()
    workspace.put("feeds/f.xml", rss(item("A")))
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import digest, digest.cli;"
        "assert digest.__file__.startswith(sys.path[0]), digest.__file__; digest.cli.main()"
    )
    done = run(sys.executable, "-c", script, inside, "build", "--month", "2021-10", cwd=workspace.root)
    assert done.returncode == 0, done.stderr
    assert (workspace.root / "out/mail/2021-10/digest.html").is_file()
