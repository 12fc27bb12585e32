"""Summaries of articles without the captions, the credits and the calls to read on around them."""

from __future__ import annotations

import re

from digest.parsers import html

_CAPTION = re.compile(
    r"<figcaption\b[^<>]*>(?:(?!</?figcaption\b).){0,3000}</figcaption\s*>"
    r"|<(p|div|span|small|em)\b[^<>]{0,200}\bclass\s*=\s*[\"'][^\"'<>]*(?:caption|credit)[^<>]*>(?:(?!</?\1\b).){0,3000}</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_CREDIT = re.compile(
    r"(?:photo(?:graph)?s?|picture|image|fotos?|imagen|bild|cr[ée]dito?s?|immagine|fotograf[íi]as?)"
    r"(?:\s(?:credit|by|courtesy|de|von|di|por|par|cr[ée]dito?))?\s?[:©|/]|©",
    re.IGNORECASE,
)
_LONGEST_CREDIT = 120
_APPEARED_FIRST = re.compile(
    r"\s*(?:The post|La entrada|El art[ií]culo|Le post|L['’]article|Cet article|Der Beitrag|Il post|L['’]articolo|O post|A postagem|"
    r"L['’]entrada|Het bericht|Artyku[łl]|Wpis|Сообщение|Запись)\s.{0,400}?\s"
    r"(?:appeared first on|first appeared on|(?:se public[óo]|apareci?[óo]|aparece) primero en|est apparu en premier sur|"
    r"erschien zuerst auf|proviene da|sembra essere il primo su|apareceu primeiro em|ha aparegut primer a|verscheen eerst op|"
    r"pochodzi z serwisu|появил[аи]сь сначала на|впервые появил[аи]сь)\s.{0,200}$",
    re.IGNORECASE | re.DOTALL,
)
# One of these is in every text that _APPEARED_FIRST matches: to look for them costs a hundredth of it.
_APPEARED = (
    "appeared", "primero en", "en premier sur", "zuerst auf", "proviene da", "primo su", "primeiro em", "primer a",
    "eerst op", "z serwisu", "сначала на", "впервые",
)  # fmt: skip
_READ_ON = re.compile(
    r"(?:^|(?<=[.!?…\]»”\"]))\s*(?:continue reading|read (?:the )?(?:more|full (?:story|article|post))|keep reading|seguir leyendo|leer m[áa]s|"
    r"sigue leyendo|contin[úu]a leyendo|lire la suite|continuer la lecture|weiterlesen|mehr lesen|continua a leggere|leggi tutto|"
    r"continue lendo|leia mais|ler mais|lees verder|lees meer|czytaj (?:dalej|wi[ęe]cej)|читать (?:далее|дальше))\b"
    r"[^.!?\n]{0,200}[.…»→>]*\s*$",
    re.IGNORECASE,
)
# A text without any of these words near its end has no call to read on; most texts have none.
_WORDS_OF_CALLS = frozenset({
    "read", "reading", "continue", "appeared", "leyendo", "leer", "primero", "lire", "suite", "lecture", "premier",
    "weiterlesen", "lesen", "zuerst", "leggere", "leggi", "proviene", "primo", "lendo", "leia", "ler", "primeiro",
    "primer", "lees", "eerst", "czytaj", "serwisu", "читать", "впервые", "сначала",
})  # fmt: skip
_LONGEST_END = 200
_CUT = re.compile(r"\s*(?:\[\s?(?:…|\.{3})\s?\]|\(\s?(?:…|\.{3})\s?\))\s*$")
_ADDRESS = re.compile(r"<?https?://\S+>?")


def to_text(markup: str) -> str:
    """Return a summary as plain text, without what stands around the words of the article itself."""
    is_captioned = "caption" in markup or "credit" in markup
    return trimmed(html.to_text(_CAPTION.sub(" ", markup) if is_captioned else markup))


def trimmed(text: str) -> str:
    """Return plain text without credits at its head, calls to read on at its end, and bare addresses."""
    if "://" in text:
        text = "\n\n".join(part for part in text.split("\n\n") if not _ADDRESS.fullmatch(part))
    if not _CREDIT.match(text) and not _may_hold_call(text):
        return text
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1 and len(paragraphs[0]) < _LONGEST_CREDIT and _CREDIT.match(paragraphs[0]):
        del paragraphs[0]
    while paragraphs:
        last = _without_call(paragraphs[-1])
        if last:
            paragraphs[-1] = last
            break
        del paragraphs[-1]
    return "\n\n".join(paragraphs)


def _may_hold_call(text: str) -> bool:
    end = text[-_LONGEST_END:].lower().rstrip(" .…»→>")
    return end.endswith(("]", ")")) or not _WORDS_OF_CALLS.isdisjoint(end.split())


def _without_call(text: str) -> str:
    """Return the last paragraph of a summary without the sentences that lead to the whole article."""
    head, tail = text[:-600], text[-600:]
    lowered = tail.lower()
    shorter = _APPEARED_FIRST.sub("", tail) if any(words in lowered for words in _APPEARED) else tail
    # A call to read on is the last sentence, and begins nowhere before it.
    sentences = shorter.rstrip().rstrip(".…»→>")
    start = max(sentences.rfind(end) for end in ".!?") + 1
    if call := _READ_ON.search(shorter, start):
        shorter = shorter[: call.start()]
    if _CUT.search(shorter):
        shorter = _CUT.sub("", shorter).rstrip(" .…")
        return f"{head}{shorter}…" if head or shorter else ""
    return f"{head}{shorter}".rstrip() if shorter != tail else text
