"""Letters: a message made once, filled in for each recipient, and unsubscribe tokens."""

import re
import stat
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.errors import MessageError, TokenError
from digest.mail import addresses, tokens
from digest.mail.message import HeaderValues
from digest.mail.personal import Letter, Mailing, Placeholders, RenderedEdition
from digest.model import Edition, MailSettings, Subscriber
from digest.text import line

SECRET = b"s" * 32
MAILING = Mailing(list_id="news.t.example", issue="2021-10", amendment=0, secret=SECRET)
MAIL = MailSettings(
    sender="News <news@t.example>", list_id="news.t.example", unsubscribe="https://t.example/leave?list=a&x=1"
)
GREETING = "Hello {name|reader}, in {city}! [Yours](https://t.example/{city|nowhere})"
ANA = Subscriber(email="ana@example.org", language="en", name="Ana", fields={"city": "Limón"})
SIGNER = tokens.Signer(SECRET, "news.t.example")
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120).map(line)


def letter(greeting=GREETING, mail=MAIL, mailing=MAILING, body="Días de lluvia = {x}\n" * 40, **changes):
    placeholders = Placeholders(SECRET)
    greeted = placeholders.insert(greeting)
    link = placeholders.unsubscribe
    markup = re.sub(r"\[(.*?)\]\((.*?)\)", r'<a href="\2">\1</a>', greeted)
    headers = HeaderValues(
        mail=mail,
        subject="Días de lluvia",
        date=datetime(2021, 11, 1, tzinfo=UTC),
        web="https://t.example/issues/2021-10/",
        archive="https://t.example/",
        languages="en",
        list_name="News",
    )
    rendered = RenderedEdition(
        edition=Edition("en"),
        headers=headers,
        text=f"{greeted}\n\n{body}{link}\n",
        html=f'<p>{markup}</p>\n{body}<a href="{link}">Leave</a> {body}',
    )
    return Letter(replace(rendered, **changes), mailing, placeholders)


def made(subscriber=ANA, **changes):
    return letter(**changes).message_to(subscriber).content()


def parsed(content):
    message = message_from_bytes(content, policy=policy.default)
    text, page = message.iter_parts()
    return message, *(part.get_content().replace("\r\n", "\n") for part in (text, page))


LETTER = letter()


@given(NAMES, st.text(st.characters(codec="utf-8"), max_size=200), st.emails())
@example('"; rm -rf', '"><script>', "a@x.org")
@example("=?utf-8?q?Bcc:_thief=40x.org?=", "javascript:alert(1)", "a@x.org")
@example("Ñ" * 120, "\r\nBcc: thief@x.org\r\n\r\n.\r\n", "a@x.org")
@example("\\", "x" * 1000, "a" * 64 + "@" + "x" * 63 + ".org")
@example("Ana, Bob: <c@x.org>;", " ", "a@x.org")
def test_a_message_has_exactly_one_recipient_for_any_name(name, city, email):
    try:
        email = addresses.normalise(email)
    except ValueError:
        email = "a@x.org"
    content = LETTER.message_to(
        Subscriber(email=email, language="en", name=name, fields={"city": city})
    ).content()
    message, text, page = parsed(content)
    (to,) = message["To"].addresses
    assert to.addr_spec == email
    # Python 3.11 keeps the space between two encoded words (RFC 2047, section 6.2), its older reader does not.
    assert to.display_name.replace(" ", "") == name.replace(" ", "")
    shown, address = parseaddr(message_from_bytes(content)["To"].replace("\r\n", ""))
    assert (str(make_header(decode_header(shown))), address) == (name, email)
    link = f"https://t.example/leave?list=a&x=1&token={SIGNER.token(email)}"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert SIGNER.address(link.rpartition("=")[2]) == email
    assert sorted(message.keys()) == sorted(message_from_bytes(made(), policy=policy.default).keys())
    where = f" {line(city)}" if line(city) else ""
    assert text.startswith(f"Hello {name or 'reader'}, in{where}! [Yours](")
    assert text.endswith(f"\n{link}\n")
    assert unescape(page).startswith(f'<p>Hello {name or "reader"}, in{where}! <a href="https://t.example/')
    assert f'<a href="{link.replace("&", "&amp;")}">Leave</a>' in page
    assert len(re.findall(r"<\w", page)) == 3
    lines = content.split(b"\r\n")
    assert not any(mark in part for part in lines for mark in (b"\r", b"\n"))
    assert max(map(len, lines)) <= 998
    body = content.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    content.decode("ascii")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300), NAMES)
def test_a_merge_field_never_changes_the_text_around_it(around, name):
    around = around.replace("{", "(")
    _, text, page = parsed(
        letter(greeting="", text=f"{around}", html="").message_to(replace(ANA, name=name)).content()
    )
    plain = [part for part in (text.rstrip("\n"),) if part]
    assert plain == ([around.rstrip("\n")] if around.rstrip("\n") else [])
    assert page.strip() == ""


def test_messages_to_two_recipients_differ_only_in_personal_data():
    bob = Subscriber(email="bob@example.org", language="en", name="Bob", fields={"city": "Bonn"})
    first, second = ((reader, letter().message_to(reader)) for reader in (ANA, bob))

    def without(subscriber, outgoing):
        token = SIGNER.token(subscriber.email)
        content = outgoing.content().replace(b"=\r\n", b"").decode()
        for own in (token, subscriber.email, outgoing.message_id):
            assert own in content
            content = content.replace(own, "*")
        for own in (subscriber.name, subscriber.fields["city"].replace("ó", "=C3=B3"), "Lim%C3%B3n"):
            content = content.replace(own, "*")
        return content

    assert without(*first) == without(*second)


def test_a_recipient_always_gets_the_same_bytes_and_a_correction_has_its_own_id():
    assert made() == made()
    first, second = letter().message_to(ANA), letter(mailing=replace(MAILING, amendment=1)).message_to(ANA)
    assert first.message_id != second.message_id
    assert letter().message_to(replace(ANA, email="ANA@example.org")).message_id == first.message_id


def test_an_empty_value_gives_the_fallback_or_is_removed_with_its_space():
    _, text, page = parsed(made(Subscriber(email="a@x.org", language="en")))
    assert text.startswith("Hello reader, in! [Yours](https://t.example/nowhere)")
    assert page.startswith('<p>Hello reader, in! <a href="https://t.example/nowhere">')


def test_a_value_inside_a_link_cannot_change_its_scheme():
    _, _, page = parsed(
        made(replace(ANA, fields={"city": 'javascript:"x//'}), greeting="[x]({city}) <b title='{city}'>y</b>")
    )
    assert '<a href="javascript%3A%22x%2F%2F">x</a>' in page


@pytest.mark.parametrize(
    ("mail", "sender"),
    [
        (MAIL, "news@t.example"),
        (replace(MAIL, bounces="bounces@t.example"), "bounces@t.example"),
        (replace(MAIL, sender="news@t.example"), "news@t.example"),
    ],
)
def test_a_letter_has_the_envelope_sender_of_the_settings(mail, sender):
    assert letter(mail=mail).message_to(ANA).sender == sender


def test_the_one_click_header_needs_an_https_address():
    for address, posts in (
        ("https://t.example/leave", True),
        ("http://t.example/leave", False),
        ("mailto:leave@t.example", False),
        ("", False),
    ):
        message, *_ = parsed(made(mail=replace(MAIL, unsubscribe=address)))
        assert (message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is posts
        assert ("List-Unsubscribe" in message) is bool(address)


@pytest.mark.parametrize(
    ("address", "tokened"),
    [
        ("https://t.example/leave", "https://t.example/leave?token=T"),
        ("https://t.example/leave?a=b#c", "https://t.example/leave?a=b&token=T#c"),
        ("mailto:leave@t.example", "mailto:leave@t.example?subject=T"),
        ("mailto:leave@t.example?subject=Leave", "mailto:leave@t.example?subject=Leave&body=T"),
    ],
)
def test_the_token_goes_into_the_query_or_the_subject_of_the_address(address, tokened):
    message, *_ = parsed(made(mail=replace(MAIL, unsubscribe=address)))
    assert message["List-Unsubscribe"] == f"<{tokened.replace('T', SIGNER.token('ana@example.org'))}>"


@pytest.mark.parametrize(
    "address", ["{{ UnsubscribeURL }}", "https://ñ.example/", "https://x.example/" + "y" * 800]
)
def test_an_address_that_cannot_hold_a_token_is_an_error(address):
    with pytest.raises(MessageError, match="cannot hold a token"):
        letter(mail=replace(MAIL, unsubscribe=address))


def test_a_placeholder_made_with_another_secret_stays_text():
    foreign = Placeholders(b"guessed" * 5).unsubscribe
    _, text, _ = parsed(made(body=f"{foreign}\n"))
    assert foreign in text


@given(st.emails(), st.integers(0, 400), st.sampled_from("AbZz09-_.="))
def test_a_changed_token_is_an_error(email, place, sign):
    token = SIGNER.token(email)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    if changed != token:
        with pytest.raises(TokenError, match="was not signed for this newsletter, or was changed since"):
            SIGNER.address(changed)
    assert SIGNER.address(token) == email


@pytest.mark.parametrize("token", ["", "a", "a=", "ñ", "a" * 501, "-rf", "a....", "b" + "A" * 40])
def test_a_malformed_token_is_an_error(token):
    with pytest.raises(TokenError, match="expected one from a message's unsubscribe link"):
        SIGNER.address(token)


def test_a_token_is_valid_for_one_list_and_one_secret():
    token = SIGNER.token("ana@example.org")
    for other in (tokens.Signer(SECRET, "other.t.example"), tokens.Signer(b"t" * 32, "news.t.example")):
        with pytest.raises(TokenError):
            other.address(token)


def test_the_secret_is_created_once_and_only_its_owner_can_read_it(tmp_path):
    made = tokens.load_secret(tmp_path / ".digest")
    path = tmp_path / ".digest/secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tokens.load_secret(tmp_path / ".digest") == made
    assert len(made) >= 32
    assert [path.name for path in (tmp_path / ".digest").iterdir()] == ["secret"]


def test_a_secret_that_others_can_read_or_guess_is_an_error(tmp_path):
    path = tmp_path / "secret"
    path.write_text("x" * 40)
    path.chmod(0o644)
    with pytest.raises(TokenError, match="is readable by other users; expected `chmod 600`"):
        tokens.load_secret(tmp_path)
    path.chmod(0o600)
    assert tokens.load_secret(tmp_path) == b"x" * 40
    path.write_text("short")
    with pytest.raises(TokenError, match="has 5 bytes"):
        tokens.load_secret(tmp_path)
    with pytest.raises(TokenError, match="DIGEST_SECRET: has 5 characters"):
        tokens.load_secret(tmp_path, "short")
    with pytest.raises(TokenError, match="cannot be read or created"):
        tokens.load_secret(path)
