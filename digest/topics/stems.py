"""The words of a text for comparing: without case and accents, reduced to their stems."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from digest.text import fold

# The Snowball algorithm of each language that has one.
_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Their algorithms remove suffixes only. Others remove prefixes too.
_SUFFIXES_ONLY = frozenset(
    [
        "ca",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "fi",
        "fr",
        "hu",
        "it",
        "nb",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sv",
        "tr",
    ]
)
# Han and kana have no spaces between words: each character is a word, and a keyword a phrase.
_CHARACTER = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_MAX_LETTERS = 60  # longer runs are addresses or codes; stemming one costs the square of its length


# Texts repeat their words, and a stem costs as much as classifying a whole article.
@lru_cache(maxsize=100_000)
def words(text: str, language: str | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return each word of `text` in small letters, its plain form, and the plain form of its stem.

    A plain form has neither case nor accents. In a language without a stemmer the stem is the word.
    """
    return tuple(iter_words(text, language, lambda _: True))


def iter_words(
    text: str, language: str | None, needs_stem: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """Yield the words of `text` as `words` returns them, and stem only those that need it.

    Args:
        text: A text.
        language: The code of its language.
        needs_stem: Tells by a plain form if its word is stemmed; otherwise the form is the stem.
    """
    stemmer = _stemmer(language)
    for word in _runs(text):
        plain = fold(word)
        if stemmer is None or len(word) > _MAX_LETTERS or " " in plain or _CHARACTER.search(plain):
            yield from ((part, part, part) for part in _CHARACTER.sub(r" \g<0> ", plain).split())
        elif plain:
            # Stemmed with its accents: the algorithms read them.
            yield word, plain, fold(stemmer(word)) or plain if needs_stem(plain) else plain


def prefixes(forms: Iterable[str], language: str | None) -> tuple[str, ...]:
    """Return the prefixes of all words that stem to one of `forms`: other words need no stem.

    A suffix algorithm keeps the head of a word, except the last letters of the stem ("happi" of
    "happy") and the "ie" of "die" ("dying"). In other languages every prefix is possible.
    """
    if language not in _SUFFIXES_ONLY:
        return ("",)
    found = {form[: max(len(form) - 2, 3 if len(form) > 3 else 2)] for form in forms}
    return tuple(found | {f"{form[:-2]}y" for form in forms if form.endswith("ie")})


def _runs(text: str) -> list[str]:
    """Return the runs of letters and digits in `text`, in small letters, with their accents."""
    if text.isascii():
        return re.findall(r"\w+", text.lower())
    text = unicodedata.normalize("NFC", text.lower())
    characters = (
        char
        if char.isalnum() or char == "_" or unicodedata.combining(char) or unicodedata.category(char) == "Mc"
        else " "
        for char in text
    )
    return "".join(characters).split()


@cache
def _stemmer(language: str | None) -> Callable[[str], str] | None:
    name = _ALGORITHMS.get(language or "")
    if name is None:
        return None
    import snowballstemmer  # forty modules, and only the classifier needs them

    if name not in snowballstemmer.algorithms():
        return None  # an older version, with fewer languages
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(maxsize=100_000)(stem)
