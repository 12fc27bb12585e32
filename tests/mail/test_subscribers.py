"""Lists of subscribers: what is read, what is passed over and why, and that neither ends the run."""

import io
import tracemalloc

import pytest
from hypothesis import given, settings
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


def one(text, head=HEAD):
    (found,) = read(text, head)
    return found


def refused(text):
    found = one(text)
    assert isinstance(found, InvalidLine), found
    assert found.line == 2
    return found.text


def test_a_line_names_a_subscriber():
    assert one('ana@example.org,"Núñez, Ana",es,health|Agua,Limón\n') == Subscriber(
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
def test_columns_are_known_by_their_common_names_and_parted_by_what_the_first_line_has(head):
    mark = next(mark for mark in "\t;," if mark in head)
    found = one(mark.join(["ana@example.org", "Ana", "Núñez", "health", "en"]), "\ufeff" + head)
    assert (found.email, found.topics, found.language) == ("ana@example.org", frozenset({"health"}), "en")
    assert found.name.startswith("Ana")


@pytest.mark.parametrize("spoken", ["es", "ES", "es-CR", "Spanish", "español", "es_419"])
def test_a_language_has_several_names(spoken):
    assert one(f"a@x.org,,{spoken},,\n").language == "es"


def test_without_a_language_it_is_the_publications_first_and_without_topics_all_of_them():
    assert (one("a@x.org\n").language, one("a@x.org\n").topics) == ("en", frozenset())


@pytest.mark.parametrize("topics", ["health,water", "Salud; agua", "Public health|WATER AND SANITATION"])
def test_topics_are_named_by_slug_heading_or_alias(topics):
    assert one(f'a@x.org,,,"{topics}",\n').topics == frozenset({"health", "water"})


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
def test_what_cannot_be_taken_is_refused_in_a_plain_sentence(line, sentence):
    assert sentence in refused(line)


@pytest.mark.parametrize(
    "address",
    [
        "a", "a@b", "@x.org", "a@", "a b@x.org", "a@x..org", ".a@x.org", "a.@x.org", "a@-x.org", "a@x.org.", "a@[1.2.3.4]",
        "a@127.0.0.1", '"a b"@x.org', "a@x.org,b@x.org", "Ana <a@x.org>", "ñ@x.org", "a@x_y.org", "a@b@x.org", "a\t@x.org",
        "a" * 65 + "@x.org", "a@" + "x." * 125 + "org", "a@" + "x" * 64 + ".org", "a@ñ..org",
        "a@x\u200dy.org", "a@" + "ñ." * 130 + "org",
    ],
)  # fmt: skip
def test_an_address_is_one_addr_spec_or_none(address):
    quoted = address.replace('"', '""')
    assert "expected" in refused(f'"{quoted}",,,,\n')


@pytest.mark.parametrize(
    ("address", "ascii_one"),
    [
        ("o'brien+news@mail.x-y.example.org", None),
        ("ANA@Example.ORG", None),
        ("ana@exämple.org", "ana@xn--exmple-cua.org"),
        ("ana@straße.example", "ana@xn--strae-oqa.example"),
        ("ana@ශ්\u200dරී.com", "ana@xn--10cl1a0b660p.com"),
    ],
)
def test_an_address_of_the_common_kind_is_taken(address, ascii_one):
    assert one(f"{address},,,,\n").email == (ascii_one or address)


def test_an_address_in_an_earlier_line_is_refused_in_whatever_case():
    first, second = read("Ana@x.org,,,,\nana@X.org,,,,\n")
    assert first.email == "Ana@x.org"
    assert "an earlier line has this address too" in second.text


def test_a_quote_that_never_ends_costs_its_own_line_only():
    lines = "".join(f"r{n}@x.org,R,,,\n" for n in range(300))
    found = read(f'"; rm -rf,a@x.org,,,\n{lines}')
    assert "its quotes do not pair" in found[0].text
    assert [one.email for one in found[1:]] == [f"r{n}@x.org" for n in range(300)]


def test_a_field_over_several_lines_is_one_field_and_its_lines_are_none_of_their_own():
    found = read('a@x.org,A,,,"one\nthief@x.org,T,,,\ntwo"\nb@x.org,B,,,\n')
    assert [one.email for one in found] == ["a@x.org", "b@x.org"]


def test_a_line_that_is_not_utf_8_is_refused_and_the_next_is_read():
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
def test_what_is_no_list_at_all_is_an_error_in_a_plain_sentence(content, sentence):
    with pytest.raises(SubscriberError, match=sentence):
        read(content)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_end_the_run(content):
    for found in read(HEAD.encode() + content + b"\nlast@x.org,Last,,,\n"):
        assert isinstance(found, Subscriber | InvalidLine)
        if isinstance(found, Subscriber):
            assert found.email.isascii()
            assert not set("\r\n\0 ") & set(found.email)
            assert not set("\r\n\0") & set(found.name)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), max_size=4))
def test_every_line_after_a_broken_one_is_read(fields):
    text = ",".join(fields).replace("\r", " ").replace("\n", " ").replace('"', "")
    assert read(f'x,"{text}\nlast@x.org,Last,,,\n')[-1].email == "last@x.org"


def test_a_long_list_is_read_as_it_comes():
    class Lines(io.RawIOBase):
        left = 40_000

        def readable(self):
            return True

        def readinto(self, buffer):
            if not self.left:
                return 0
            line = HEAD if self.left == 40_000 else f"reader{self.left}@example.org,R,en,health,\n"
            self.left -= 1
            buffer[: len(line)] = line.encode()
            return len(line)

    one("a@x.org,,Spanish,,\n")  # names of languages are read once
    tracemalloc.start()
    count = sum(1 for _ in subscribers.read(io.BufferedReader(Lines()), "s.csv", PUBLICATION))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 39_999
    assert peak < 2_500_000
