"""Compiled templates escape as Jinja does, and their code is kept between runs."""

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.bccache import bc_magic
from markupsafe import Markup

from digest.model import Theme
from digest.render.compilation import CodeGenerator, escape_text
from digest.render.environment import Templates

VALUES = st.one_of(
    st.text(),
    st.text().map(Markup),
    st.integers(),
    st.none(),
    st.floats(allow_nan=False),
    st.lists(st.text()),
)
TEMPLATE = "{% macro shown(x) %}<i>{{ x }}</i>{% endmacro %}{{ value }}|{{ value|upper }}|{{ shown(value) }}"


def environment(generator):
    made = jinja2.Environment(autoescape=True)
    made.code_generator_class = generator
    made.escape_text = escape_text
    return made


OURS, JINJAS = (
    environment(generator).from_string(TEMPLATE)
    for generator in (CodeGenerator, jinja2.compiler.CodeGenerator)
)


@given(VALUES)
def test_values_are_escaped_as_jinja_escapes_them(value):
    assert OURS.render(value=value) == JINJAS.render(value=value)


def test_a_workspaces_own_template_is_compiled_again_when_it_changes(tmp_path):
    own, cache = tmp_path / "templates", tmp_path / "cache"
    (own / "site").mkdir(parents=True)
    cache.mkdir()
    for text in ("first", "second"):
        (own / "site/story.html").write_text(text)
        assert "".join(Templates(Theme(), own, cache).render("site/story.html")) == text


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "cache").write_text("a file in its place")
    assert Templates(Theme(), None, tmp_path / "cache").source("email/digest.html")


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"j2", bc_magic + b"no pickle"])
def test_a_damaged_cache_is_compiled_again(tmp_path, damage):
    own, cache = tmp_path / "templates", tmp_path / "cache"
    (own / "site").mkdir(parents=True)
    cache.mkdir()
    (own / "site/story.html").write_text("{{ 1 + 1 }}")
    list(Templates(Theme(), own, cache).render("site/story.html"))
    compiled = list(cache.glob("*.cache"))
    assert compiled
    for path in compiled:
        path.write_bytes(damage)
    assert "".join(Templates(Theme(), own, cache).render("site/story.html")) == "2"
