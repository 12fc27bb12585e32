"""Styles inlined once per template give the same document as styles inlined into every message."""

import json

import pytest
from conftest import item, rss
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import html

from digest.errors import TemplateError
from digest.model import Theme
from digest.render.environment import Templates
from digest.render.inliner import Inliner
from digest.render.template_tags import InlineError

ENVIRONMENT = Environment(autoescape=True)


def source_of(template: str, css: str, kept=()) -> str:
    return Inliner(css, kept).template("email/t.html", template, ENVIRONMENT)


def elements(document: str) -> list:
    """Return every element with its text, attributes and declarations, as a mail reader sees it."""
    found = []
    for element in html.document_fromstring(document).iter():
        if not isinstance(element.tag, str) or element.tag in ("head", "style", "html", "meta"):
            continue
        style = [
            tuple(part.strip() for part in declaration.split(":", 1))
            for declaration in element.get("style", "").replace('"', "'").split(";")
            if declaration.strip()
        ]
        attributes = sorted((k, v) for k, v in element.attrib.items() if k != "style")
        found.append(
            (
                element.tag,
                attributes,
                style,
                " ".join((element.text or "").split()),
                " ".join((element.tail or "").split()),
            )
        )
    return found


tags = st.sampled_from(["p", "td", "a", "h2", "div", "span"])
classes = st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True)
declarations = st.dictionaries(
    st.sampled_from(["color", "margin", "padding", "padding-top", "font-size", "border-top"]),
    st.sampled_from(["#123456", "4px", "0", "1px solid #abc", "12px 0 3px"]),
    min_size=1,
    max_size=3,
)
selectors = st.one_of(
    tags, st.sampled_from([".a", ".b", ".c"]), st.builds("{}.{}".format, tags, st.sampled_from("abc"))
)
rules = st.lists(st.tuples(selectors, declarations), max_size=6)


@st.composite
def templates(draw, depth=0):
    """Build a template with statements in every place that may hold one."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        tag, names = draw(tags), draw(classes)
        attribute = f' class="{" ".join(names)}"' if names else ""
        extra = draw(
            st.sampled_from(
                [
                    "",
                    ' style="color:{{ colour }}"',
                    ' style="margin-left:2px"',
                    ' title="{{ text }}"',
                    ' {% if yes %}title="x"{% endif %}',
                ]
            )
        )
        inner = draw(
            st.sampled_from(["{{ text }}", "words", "{% if yes %}so{% else %}not{% endif %}", "{# a note #}"])
        )
        if depth < 2 and draw(st.booleans()):
            inner = draw(templates(depth + 1))
        element = f"<{tag}{attribute}{extra}>{inner}</{tag}>"
        parts.append(
            draw(
                st.sampled_from(
                    ["{}", "{{% if yes %}}{}{{% endif %}}", "{{% for n in [1, 2] %}}{}{{% endfor %}}"]
                )
            ).format(element)
        )
    return "".join(parts)


@given(
    templates(),
    rules,
    st.sampled_from(["#a1b2c3", "#010203"]),
    st.text("ab<&\"' é", max_size=8),
    st.booleans(),
)
def test_inlining_per_template_and_per_message_gives_the_same_document(template, rules, colour, text, yes):
    css = "\n".join(
        f"{selector} {{ {'; '.join(f'{k}: {v}' for k, v in body.items())} }}" for selector, body in rules
    )
    frame = f"<!DOCTYPE html><html><head><title>t</title></head><body><div>{template}</div></body></html>"
    values = {"colour": colour, "text": text, "yes": yes}
    inliner = Inliner(css, kept={"a"})
    ahead = ENVIRONMENT.from_string(inliner.template("email/t.html", frame, ENVIRONMENT)).render(values)
    after = inliner.message(ENVIRONMENT.from_string(frame).render(values))
    assert elements(ahead) == elements(after)


def test_the_sample_is_the_same_document_inlined_both_ways(sample):
    ahead = sample.read("mail/2021-10/digest.html")
    own = sample.root / "templates/email"
    own.mkdir(parents=True)
    # A rule that changes nothing and cannot be inlined ahead.
    shipped = Templates(Theme()).source("email/inline.css")
    (own / "inline.css").write_text(shipped + "\n.sheet .nowhere { color: red }\n")
    try:
        done = sample.run("build", "--month", "2021-10", "--out", "slow")
        assert "depends on the elements around" in done.stderr
        assert "inlined message by message" in done.stderr
        after = (sample.root / "slow/mail/2021-10/digest.html").read_text()
    finally:
        __import__("shutil").rmtree(sample.root / "templates")
    assert elements(ahead) == elements(after)


@pytest.mark.parametrize(
    ("template", "css", "problem"),
    [
        ('\n<p class="{{ x }}">', "", "t.html:2: the class of <p> comes from data"),
        ('<p {% if x %}class="a"{% endif %}>', "", "t.html:1: the class of <p> depends on a condition"),
        ('<p style="{% if x %}color:red{% endif %}">', "", "the style of <p> depends on a condition"),
        ("<p {{ x }}>", "", "attributes of <p> come from data"),
        ("<p class=a>", "", "without quotes"),
        ("\n\n<h{{ n }}>", "", "t.html:3: the name of an element comes from data"),
        ("{% raw %}<p>{% endraw %}", "", "holds a raw block"),
        ("<p>\ue000</p>", "", "private use area"),
        (
            "<p>",
            "p { color: red }\ndiv p { color: blue }",
            "inline.css:2: 'div p' depends on the elements around",
        ),
        ("<p>", "p:first-child { color: blue }", "depends on the elements around"),
        ("<p>", "\n@media print { p { color: blue } }", "inline.css:2"),
        ("<p>", "p { color: red } junk", "belong into email/head.css"),
    ],
)
def test_a_template_that_may_not_come_out_the_same_is_refused(template, css, problem):
    with pytest.raises(InlineError) as caught:
        source_of(template, css)
    assert problem in str(caught.value)


def test_elements_inside_comments_stay_as_they_are():
    assert source_of('<!--[if mso]><td class="a"><![endif]--><td></td>', "td { padding: 0 }") == (
        '<!--[if mso]><td class="a"><![endif]--><td style="padding:0"></td>'
    )


def test_only_the_classes_that_rules_in_the_head_need_are_kept():
    assert (
        source_of('<p class="a b">x</p>', ".a { color: red }", kept={"b"})
        == '<p class="b" style="color:red">x</p>'
    )


def test_the_results_of_premailer_are_cached_between_runs(tmp_path):
    cache = tmp_path / "inlined.json"
    first = Inliner("p { color: red }", cache=cache).template("email/t.html", "<p>", ENVIRONMENT)
    stored = json.loads(cache.read_text())
    (key,) = stored
    cache.write_text(json.dumps({key: ["color:blue"]}))
    assert Inliner("p { color: red }", cache=cache).template(
        "email/t.html", "<p>", ENVIRONMENT
    ) == first.replace("red", "blue")


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"KEY": "color:red"}', '{"KEY": []}', '{"KEY": [1]}'])
def test_a_damaged_cache_is_replaced(tmp_path, damage):
    cache = tmp_path / "inlined.json"

    def inline():
        return Inliner("p { color: red }", cache=cache).template("email/t.html", "<p>", ENVIRONMENT)

    inline()
    good = cache.read_text()
    (key,) = json.loads(good)
    cache.write_text(damage.replace("KEY", key))
    assert inline() == '<p style="color:red">'
    assert cache.read_text() == good


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path):
    cache = tmp_path / "no" / "such" / "inlined.json"
    assert (
        Inliner("p { color: red }", cache=cache).template("email/t.html", "<p>", ENVIRONMENT)
        == '<p style="color:red">'
    )


def test_a_template_of_the_workspace_overrides_one_block_and_keeps_the_rest(workspace):
    own = (
        '{% extends "base/email/digest.html" %}{% block masthead %}<tr><td>Our own</td></tr>\n{% endblock %}'
    )
    workspace.put("feeds/f.xml", rss(item("A")))
    workspace.run("build", "--month", "2021-10")
    head, _, rest = workspace.read("mail/2021-10/digest.html").partition('<tr><td class="lead"')
    workspace.put("templates/email/digest.html", own)
    workspace.run("build", "--month", "2021-10")
    own_head, _, own_rest = workspace.read("mail/2021-10/digest.html").partition('<tr><td class="lead"')
    assert "Our own" in own_head
    assert ('<td class="masthead"' in head, '<td class="masthead"' in own_head) == (True, False)
    assert own_rest == rest != ""


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{% if %}", "templates/email/digest.txt:1: Expected"),
        ("\n\n{{ nothing }}", "templates/email/digest.txt:3: 'nothing' is undefined"),
        (
            "{% include 'gone.html' %}",
            "templates/gone.html: no such file; templates/email/digest.txt asks for it",
        ),
    ],
)
def test_the_error_of_a_broken_template_names_file_and_line(tmp_path, text, problem):
    (tmp_path / "email").mkdir()
    (tmp_path / "email/digest.txt").write_text(text)
    with pytest.raises(TemplateError, match=problem):
        list(Templates(Theme(), tmp_path).render("email/digest.txt"))
