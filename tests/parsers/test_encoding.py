"""Bytes become text: marks, declared charsets, settings, and a guess where nothing states one."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model import Document, Source
from digest.parsers import read_document
from digest.parsers.encoding import as_utf8, decode, decode_as, decode_xml
from digest.parsers.encoding_guess import UTF_8, WINDOWS_1252, guess_encoding

DATA = Path(__file__).resolve().parent.parent / "data/parsers"

RUSSIAN = ("Порт снова открыт после зимы", "Рыбаки залива отпраздновали прибытие новой лодки")
JAPANESE = ("冬が終わり、港が再び開かれる", "湾の漁師たちは昨日、新しい船の到着を祝いました")
WESTERN = {
    "Spanish": "¿Quién cuida la señal? «Así es», dijo Íñigo Núñez: ¡qué año!¿Y mañana?",
    "French": "Les pêcheurs ont fêté l’œuvre créée à l’école élémentaire : 3 € – c’est l’été…",
    "German": "„Größer müsste es sein“, sagt Jürgen Weiß über überhöhte Überführungsgebühren.",
    "Danish": "Ærø og Århus får færger, og blåbærgrøden på øen er sød.",
    "Icelandic": "Það var góður dagur á Ísafirði, sagði Þórður Björnsson.",
    "Portuguese": "Não há razão para preocupação: ações, corações e opiniões em São João.",
    "Catalan": "El col·legi d’intel·ligència va néixer fa dècades, què més?",
    "English": "The café’s “naïve” façade: 20°C, 30 m², ½ price, £5 … © 2021 Gazette®",
    "capitals": "LÉGENDE DE LA MÈRE À L’ÉTÉ, ÖFFNUNGSZEITEN, AÇÕES",
}


def table(titles, written_in, stated=None):
    rows = "".join(f'"{title}",2021-10-0{day}\n' for day, title in enumerate(titles, 1))
    return Document(
        source=Source(name="feeds/x.csv", encoding=stated), content=f"title,date\n{rows}".encode(written_in)
    )


def titles(reading):
    return tuple(article.title for article in reading.articles)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfa", "a"),
        ("é".encode("utf-16"), "é"),
        ("é".encode(), "é"),
        ("“é”".encode("cp1252"), "“é”"),
        (b"\x81", "\ufffd"),
    ],
)
def test_bytes_become_text(content, text):
    assert decode(content) == text


@pytest.mark.parametrize("language", WESTERN)
def test_windows_1252_is_read_as_such_in_every_language_it_can_write(language):
    content = WESTERN[language].encode("cp1252")
    assert guess_encoding(content) == WINDOWS_1252
    assert guess_encoding(b"\n".join([content] * 50)) == WINDOWS_1252
    document = Document(source=Source(name="x.txt"), content=content)
    assert as_utf8(document) == (document, ())


def test_the_cases_of_western_text_are_still_windows_1252():
    texts = [path.read_text(encoding="utf-8") for path in (DATA / "listing").glob("*-*.txt") if utf8(path)]
    western = [content for text in texts if not (content := text.encode("cp1252", "ignore")).isascii()]
    assert len(western) > 20
    assert {guess_encoding(content) for content in western} == {WINDOWS_1252}


def utf8(path):
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("ascii_part", [b"plain words\n" * 300_000, b"x" * 4_000_000])
def test_a_guess_finds_the_letters_in_a_large_file_in_no_time(ascii_part):
    content = ascii_part + "\n".join(RUSSIAN).encode("koi8-r")
    start = time.process_time()
    assert guess_encoding(content) == "koi8-r"
    assert guess_encoding("\n".join(RUSSIAN).encode("koi8-r") * 20_000) == "koi8-r"
    assert time.process_time() - start < 2


def test_ukrainian_is_told_from_russian():
    assert guess_encoding("Бібліотека тепер позичає і парасольки, всі її знають".encode("koi8-u")) == "koi8-u"


def test_utf_8_with_a_broken_byte_stays_utf_8():
    document = table(RUSSIAN, "utf-8")
    broken = Document(source=document.source, content=document.content + b'"\xff",2021-10-03\n')
    assert guess_encoding(broken.content) == UTF_8
    reading = read_document(broken)
    assert titles(reading) == (*RUSSIAN, "\ufffd")
    assert [str(notice) for notice in reading.notices] == [
        "feeds/x.csv: has bytes that are not UTF-8; they became �"
    ]


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp"])
def test_an_encoding_that_nobody_can_guess_is_reported(encoding):
    reading = read_document(table(JAPANESE, encoding))
    assert titles(reading) != JAPANESE
    assert "has an unknown encoding, so its letters may be wrong; set encoding" in str(reading.notices[0])


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "iso-2022-jp", "utf-16-le"])
def test_the_encoding_in_the_settings_is_used(encoding):
    reading = read_document(table(JAPANESE, encoding, stated=encoding))
    assert titles(reading) == JAPANESE
    assert reading.notices == ()


def test_the_encoding_in_the_settings_leaves_utf_8_alone():
    assert titles(read_document(table(RUSSIAN, "utf-8", stated="koi8-r"))) == RUSSIAN
    assert titles(read_document(table(["Plain"], "ascii", stated="koi8-r"))) == ("Plain",)


def test_latin_1_in_the_settings_means_windows_1252():
    assert titles(read_document(table(["“Así”"], "cp1252", stated="latin-1"))) == ("“Así”",)


def test_a_wrong_encoding_in_the_settings_is_reported_and_another_guessed():
    reading = read_document(table(RUSSIAN, "koi8-r", stated="shift_jis"))
    assert titles(reading) == RUSSIAN
    assert [notice.text.partition(",")[0] for notice in reading.notices] == [
        "is not in the encoding that digest.toml states",
        "was read as koi8-r",
    ]


FEED = '<?xml version="1.0"{}?><rss version="2.0"><channel><item><title>{}</title></item><item><title>{}</title></item></channel></rss>'
PAGE = (
    "<html><head>{}</head><body><article><h2>{}</h2><p>12.10.2021</p></article>"
    "<article><h2>{}</h2><p>13.10.2021</p></article></body></html>"
)


@pytest.mark.parametrize(
    ("frame", "declaration", "stated"),
    [
        (FEED, "", None),
        (FEED, ' encoding="windows-1251"', None),
        (FEED, ' encoding="utf-8"', None),
        (FEED, ' encoding="koi8-r"', "windows-1251"),
        (PAGE, "", None),
        (PAGE, '<meta charset="windows-1251">', None),
        (PAGE, '<meta charset="utf-8">', None),
        (PAGE, '<meta charset="koi8-r">', "windows-1251"),
    ],
)
def test_feeds_and_pages_are_read_by_settings_then_declaration_then_guess(frame, declaration, stated):
    content = frame.format(declaration, *RUSSIAN).encode("cp1251")
    reading = read_document(Document(source=Source(name="x", encoding=stated), content=content))
    assert titles(reading) == RUSSIAN
    is_guess = "1251" not in declaration and stated is None
    assert [("was read as windows-1251" in notice.text) for notice in reading.notices] == [True] * is_guess


def test_the_parts_of_a_mail_keep_their_own_charsets():
    mail = (
        b"From: Desk <desk@harbour.example.org>\nSubject: Port\nMIME-Version: 1.0\n"
        b"Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\n"
    ) + RUSSIAN[1].encode("koi8-r")
    reading = read_document(Document(source=Source(name="x.eml", encoding="windows-1251"), content=mail))
    assert reading.articles[0].summary == RUSSIAN[1]


@given(st.binary(max_size=300), st.sampled_from([None, "utf-16", "utf-7", "shift_jis", "hz", "none at all"]))
def test_any_bytes_become_utf_8_or_stay(content, stated):
    document = Document(source=Source(name="x.txt", encoding=stated), content=content)
    first, second = as_utf8(document), as_utf8(document)
    assert first == second
    assert first[0] == document or first[0].content.decode("utf-8")
    assert decode_as(content, stated) is not None
    assert decode_xml(content) is not None
