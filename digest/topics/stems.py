"""The words of a text, for comparing: without case and accents, and down to their stems."""

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
# Those whose algorithm cuts endings only; others know prefixes.
_ENDINGS = frozenset(
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
# Han and kana: writing that parts no words, so that each sign is a word and a keyword a phrase of them.
_SIGN = re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LONGEST = 60  # no word is longer; what is, is an address or a code, and stemming it costs its square


@lru_cache(
    maxsize=100_000
)  # texts repeat their words, and a stem costs as much as a whole lookup of an article
def words(text: str, language: str | None = None) -> tuple[tuple[str, str, str], ...]:
    """Return each word of `text` as it stands in small letters, its plain form, and the plain form of its stem.

    A plain form has neither case nor accents. In a language without a stemmer the stem is the word.
    """
    return tuple(some_words(text, language, lambda _: True))


def some_words(
    text: str, language: str | None, wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """Yield what `words` returns; of a word whose plain form is not `wanted`, that form for its stem."""
    stemmer = _stemmer(language)
    for word in _runs(text):
        plain = fold(word)
        if stemmer is None or len(word) > _LONGEST or " " in plain or _SIGN.search(plain):
            yield from ((part, part, part) for part in _SIGN.sub(r" \g<0> ", plain).split())
        elif plain:
            # Stemmed before its accents go: the algorithms read them.
            yield word, plain, fold(stemmer(word)) or plain if wanted(plain) else plain


def heads(forms: Iterable[str], language: str | None) -> tuple[str, ...]:
    """Return what a word begins with whose stem is one of `forms`; stems cost much, and most words need none.

    Where endings alone are cut the head stays, but for the last letters of the stem ("happi" of
    "happy") and the "ie" of "die" ("dying"). Elsewhere any beginning will do.
    """
    if language not in _ENDINGS:
        return ("",)
    found = {form[: max(len(form) - 2, 3 if len(form) > 3 else 2)] for form in forms}
    return tuple(found | {f"{form[:-2]}y" for form in forms if form.endswith("ie")})


def _runs(text: str) -> list[str]:
    """Return the words as written: letters and figures with the marks on them."""
    if text.isascii():
        return re.findall(r"\w+", text.lower())
    text = unicodedata.normalize("NFC", text.lower())
    kept = (
        char
        if char.isalnum() or char == "_" or unicodedata.combining(char) or unicodedata.category(char) == "Mc"
        else " "
        for char in text
    )
    return "".join(kept).split()


@cache
def _stemmer(language: str | None) -> Callable[[str], str] | None:
    name = _ALGORITHMS.get(language or "")
    if name is None:
        return None
    import snowballstemmer  # noqa: PLC0415 (forty modules, and only filing articles needs them)

    if name not in snowballstemmer.algorithms():
        return None  # an older version, which knows fewer languages
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return lru_cache(maxsize=100_000)(stem)
