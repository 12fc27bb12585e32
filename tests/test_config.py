import pytest

from digest import config
from digest.config.sources import update_addresses
from digest.errors import ConfigError

GOOD = '[publication]\ntitle = "T"\nhome = "https://t.example"\n'


def load(tmp_path, text):
    (tmp_path / "digest.toml").write_text(text, encoding="utf-8")
    return config.load(tmp_path)


def test_title_and_home_are_enough(tmp_path):
    loaded = load(tmp_path, GOOD)
    assert loaded.publication.home == "https://t.example/"
    assert loaded.publication.languages == ("en",)
    assert loaded.mail.sender == "T <newsletter@t.example>"
    assert loaded.mail.list_id == "t.t.example"


def test_a_byte_order_mark_is_no_error(tmp_path):
    assert load(tmp_path, "\ufeff" + GOOD).publication.title == "T"


def test_topics_keep_their_order_and_their_words_in_every_language(tmp_path):
    loaded = load(
        tmp_path,
        GOOD
        + '[topics.b]\ntitle = {en = "Bee", es = "Abeja"}\nkeywords = {en = ["hive"], es = ["colmena"]}\n'
        + '[topics.a]\ntitle = "Ant"\naliases = ["Ants"]\ncolour = "#AABBCC"\n',
    )
    bee, ant = loaded.publication.topics
    assert (bee.slug, bee.title("es"), bee.keywords) == ("b", "Abeja", {"en": ("hive",), "es": ("colmena",)})
    assert (ant.title("es"), ant.colour, ant.keywords) == ("Ant", "#aabbcc", {})


def test_keywords_without_a_language_are_for_every_one(tmp_path):
    (ant,) = load(
        tmp_path, GOOD + '[topics.a]\ntitle = "Ant"\nkeywords = ["ant", "ant*"]\n'
    ).publication.topics
    assert ant.keywords == {"": ("ant", "ant*")}


def test_names_and_addresses_may_differ_by_language(tmp_path):
    loaded = load(
        tmp_path,
        '[publication]\ntitle = { en = "Tide", es = "Marea" }\nhome = "https://t.example"\n'
        'languages = ["en", "es", "fr"]\n[mail]\nto = { en = "a@t.example", es = "b@t.example" }\n',
    )
    spanish, french = loaded.publication.in_language("es"), loaded.publication.in_language("fr")
    assert (loaded.publication.title, spanish.title, french.title) == ("Tide", "Marea", "Tide")
    mails = [loaded.mail.in_language(code) for code in ("en", "es", "fr")]
    assert [mail.to for mail in mails] == ["a@t.example", "b@t.example", "a@t.example"]
    assert [mail.sender for mail in mails][:2] == [
        "Tide <newsletter@t.example>",
        "Marea <newsletter@t.example>",
    ]
    assert [mail.list_id for mail in mails] == ["tide.t.example", "es.tide.t.example", "fr.tide.t.example"]


def test_a_language_may_have_a_mailing_list_of_its_own(tmp_path):
    loaded = load(
        tmp_path,
        GOOD + 'languages = ["en", "es"]\n[mail]\nlist_id = { en = "n.t.example", es = "m.t.example" }\n',
    )
    assert loaded.mail.in_language("es").list_id == "m.t.example"


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", None, "has no [publication]; expected one with title and home"),
        ("[publication", 1, ""),
        ('[publication]\ntitle = "T"\n', 1, "[publication]: has no 'home'"),
        (GOOD + "titel = 1\n", 4, "'titel': no such key in [publication]; did you mean 'title'?"),
        (GOOD + "[publikation]\n", 4, "publikation: no such section; did you mean 'publication'?"),
        (
            '[publication]\ntitle = 7\nhome = "https://t.example"\n',
            2,
            "title: expected a text, or a table of texts by language, got int",
        ),
        ('[publication]\ntitle = " "\nhome = "https://t.example"\n', 2, "title: is empty"),
        (
            '[publication]\ntitle = "T"\nhome = "t.example"\n',
            3,
            "home: 't.example': expected the address of the site",
        ),
        (
            '[publication]\ntitle = "T"\nhome = "https://exámple.org/"\n',
            3,
            "home: 'https://exámple.org/': has a host beyond ASCII; expected its ASCII form, xn--exmple-qta.org",
        ),
        (
            GOOD.replace("t.example", "á" * 80),
            3,
            "expected the address of the site",
        ),
        (
            '[publication]\ntitle = "T"\nhome = "https://[::1"\n',
            3,
            "expected the address of the site",
        ),
        ("a = " + "[" * 5_000, None, "nests brackets too deeply; expected TOML"),
        ("a = " + "9" * 5_000, None, "expected TOML"),
        (GOOD + 'timezone = "Mars"\n', 4, "no such zone; expected an IANA name"),
        (GOOD + 'languages = ["English"]\n', 4, "expected codes such as"),
        (GOOD + 'languages = ["en", "en"]\n', 4, "names one twice"),
        (GOOD + 'untranslated = "drop"\n', 4, "expected one of leave-out, mark, link"),
        (GOOD + 'tagline = { es = "Hola" }\n', 4, "tagline: has none in 'en', the publication's first"),
        (GOOD + "feed_length = 0\n", 4, "feed_length: 0: expected 1 or more"),
        (GOOD + 'first_issue = "2021-99"\n', 4, "first_issue: '2021-99'"),
        (GOOD + '[theme]\naccent = "blue"\n', 5, "accent: 'blue': expected a colour such as #0b5cad"),
        (GOOD + '[theme]\nlogo = "logo.png"\n', 5, "expected an address that starts with https://"),
        (GOOD + '[theme]\nserif = "x; }"\n', 5, "serif: expected a list of font names"),
        (GOOD + '[mail]\nfrom = "nobody"\n', 5, "from: 'nobody': expected an address such as"),
        (GOOD + '[mail]\nto = "a@b.example\\nBcc: x@y.example"\n', 5, "to: holds a line break"),
        (GOOD + '[mail]\nunsubscribe = "javascript:x"\n', 5, "expected an https or mailto address"),
        (GOOD + '[mail]\nlist_id = "news"\n', 5, "list_id: 'news': expected a name such as news.example.org"),
        (GOOD + "topics = 3\n", 4, ""),
        (GOOD + "[topics.More]\n", 4, "[topics.More]: expected a name of small letters"),
        (GOOD + '[topics.a]\ntitle = "A"\ncolour = "red"\n', 6, "colour: 'red': expected a colour"),
        (
            GOOD + '[topics.a]\ntitle = "A"\nkeywords = ["x", "?!"]\n',
            6,
            "keywords: '?!': has no letters; expected",
        ),
        (GOOD + '[topics.a]\ntitle = "A"\nkeywords = ["v*"]\n', 6, "'v*': expected * only after two letters"),
        (
            GOOD + '[topics.a]\ntitle = "A"\nkeywords = ["*vac"]\n',
            6,
            "'*vac': expected * only after two letters",
        ),
        (
            GOOD + '[topics.a]\ntitle = "A"\nkeywords = { English = ["x"] }\n',
            6,
            "keywords: 'English': expected codes of languages such as en",
        ),
        (
            GOOD + 'classifier = "our_topics.py"\n',
            4,
            "classifier: 'our_topics.py': expected a module and a function",
        ),
        (GOOD + '[topics.a]\ntitle = ""\n', 5, "title: is empty; expected a heading"),
        (GOOD + '[[sources]]\nlanguage = "es"\n', 4, "[[sources]] number 1: expected either a path or a url"),
        (GOOD + '[[sources]]\nurl = "ftp://t.example"\n', 5, "expected an address that starts with https://"),
        (
            GOOD + '[[sources]]\nurl = "https://[t.example"\n',
            5,
            "expected an address that starts with https://",
        ),
        (GOOD + '[[sources]]\npath = "file://[srv/a"\n', 5, "expected a file of this machine"),
        (GOOD + '[[sources]]\npath = "feeds/*"\nlanguage = "Spanish"\n', 6, "expected a code such as es"),
        (
            GOOD + '[[sources]]\npath = "feeds/*"\nbeside = "place"\n',
            6,
            "beside: 'place': expected author or topic",
        ),
        (
            GOOD + '[[sources]]\npath = "feeds/*"\nencoding = "polish"\n',
            6,
            "encoding: 'polish': unknown encoding; expected a name such as windows-1250",
        ),
        (GOOD + "[sources]\n", 4, "expected [[sources]]"),
        (
            GOOD + '[[sources]]\nurl = "https://me:secret@t.example/"\n',
            5,
            "url: holds a user and a password; expected an address that needs none",
        ),
        (
            GOOD + '[[sources]]\npath = "feeds/*"\nallow_private = true\n',
            6,
            "allow_private: is for a url; a path needs none",
        ),
        (
            GOOD + '[[sources]]\nurl = "https://t.example"\nallow_private = "yes"\n',
            6,
            "allow_private: expected bool",
        ),
    ],
)
def test_the_error_for_a_wrong_setting_names_file_line_and_expected_value(tmp_path, text, line, sentence):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert sentence in message
    assert str(tmp_path / "digest.toml") in message
    if line and sentence:
        assert f"digest.toml:{line}:" in message
    assert "\n" not in message
    assert "secret" not in message


def test_a_binary_file_is_an_error(tmp_path):
    (tmp_path / "digest.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        config.load(tmp_path)


def test_a_missing_file_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path)


def test_the_nearest_workspace_upwards_is_found(tmp_path):
    (tmp_path / "digest.toml").write_text(GOOD)
    below = tmp_path / "feeds/old"
    below.mkdir(parents=True)
    assert config.find(below) == tmp_path


def test_the_error_outside_a_workspace_names_the_command_that_makes_one(tmp_path):
    with pytest.raises(ConfigError, match="digest init DIR"):
        config.find(tmp_path)


MOVED = """# Ours\r
[publication]
title = "T"  # short
home = "https://t.example"

[[sources]]
# the old one
url = 'https://old.example/feed'    # since 2019
language = "es"
[[sources]]
url = "https://old.example/feed/2"
[[sources]]
path = "feeds/*"
"""


def test_a_new_address_replaces_the_old_one_and_nothing_else(tmp_path):
    path = tmp_path / "digest.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MOVED.encode())
    path.chmod(0o640)
    update_addresses(tmp_path, {"https://old.example/feed": "https://new.example/"})
    expected = MOVED.replace("'https://old.example/feed'", '"https://new.example/"')
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["digest.toml"]


def test_a_new_address_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="cannot be written: No such file"):
        update_addresses(tmp_path / "nowhere", {})
