"""A page's lines, each with what can be seen of it alone and among the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from digest import dates
from digest.text import clean, fold

# Words that stand where a reader is sent on, asked to share or told about the page.
_MORE = (
    r"read more|read (?:the )?full (?:story|article)|continue reading|learn more|see more|show more|full story|"
    r"more info(?:rmation)?|leer m[aá]s|sigue leyendo|seguir leyendo|contin[uú]a(?:r)? leyendo|ver m[aá]s|"
    r"m[aá]s informaci[oó]n|lire la suite|lire plus|en savoir plus|continuer la lecture|suite|leia mais|"
    r"ler mais|saiba mais|continue lendo|continue a ler|weiterlesen|mehr lesen|mehr erfahren|leggi tutto|"
    r"continua a leggere|leggi di pi[uù]|per saperne di pi[uù]"
)
_MORE_LINE = re.compile(rf"[\W_]*+(?:{_MORE})[\W_]*", re.IGNORECASE)
_MORE_WITH_TITLE = re.compile(
    rf"^(?P<before>.*?)\b(?P<words>{_MORE})(?:\s+(?:de|of|about|sobre|von|di))?"
    r"\s*[:«»“\"'›→-]*\s*(?P<title>\S.{7,})$",
    re.IGNORECASE,
)
_MORE_WORDS = (
    "more",
    "read the full",
    "full story",
    "reading",
    "mas",
    "leyendo",
    "suite",
    "lire plus",
    "savoir",
    "lecture",
    "mais",
    "continue",
    "lesen",
    "erfahren",
    "leggi",
    "leggere",
    "saperne",
)  # each phrase holds one, folded
_PAGER = re.compile(
    r"[\W_]*+(?:(?:\d++|next|previous|prev|older|newer|first|last|page|pages|posts?|entries|articles|of|siguiente|"
    r"anterior|sig|ant|p[aá]gina|primera|[uú]ltima|de|suivante?|pr[eé]c[eé]dente?|derni[eè]re|premi[eè]re|"
    r"pr[oó]xim[ao]|seguinte|weiter|zur[uü]ck|n[aä]chste|vorherige|seite|successiva?|precedente|avanti|"
    r"entradas?|antiguas?|recientes?|load|more|cargar|ir|a|la)(?![^\W_])[\W_]*+)++",
    re.IGNORECASE,
)
_SOCIAL = (
    r"facebook|twitter|linkedin|whatsapp|telegram|instagram|youtube|e-?mail|correo|pinterest|flickr|rss|print|"
    r"imprimir|imprimer|copy link|copiar enlace|tweet|share this|share on|share|compartir en|compartir|partager|"
    r"condividi|compartilhar|teilen|like this|like|me gusta|save|guardar"
)
_SHARE = re.compile(rf"[\W_]*+(?>(?:{_SOCIAL}|on|en|sur|or|x|y|o)(?![^\W_])[\W_]*+)++", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:[^\w©]|_)*+(?:(?:skip|jump) to (?:main )?content|(?:ir|saltar|pasar) al contenido(?: principal)?|"
    r"subscribe to .{0,60}|suscr[ií]bete .{0,60}|sign up .{0,40}|updated:? .{0,40}\bago|"
    r"related documents?|documentos? relacionados?|related (?:posts?|articles?|stories)|"
    r"(?:leave a )?comments?(?: off)?|\d+ (?:comments?|comentarios?|commentaires?|shares?|views?)|"
    r"\d+\s?(?:-\s?)?min(?:ute|uto)?s?\.?(?: (?:read|de lectura|de lecture|di lettura|de leitura|lesezeit))?|"
    r"no (?:comments?|hay comentarios)|deja una respuesta|dejar un comentario|"
    r"first published .{0,120}|originally published .{0,120}|publicado originalmente .{0,120}|"
    r"cookies?.{0,80}|we use cookies.{0,200}|accept(?: all)?|aceptar|all rights reserved.{0,80}|©.{0,120}|"
    r"(?:language|idioma|lingua|langue)\s*:?\s*(?:english|espa[nñ]ol|spanish|french|fran[cç]ais|portugu[eê]s|"
    r"italiano|italian|deutsch|german|ingl[eé]s|inglese|anglais)|"
    r"(?:home|inicio|accueil|in[ií]cio|startseite)\s*[/»>›|].{0,120}|"
    r"(?:english|espa[nñ]ol|fran[cç]ais|portugu[eê]s|italiano|deutsch)|"
    r"(?:date published?|published(?: on)?|fecha(?: de publicaci[oó]n)?|publicado(?: el)?|publi[eé] le|posted(?: on)?)\s*:?|"
    r"[\w-]{2,80}\.(?:jpe?g|png|gif|webp|svg)|(?:https?://|www\.)\S+)[\W_]*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:^|[\s(|])(?:photos?|fotos?|fotograf[ií]a|photograph(?:s|ie)?|photo credits?|image|imagen|imagem|"
    r"cr[eé]dit[os]?|credits?|bild|ilustraci[oó]n|illustration)\s*(?:by|de|von|di)?\s?:\s*\S.{0,80}$",
    re.IGNORECASE,
)
_CREDIT_OF_YEAR = re.compile(r"[^.!?|]{2,60}\s?/\s?[^.!?|]{2,60},?\s(?:19|20)\d\d\)?")
_CREDIT_IN_BRACKETS = re.compile(
    r"\(\s*(?:photo|foto|image|imagen|cr[eé]dito?|credit|cortes[ií]a|courtesy)\b.{0,120}\)\.?", re.IGNORECASE
)
LABEL = re.compile(
    r"(?:(?:categor(?:y|ies)|categor[ií]as?|cat[eé]gories?|topics?|temas?|tags?|etiquetas?|section|secci[oó]n|"
    r"themen?|schlagw[oö]rter|argomenti|kategorien?)\s*:|"
    r"(?:filed under|posted in|publicado en|publi[eé] dans|etiquetado como|pubblicato in|ver[oö]ffentlicht in)\s*:?)"
    r"\s+(?P<value>\S.{0,200})",
    re.IGNORECASE,
)
# What content systems print after a text, one label glued to the value before it.
_GLUED = re.compile(r"(?:Language:?\s+\w+\s+)?Posted:\s.+|.*[a-z](?:Region|Themes|Categories)[\w-]*:.+")
BYLINE = re.compile(
    r"(?:(?i:by|por|par|von|di|da|de|(?:text|texto|words|story|interview|reporting|written|posted|published|escrito|publicado|redactado|scritto|pubblicato|"
    r"[eé]crit|publi[eé]|r[eé]dig[eé]|verfasst|geschrieben) (?:by|por|par|von|da))\s*:?|(?i:autor(?:a|es)?|authors?|texto)\s*:)\s+"
    r"(?P<name>(?:[A-ZÀ-Þ][\w.’'-]*|de|del|la|van|von|da|dos|y|and|e|et|&|for)(?:,?\s+(?:\(?[A-ZÀ-Þ][\w.’')-]*|"
    r"de|del|la|van|von|da|dos|y|and|e|et|&|for)){0,9})"
)
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w.’'-]*)(?:\s+(?:[A-ZÀ-Þ][\w.’'-]*|de|del|la|van|von|da|dos|y|and)){1,4}")
_UNITS = (
    r"(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|segundos?|minutos?|horas?|d[ií]as?|semanas?|"
    r"m[eê]s(?:es)?|a[nñ]os?|secondes?|heures?|jours?|semaines?|mois|ans?|minuten?|stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|"
    r"minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei])"
)
# A moment told from the reader's own day, which a saved page no longer knows.
_VAGUE = re.compile(
    rf"[\W_]*+(?:(?:\d+|an?|una?|une?|eine?[mnr]?) {_UNITS}(?: (?:\d+|and) {_UNITS})? (?:ago|fa|atr[aá]s)|"
    rf"(?:hace|h[aá]|il y a|vor) (?:\d+|una?|une?|um|uma|eine?[mnr]?) {_UNITS}|"
    r"(?:yesterday|today|just now|ayer|hoy|hier|aujourd.hui|gestern|heute|ontem|hoje|ieri|oggi)"
    r"(?:[ ,]+(?:at|a las|à|um|às|alle)? ?\d{1,2}[:h]\d{2}(?: ?[ap]m)?)?)[\W_]*",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-•*·–▪►]\s+\S")
_BEFORE_DATE = re.compile(
    r"[\W_]*(?:(?:date published?|published(?: on)?|fecha(?: de publicaci[oó]n)?|publicado(?: el)?|publi[eé]e? le|"
    r"posted(?: on)?|date|data|le|el|on|am|ver[oö]ffentlicht(?: am)?|pubblicato(?: il)?|publicado em|dated?)\s*:?\s*)?",
    re.IGNORECASE,
)
_SENTENCE_BREAK = re.compile(r"(?<=[^\W\d_]{2})[.!?…][\"”’»)]*\s+[\"“¿¡«(]?[A-ZÀ-Þ0-9]")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\])\W*$")
_HAS_DIGIT = re.compile(r"\d")
_LONGEST_STAMP = 200
_LONGEST_FOLDED = 4000


@dataclass(slots=True)
class Line:
    """One line that holds something.

    `number` counts from 1 in the file; `gap` is how many blank lines stand before it.
    `seen` is the first date in a line that is not long; `date` is set when the line states it as its
    business: `whole` when it is all there is.
    Among `marks`, "vague" is a day without a year, or one told from today; "headline" and "plain" say that a page's structure tells headlines from text.
    """

    number: int
    text: str
    gap: int
    folded: str
    date: dates.DateMatch | None = None
    seen: dates.DateMatch | None = None
    whole: bool = False
    marks: frozenset[str] = frozenset()
    closes: str | None = None
    times: int = 1
    twin: bool = field(default=False)
    again: bool = field(default=False)

    @property
    def is_furniture(self) -> bool:
        """Whether it plainly belongs to the page and to no article."""
        return "furniture" in self.marks


def split(page: str, most: int) -> list[Line]:
    """Return the first `most` lines of `page` that hold something, with what each of them shows."""
    found: list[Line] = []
    gap = 0
    for number, raw in enumerate(clean(page).replace("\xa0", " ").split("\n"), 1):
        text = " ".join(raw.split())
        if not text:
            gap += 1
            continue
        if len(found) == most:
            break
        found.append(Line(number, text, gap, ""))
        gap = 0
    found = _rejoin(found)
    study(found)
    return _split_closers(found)


def study(found: Sequence[Line]) -> bool:
    """Find out of each line what can be seen of it, alone and among the others of its page.

    Returns whether the page writes the month first in dates that are figures alone.
    """
    month_first = dates.month_comes_first(
        [line.text for line in found if len(line.text) <= _LONGEST_STAMP and _HAS_DIGIT.search(line.text)]
    )
    for line in found:
        line.folded = fold(line.text[:_LONGEST_FOLDED])
        _look(line, month_first=month_first)
    counts = Counter(line.folded for line in found if len(line.text) <= 200)
    for line in found:
        line.times = counts.get(line.folded, 1)
    for before, after in zip(found, found[1:], strict=False):
        if before.folded == after.folded and before.folded:
            before.twin = after.again = True
    # A headline set twice in a row is no recurring line, however often that happens.
    for line in found:
        if line.twin or line.again:
            line.times = max(1, line.times - 1)
    _mark_cut(found)
    return month_first


def _rejoin(lines: list[Line]) -> list[Line]:
    """Join lines that were broken in mid-sentence, on pages that break most of theirs so."""

    def goes_on(before: Line, after: Line) -> bool:
        return not after.gap and after.text[0].islower() and before.text[-1] not in ".!?…"

    broken = sum(goes_on(a, b) for a, b in zip(lines, lines[1:], strict=False))
    if broken < 4 or broken * 5 < len(lines):
        return lines
    joined: list[Line] = []
    parts: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and goes_on(before, line):
            parts.append(line.text)
            continue
        if joined:
            joined[-1].text = " ".join(parts)
        joined.append(line)
        parts = [line.text]
    joined[-1].text = " ".join(parts)
    return joined


def _mark_cut(lines: Sequence[Line]) -> None:
    """Mark the texts that the page cut off in mid-sentence at one and the same length."""
    open_ended = [line for line in lines if len(line.text) >= 150 and not line.marks & {"stop", "cut"}]
    sizes = Counter(len(line.text) // 8 for line in open_ended)
    for line in open_ended:
        bucket = len(line.text) // 8
        if sizes[bucket - 1] + sizes[bucket] + sizes[bucket + 1] > 2:
            line.marks |= {"cut"}


def is_furniture(text: str) -> bool:
    """Return whether words stand in every page: a way on, a pager, a share line, a count of minutes."""
    if not any(char.isalpha() for char in text):
        return True
    return any(pattern.fullmatch(text) for pattern in (_MORE_LINE, _PAGER, _FURNITURE, _SHARE))


def _look(line: Line, *, month_first: bool) -> None:
    text = line.text
    marks = set()
    if len(text) <= _LONGEST_STAMP:
        _look_for_date(line, month_first=month_first)
        if line.date is None and (_VAGUE.fullmatch(text) or dates.is_day_without_year(text)):
            marks.add("vague")
        elif line.date is None or line.whole is False:
            if is_furniture(text):
                marks.add("furniture")
            elif BYLINE.fullmatch(text):
                marks.add("byline")
            elif LABEL.fullmatch(text) or _GLUED.fullmatch(text):
                marks.add("label")
        if _CREDIT_OF_YEAR.fullmatch(text) or _CREDIT_IN_BRACKETS.fullmatch(text):
            marks.add("credit")
        elif _NAME.fullmatch(text) and len(text) <= 45:
            marks.add("name")
    if len(text) <= 320 and ":" in text and _CREDIT.search(text):
        marks.add("credit")
    if _BULLET.match(text):
        marks.add("bullet")
    if len(text) > 20 and _CUT.search(text[-20:]):
        marks.add("cut")
    breaks = _breaks(text[:600])
    if breaks:
        marks.add("sentences" if breaks > 1 else "break")
    if text[-1] in ".;," or (text[-1] in '"”’»)' and text[-2:-1] == "."):
        marks.add("stop")
    line.marks = frozenset(marks)


def _breaks(text: str) -> int:
    """Return how often a sentence ends and another begins; of one letter alone neither is made."""
    count = end = 0
    for found in _SENTENCE_BREAK.finditer(text):
        if found.start() - 2 >= end:
            count, end = count + 1, found.end()
    return count


def _look_for_date(line: Line, *, month_first: bool) -> None:
    if not _HAS_DIGIT.search(line.text):
        return
    found = line.seen = dates.find(line.text, month_first=month_first)
    if found is None:
        return
    before, after = line.text[: found.start], line.text[found.end :]
    if _BEFORE_DATE.fullmatch(before) and not after.strip(" .,-–—|:)"):
        line.date, line.whole = found, True
    elif len(line.text) <= 160 and (
        (("|" in line.text or "·" in line.text or "•" in line.text) and len(before) < 60)
        or (_BEFORE_DATE.fullmatch(before) and BYLINE.fullmatch(after.strip(" ,.-–—|·•/")))
        or (re.fullmatch(r"(?:[^\W\d_][\w ]{1,30}\s[-–—/]\s){1,3}", before) and not after.strip())
    ):
        line.date = found


def _split_closers(lines: list[Line]) -> list[Line]:
    """Part "…read on about TITLE" from the excerpt it is glued to, where the titles stand nowhere else."""
    closers = {}
    known = {line.folded for line in lines}
    for index, line in enumerate(lines):
        if line.is_furniture or len(line.text) > 1200:
            continue
        if not any(word in line.folded for word in _MORE_WORDS):
            continue
        match = _MORE_WITH_TITLE.match(line.text)
        if match and fold(match["title"]) and not match["title"][0].islower():
            closers[index] = match
    absent = {i for i, match in closers.items() if fold(match["title"]) not in known}
    if not closers:
        return lines
    result = []
    for index, line in enumerate(lines):
        match = closers.get(index)
        if match is None or (len(absent) < 2 and index in absent):
            result.append(line)
            continue
        before = match["before"].rstrip(" .…[]»›→").strip()
        cut = match["before"].strip().removeprefix(before).strip()
        before += cut if cut in ("…", "...", "[…]", "[...]") else ""
        if before:
            excerpt = Line(line.number, before, line.gap, fold(before))
            _look(excerpt, month_first=False)
            result.append(excerpt)
        title = match["title"].strip(' »›→"”')
        closer = Line(line.number, title, 0 if before else line.gap, fold(title))
        closer.closes = title if index in absent else None
        closer.marks = frozenset({"closer"} if index in absent else {"furniture"})
        result.append(closer)
    return result
