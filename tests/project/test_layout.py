"""docs/design.md describes the code: its layers, the path of an article, the words, the tables."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

import digest
from digest import checks, model, parsers
from digest.mail import transports
from digest.render import outputs

DESIGN = (ROOT / "docs/design.md").read_text(encoding="utf-8")
PATH, LAYERS = re.findall(r"^```mermaid\n(.*?)^```", DESIGN, re.MULTILINE | re.DOTALL)
PACKAGES = {
    path.stem
    for path in (ROOT / "digest").iterdir()
    if path.name[0] not in "_." and path.suffix in ("", ".py")
}


def contract():
    """Return the layers of the import contract, from the top down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[name.strip() for name in layer.split("|")] for layer in layers if layer != "__main__"]


def steps():
    """Return the steps of the path of an article: noun, package, noun."""
    return re.findall(r"^\s*(\w+) -->\|([\w.]+)\| (\w+)$", PATH, re.MULTILINE)


def test_the_diagram_of_layers_is_the_import_contract():
    layers = re.findall(r"subgraph (\w+) \[[\w ]+\]\n(.*?)^\s*end$", LAYERS, re.MULTILINE | re.DOTALL)
    assert [sorted(names.split()) for _, names in layers] == [sorted(layer) for layer in contract()]
    assert " --> ".join(name for name, _ in layers) in LAYERS


def test_every_package_has_a_layer_and_a_row():
    assert {name for layer in contract() for name in layer} == PACKAGES
    table = DESIGN.split("| package | does |")[1].split("\n\n")[0]
    cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert {name for cell in cells for name in re.findall(r"`(\w+)`", cell)} == PACKAGES


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_the_tests_mirror_the_package(package):
    assert (ROOT / "tests" / package).is_dir() or (ROOT / f"tests/test_{package}.py").is_file()


def test_each_step_of_the_path_starts_where_the_last_one_ends():
    assert [step[2] for step in steps()[:-1]] == [step[0] for step in steps()[1:]]
    assert (steps()[0][0], steps()[-1][2]) == ("Source", "Message")


@pytest.mark.parametrize("package", [step[1] for step in steps()])
def test_every_package_on_the_path_exists(package):
    importlib.import_module(f"digest.{package}")


@pytest.mark.parametrize("noun", [step[0] for step in steps()])
def test_every_noun_on_the_path_is_a_class_or_its_plural(noun):
    assert isinstance(getattr(model, noun, None) or getattr(model, noun.removesuffix("s")), type)


NOUNS = (
    model.Publication, model.Source, model.Document, model.Notice, model.Article, model.ArticleKey, model.Topic,
    model.Section, model.Draft, model.Issue, model.Edition, model.Artifact, model.Finding, model.Subscriber,
)  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_the_page_explains_the_nouns_of_the_model(noun):
    table = DESIGN.split("## Words")[1].split("\n## ")[0]
    words = {word for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for word in row.split(", ")}
    assert noun.__name__ in words


@pytest.mark.parametrize(
    "page",
    sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]),
)
def test_every_path_of_a_page_exists(page):
    text = (ROOT / page).read_text("utf-8")
    if page == "CHANGELOG.md":
        text = text.split("### Renamed")[0]
    for name in re.findall(r"`((?:digest|tests|templates|docs|benchmarks)/[\w./-]+)`", text):
        parts = re.sub(r"\b(?:NAME|CODE)\b.*", "", name)
        assert (ROOT / parts).exists(), name


def test_every_module_that_a_page_names_exists():
    for path in ROOT.glob("docs/**/*.md"):
        for name in re.findall(rf"`((?:{'|'.join(PACKAGES)})(?:\.[a-z_]+)+)`", path.read_text("utf-8")):
            parent, _, attribute = f"digest.{name}".rpartition(".")
            try:
                importlib.import_module(f"digest.{name}")
            except ModuleNotFoundError:
                assert hasattr(importlib.import_module(parent), attribute), (path.name, name)


@pytest.mark.parametrize(
    ("module", "table"),
    [(parsers, "FORMATS"), (outputs, "OUTPUTS"), (checks, "CHECKS"), (transports, "SCHEMES")],
)
def test_the_tables_of_the_page_exist(module, table):
    place = Path(module.__file__).relative_to(ROOT).as_posix()
    assert f"`{table}` in `{place}`" in DESIGN
    assert len(getattr(module, table)) > 1


def test_the_package_is_typed():
    assert (ROOT / "digest/py.typed").is_file()
    assert digest.__version__
