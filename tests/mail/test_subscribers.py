"""Lists of subscribers: valid lines, invalid lines, and files that are no lists."""

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.errors import SubscriberError
from digest.mail import subscribers
from digest.model import InvalidLine, Publication, Subscriber, Topic

HEAD = "email,name,language,topics,city\n"
PUBLICATION = Publication(
    title="T",
    home="https://t.example/",
    languages=("en", "es"),
    topics=(
        Topic(slug="health", titles={"en": "Health", "es": "Salud"}, aliases=("Public health",)),
        Topic(slug="water", titles={"en": "Water and sanitation", "es": "Agua"}),
    ),
)


def read(text, head=HEAD):
    content = (head + text).encode() if isinstance(text, str) else text
    return list(subscribers.read(io.BytesIO(content), "s.csv", PUBLICATION))


def read_one(text, head=HEAD):
    (found,) = read(text, head)
    return found


def reason(text):
    found = read_one(text)
    assert isinstance(found, InvalidLine), found
    assert found.line == 2
    return found.text


def test_a_line_is_a_subscriber():
    assert read_one('ana@example.org,"Núñez, Ana",es,health|Agua,Limón\n') == Subscriber(
        email="ana@example.org",
        name="Núñez, Ana",
        language="es",
        topics=frozenset({"health", "water"}),
        fields={"name": "Núñez, Ana", "city": "Limón"},
    )


@pytest.mark.parametrize(
    "head",
    [
        "Email Address,First Name,Last Name,Interests,Language\n",
        "e-mail;prénom;nom de famille;sujets;langue\n",
        "Correo electrónico\tNombre\tApellidos\tTemas\tIdioma\n",
    ],
)
def test_columns_have_common_names_in_several_languages_and_any_delimiter(head):
    mark = next(mark for mark in "\t;," if mark in head)
    found = read_one(mark.join(["ana@example.org", "Ana", "Núñez", "health", "en"]), "\ufeff" + head)
    assert (found.email, found.topics, found.language) == ("ana@example.org", frozenset({"health"}), "en")
    assert found.name.startswith("Ana")


@pytest.mark.parametrize("language", ["es", "ES", "es-CR", "Spanish", "español", "es_419"])
def test_a_language_has_several_names(language):
    assert read_one(f"a@x.org,,{language},,\n").language == "es"


def test_the_default_language_is_the_first_and_the_default_topics_are_all():
    assert (read_one("a@x.org\n").language, read_one("a@x.org\n").topics) == ("en", frozenset())


@pytest.mark.parametrize("topics", ["health,water", "Salud; agua", "Public health|WATER AND SANITATION"])
def test_topics_are_known_by_slug_heading_or_alias(topics):
    assert read_one(f'a@x.org,,,"{topics}",\n').topics == frozenset({"health", "water"})


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('a@x.org,"""; rm -rf",,,', "the name holds ';'; expected a name"),
        ("a@x.org,=HYPERLINK(1),,,", "the name begins like a formula"),
        ("a@x.org,@SUM(A1),,,", "the name begins like a formula"),
        ("a@x.org,-2+3,,,", "the name begins like a formula"),
        ('"a@x.org\nBcc: b@x.org",Ana,,,', "the address holds a line break"),
        ('a@x.org,"Ana\r\nBcc: b@x.org",,,', "the name holds a line break"),
        ("=a@x.org,,,,", "the address begins with '='"),
        ("-oQ/tmp@x.org,,,,", "the address begins with '-'"),
        ("a@x.org,,fr,,", "'fr': no such language; expected one of en, es"),
        ("a@x.org,,,helth,", "'helth': no such topic; did you mean 'health'?"),
        (",Ana,,,", "has no address"),
        ("a@x.org," + "x" * 201 + ",,,", "more than 200 characters"),
        ("a@x.org,,,," + "x" * 1001, "a field of more than 1000 characters"),
        ("a@x.org,\0,,,", "holds a null character"),
    ],
)
def test_an_invalid_line_has_a_plain_sentence(line, sentence):
    assert sentence in reason(line)


@pytest.mark.parametrize(
    "address",
    [
        "a", "a@b", "@x.org", "a@", "a b@x.org", "a@x..org", ".a@x.org", "a.@x.org", "a@-x.org", "a@x.org.", "a@[1.2.3.4]",
        "a@127.0.0.1", '"a b"@x.org', "a@x.org,b@x.org", "Ana <a@x.org>", "ñ@x.org", "a@x_y.org", "a@b@x.org", "a\t@x.org",
        "a" * 65 + "@x.org", "a@" + "x." * 125 + "org", "a@" + "x" * 64 + ".org", "a@ñ..org",
        "a@x\u200dy.org", "a@" + "ñ." * 130 + "org",
    ],
)  # fmt: skip
def test_an_address_must_be_one_addr_spec(address):
    quoted = address.replace('"', '""')
    assert "expected" in reason(f'"{quoted}",,,,\n')


@pytest.mark.parametrize(
    ("address", "ascii_form"),
    [
        ("o'brien+news@mail.x-y.example.org", None),
        ("ANA@Example.ORG", None),
        ("ana@exämple.org", "ana@xn--exmple-cua.org"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@ශ්\u200dරී.com", "ana@xn--10cl1a0b660p.com"),
    ],
)
def test_a_common_address_is_accepted(address, ascii_form):
    assert read_one(f"{address},,,,\n").email == (ascii_form or address)


def test_a_repeated_address_is_invalid_in_any_case():
    first, second = read("Ana@x.org,,,,\nana@X.org,,,,\n")
    assert first.email == "Ana@x.org"
    assert "an earlier line has this address too" in second.text


def test_a_quote_without_an_end_invalidates_only_its_own_line():
    lines = "".join(f"r{n}@x.org,R,,,\n" for n in range(300))
    found = read(f'"; rm -rf,a@x.org,,,\n{lines}')
    assert "its quotes do not pair" in found[0].text
    assert [subscriber.email for subscriber in found[1:]] == [f"r{n}@x.org" for n in range(300)]


def test_a_field_of_several_lines_is_one_field_and_no_other_record():
    found = read('a@x.org,A,,,"one\nthief@x.org,T,,,\ntwo"\nb@x.org,B,,,\n')
    assert [subscriber.email for subscriber in found] == ["a@x.org", "b@x.org"]


def test_a_line_that_is_not_utf_8_is_invalid_and_the_next_is_read():
    found = read(HEAD.encode() + "a@x.org,José,,,\n".encode("latin-1") + b"b@x.org,B,,,\n")
    assert "is not UTF-8" in found[0].text
    assert found[1].email == "b@x.org"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"ana@example.org\n", "s.csv:1: no column is for the address"),
        (HEAD.encode("utf-16"), "is UTF-16"),
        ("correo,nombre,año\n".encode("latin-1"), "is not UTF-8"),
        (b"\x89PNG\0\n", "expected"),
        (b"x" * 200_000, "more than 65536 bytes"),
    ],
)
def test_a_file_that_is_no_list_is_an_error_in_a_plain_sentence(content, sentence):
    with pytest.raises(SubscriberError, match=sentence):
        read(content)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content):
    for found in read(HEAD.encode() + content + b"\nlast@x.org,Last,,,\n"):
        assert isinstance(found, Subscriber | InvalidLine)
        if isinstance(found, Subscriber):
            assert found.email.isascii()
            assert not set("\r\n\0 ") & set(found.email)
            assert not set("\r\n\0") & set(found.name)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), max_size=4))
def test_lines_after_a_broken_one_are_read(fields):
    text = ",".join(fields).replace("\r", " ").replace("\n", " ").replace('"', "")
    assert read(f'x,"{text}\nlast@x.org,Last,,,\n')[-1].email == "last@x.org"


@pytest.mark.parametrize("length", [10_000, pytest.param(40_000, marks=pytest.mark.slow)])
def test_a_long_list_is_read_as_a_stream(length):
    class Lines(io.RawIOBase):
        left = length

        def readable(self):
            return True

        def readinto(self, buffer):
            if not self.left:
                return 0
            line = HEAD if self.left == length else f"reader{self.left}@example.org,R,en,health,\n"
            self.left -= 1
            buffer[: len(line)] = line.encode()
            return len(line)

    read_one("a@x.org,,Spanish,,\n")  # names of languages are read once
    tracemalloc.start()
    count = sum(1 for _ in subscribers.read(io.BufferedReader(Lines()), "s.csv", PUBLICATION))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == length - 1
    assert peak < 2_500_000
