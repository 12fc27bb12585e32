"""Words and marks by which the lines of a page show their purpose, in six languages."""

from __future__ import annotations

import re

_READ_MORE = (
    r"read more|read (?:the )?full (?:story|article)|continue reading|learn more|see more|show more|full story|"
    r"more info(?:rmation)?|leer m[aá]s|sigue leyendo|seguir leyendo|contin[uú]a(?:r)? leyendo|ver m[aá]s|"
    r"m[aá]s informaci[oó]n|lire la suite|lire plus|en savoir plus|continuer la lecture|suite|leia mais|"
    r"ler mais|saiba mais|continue lendo|continue a ler|weiterlesen|mehr lesen|mehr erfahren|leggi tutto|"
    r"continua a leggere|leggi di pi[uù]|per saperne di pi[uù]|lees (?:verder|meer)|czytaj (?:więcej|dalej)|więcej|"
    r"devamını oku|devamı|читать (?:далее|дальше)|подробнее|читати далі|mai mult|cite[sș]te mai mult|llegir més|"
    r"läs mer|les mer|læs mere|mehr|اقرأ المزيد|المزيد|阅读更多|阅读全文|查看更多|详情|続きを読む|더 ?보기|자세히 보기"
)
_READ_MORE_LINE = re.compile(rf"[\W_]*+(?:{_READ_MORE})[\W_]*", re.IGNORECASE)
READ_MORE_WITH_TITLE = re.compile(
    rf"^(?P<before>.*?)\b(?:{_READ_MORE})(?:\s+(?:de|of|about|sobre|von|di))?"
    r"\s*[:«»“\"'›→-]*\s*(?P<title>\S.{7,})$",
    re.IGNORECASE,
)
# Every phrase above holds one of these, once folded: a quick test before the expression.
READ_MORE_WORDS = (
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
)
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
    r"(?:(?:you are here|est[aá]s aqu[ií]|vous [eê]tes ici|sie sind hier|voc[eê] est[aá] aqui)\s*:?\s*)?(?:home|inicio|accueil|in[ií]cio|startseite|homepage|start)\s*[/»>›|→].{0,120}|"
    r"(?:english|espa[nñ]ol|fran[cç]ais|portugu[eê]s|italiano|deutsch)|"
    r"(?:date published?|published(?: on)?|fecha(?: de publicaci[oó]n)?|publicado(?: el)?|publi[eé] le|posted(?: on)?)\s*:?|"
    r"[\w-]{2,80}\.(?:jpe?g|png|gif|webp|svg)|(?:https?://|www\.)\S+)[\W_]*",
    re.IGNORECASE,
)
# Credits of pictures: a label and a name, an agency and a year, a remark in brackets.
CREDIT = re.compile(
    r"(?:^|[\s(|])(?:photos?|fotos?|fotograf[ií]a|photograph(?:s|ie)?|photo credits?|image|imagen|imagem|"
    r"cr[eé]dit[os]?|credits?|bild|ilustraci[oó]n|illustration)\s*(?:by|de|von|di)?\s?:\s*\S.{0,80}$",
    re.IGNORECASE,
)
CREDIT_OF_YEAR = re.compile(r"[^.!?|]{2,60}\s?/\s?[^.!?|]{2,60},?\s(?:19|20)\d\d\)?")
CREDIT_IN_BRACKETS = re.compile(
    r"\(\s*(?:photo|foto|image|imagen|cr[eé]dito?|credit|cortes[ií]a|courtesy)\b.{0,120}\)\.?", re.IGNORECASE
)
LABEL = re.compile(
    r"(?:(?:categor(?:y|ies)|categor[ií]as?|cat[eé]gories?|topics?|temas?|tags?|etiquetas?|section|secci[oó]n|"
    r"themen?|schlagw[oö]rter|argomenti|kategorien?)\s*:|"
    r"(?:filed under|posted in|publicado en|publi[eé] dans|etiquetado como|pubblicato in|ver[oö]ffentlicht in)\s*:?)"
    r"\s+(?P<value>\S.{0,200})",
    re.IGNORECASE,
)
# Labels that content systems print after a text, each glued to the value before it.
GLUED_LABELS = re.compile(r"(?:Language:?\s+\w+\s+)?Posted:\s.+|.*[a-z](?:Region|Themes|Categories)[\w-]*:.+")
_CAPITAL = r"[A-ZÀ-ÞĀ-ſЀ-Я]"
_NAME_WORDS = r"de|del|la|van|von|da|dos|y|and|e|et|&|for"
BYLINE = re.compile(
    r"(?:(?i:by|por|par|von|di|da|de|door|przez|av|af|автор|"
    r"(?:text|texto|words|story|interview|reporting|written|posted|published|escrito|publicado|redactado|scritto|pubblicato|"
    r"[eé]crit|publi[eé]|r[eé]dig[eé]|verfasst|geschrieben) (?:by|por|par|von|da))\s*:?|(?i:autor(?:a|es)?|authors?|texto)\s*:)\s+"
    rf"(?P<name>(?:{_CAPITAL}[\w.’'-]*|{_NAME_WORDS})(?:,?\s+(?:\(?{_CAPITAL}[\w.’')-]*|{_NAME_WORDS})){{0,9}})"
)
NAME = re.compile(
    rf"(?:{_CAPITAL}[\w.’'-]*)(?:\s+(?:{_CAPITAL}[\w.’'-]*|de|del|la|van|von|da|dos|y|and)){{1,4}}"
)
BULLET = re.compile(r"[-•*·–▪►]\s+\S")
BEFORE_DATE = re.compile(
    r"[\W_]*(?:(?:date published?|published(?: on)?|fecha(?: de publicaci[oó]n)?|publicado(?: el)?|publi[eé]e? le|"
    r"posted(?: on)?|date|data|le|el|on|am|ver[oö]ffentlicht(?: am)?|pubblicato(?: il)?|publicado em|dated?)\s*:?\s*)?",
    re.IGNORECASE,
)
SECTIONS_BEFORE_DATE = re.compile(r"(?:[^\W\d_][\w ]{1,30}\s[-–—/]\s){1,3}")
# The mark comes first, as the search for one of a few characters is fast.
SENTENCE_BREAK = re.compile(
    r"[.!?…؟۔。！？](?<=[^\W\d_]{2}.)"
    r"(?:(?<![。！？])[\"”’»)]*\s+[\"“¿¡«(]?[^\W_a-zß-öø-ÿа-я]|(?<=[。！？])[”』」）]?(?=\w))"
)
# An abbreviation at the end of a line: its stop ends no sentence.
INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}$")
CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\[&hellip;\])\W*$")


def is_furniture(text: str) -> bool:
    """Return True for text that any page may have: a "read more", a pager, a share line, a reading time."""
    if not (text[:1].isalpha() or any(char.isalpha() for char in text)):
        return True
    return bool(
        _FURNITURE.fullmatch(text)
        or _PAGER.fullmatch(text)
        or _READ_MORE_LINE.fullmatch(text)
        or _SHARE.fullmatch(text)
    )
