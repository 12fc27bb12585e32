"""The fixed words of the outputs: every language has each of them, and each is used."""

import re
import tomllib

from conftest import ROOT


def test_every_language_has_all_words_and_placeholders_of_english():
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
