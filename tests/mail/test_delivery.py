"""Runs against a real SMTP server, and the ledger afterwards."""

import time
from datetime import UTC, datetime

import pytest
from killing import messages, run
from smtp_server import MESSAGE, Inbox, serving

from digest.errors import MessageError
from digest.mail import delivery
from digest.mail.delivery_log import LedgerLog, NoLog
from digest.mail.ledger import Ledger
from digest.mail.transports import Options, create
from digest.model import DeliveryStatus, Edition, InDoubt, Outgoing

NOW = datetime(2021, 11, 1, tzinfo=UTC)
NEWS = "news@test.example"


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


class Mailing:
    """One issue, which can be sent again and again."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.sending = ledger.begin("2021-10", 0, "as built", NOW)

    def send(self, port, messages, *, connections=1, progress=lambda _: None, **rules):
        rules = delivery.Rules(**{"retry_delays": (0.01, 0.02)} | rules)
        log = LedgerLog(self.ledger, self.sending, lambda: NOW, rules.in_doubt)
        transport = create(f"smtp://127.0.0.1:{port}", Options(connections=connections))
        return delivery.send(messages, transport, log, rules, progress)

    def recipients(self, status):
        return sorted(message.recipient for message in self.ledger.deliveries(self.sending, status))


@pytest.fixture
def mailing(ledger):
    return Mailing(ledger)


def messages_to(*recipients, content=MESSAGE):
    return [
        Outgoing(
            sender=NEWS,
            recipient=recipient,
            edition=Edition("en"),
            message_id=f"<{recipient}>",
            content=lambda: content,
        )
        for recipient in recipients
    ]


def test_every_recipient_gets_one_message_and_the_ledger_records_it(mailing):
    inbox = Inbox()
    outgoing = messages_to(*(f"reader{n}@x.example" for n in range(50)))
    with serving(inbox) as port:
        first = mailing.send(port, outgoing, connections=3)
        second = mailing.send(port, outgoing)
    assert (first.sent, first.already_done) == (50, 0)
    assert (second.sent, second.already_done) == (0, 50)
    assert sorted(inbox.recipients) == sorted(message.recipient for message in outgoing)
    deliveries = {
        delivery.recipient: delivery
        for delivery in mailing.ledger.deliveries(mailing.sending, DeliveryStatus.SENT)
    }
    seventh = deliveries["reader7@x.example"]
    assert (seventh.message_id, seventh.attempts) == ("<reader7@x.example>", 1)
    assert (seventh.code, seventh.reply) == (250, "2.0.0 stored")


def test_a_deferred_message_is_retried_in_the_same_run(mailing):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "450 nor now", "250 OK"]})
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("slow@x.example", "ana@x.example"))
    assert (counts.sent, counts.deferred) == (2, 0)
    assert inbox.recipients == ["ana@x.example", "slow@x.example"]


def test_a_message_deferred_too_often_is_left_to_the_next_run(mailing):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now"] * 3 + ["250 OK"]})
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("slow@x.example", "ana@x.example"))
        assert (counts.sent, counts.deferred) == (1, 1)
        assert mailing.recipients(DeliveryStatus.DEFERRED) == ["slow@x.example"]
        assert mailing.send(port, messages_to("slow@x.example", "ana@x.example")).sent == 1
    assert mailing.recipients(DeliveryStatus.DEFERRED) == []


def test_a_rejected_message_is_recorded_and_not_retried(mailing):
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody here", "250 OK"]})
    with serving(inbox) as port:
        assert mailing.send(port, messages_to("ana@x.example", "gone@x.example")).rejected == 1
        assert mailing.send(port, messages_to("ana@x.example", "gone@x.example")).already_done == 2
    (delivery,) = mailing.ledger.deliveries(mailing.sending, DeliveryStatus.REJECTED)
    assert (delivery.recipient, delivery.code, delivery.reply) == ("gone@x.example", 550, "5.1.1 nobody here")


def test_a_message_that_occurs_twice_is_sent_once(mailing):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "250 OK"]})
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to(*["slow@x.example", "ana@x.example"] * 3), connections=2)
    assert sorted(inbox.recipients) == ["ana@x.example", "slow@x.example"]
    assert (counts.sent, counts.already_done) == (2, 4)


def test_an_unsubscribed_reader_gets_nothing(mailing):
    inbox = Inbox()
    assert mailing.ledger.unsubscribe("Ana@X.example", NOW)
    assert not mailing.ledger.unsubscribe("ana@x.example", NOW)
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("ana@x.example", "bob@x.example"))
    assert inbox.recipients == ["bob@x.example"]
    assert counts.unsubscribed == 1


def test_a_message_without_a_reply_is_sent_again_with_the_same_bytes(mailing):
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("ana@x.example"))
    assert inbox.recipients == ["ana@x.example"] * 2
    assert {envelope.content for envelope in inbox.envelopes} == {MESSAGE}
    assert (counts.sent, counts.in_doubt) == (1, 0)


def test_a_message_without_a_reply_can_be_skipped_instead(mailing):
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        first = mailing.send(port, messages_to("ana@x.example", "bob@x.example"), in_doubt=InDoubt.SKIP)
        second = mailing.send(port, messages_to("ana@x.example", "bob@x.example"), in_doubt=InDoubt.SKIP)
    assert inbox.recipients == ["ana@x.example", "bob@x.example"]
    assert first.in_doubt == second.in_doubt == 1
    assert mailing.recipients(DeliveryStatus.UNKNOWN) == ["ana@x.example"]


def test_an_unreachable_server_stops_the_run_at_once(mailing):
    started = time.monotonic()
    counts = mailing.send(1, messages_to("ana@x.example", "bob@x.example"), retry_delays=(60,))
    assert "cannot be reached" in str(counts.stop_error)
    assert time.monotonic() - started < 5
    assert mailing.recipients(DeliveryStatus.DEFERRED) == ["ana@x.example"]


def test_a_server_that_goes_away_is_retried_before_the_run_stops(mailing):
    inbox = Inbox()

    def outgoing():
        yield from messages_to("ana@x.example")
        inbox.sender_reply = "421 going away"
        yield from messages_to("bob@x.example", "eve@x.example")

    with serving(inbox) as port:
        counts = mailing.send(port, outgoing())
    assert inbox.recipients == ["ana@x.example"]
    assert (counts.sent, counts.deferred) == (1, 2)


def test_a_rejected_sender_stops_the_run_and_rejects_no_message(mailing):
    inbox = Inbox()
    inbox.sender_reply = "550 5.7.1 not you"
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("ana@x.example", "bob@x.example"))
    assert "rejects mail from 'news@test.example': 550" in str(counts.stop_error)
    assert (counts.rejected, mailing.recipients(DeliveryStatus.REJECTED)) == (0, [])


def test_after_20_rejections_in_a_row_the_run_stops_and_they_are_retried(mailing):
    readers = [f"reader{n:02}@x.example" for n in range(30)]
    denied = Inbox(**{reader.replace("@", "_at_"): ["554 5.7.1 relay access denied"] for reader in readers})
    with serving(denied) as port:
        counts = mailing.send(port, messages_to(*readers))
    assert str(counts.stop_error).startswith(
        "20 messages in a row were rejected: 554 5.7.1 relay access denied"
    )
    assert (counts.rejected, counts.deferred) == (0, 20)
    assert (mailing.recipients(DeliveryStatus.REJECTED), mailing.recipients(DeliveryStatus.DEFERRED)) == (
        [],
        readers[:20],
    )
    with serving(Inbox()) as port:
        assert mailing.send(port, messages_to(*readers)).sent == 30


def test_a_limit_reached_in_the_middle_stops_the_run_and_loses_no_message(mailing):
    readers = [f"reader{n:03}@x.example" for n in range(60)]
    full = ["554 5.4.5 no more today"]
    limited = Inbox(**{reader.replace("@", "_at_"): full for reader in readers[25:]})
    with serving(limited) as port:
        counts = mailing.send(port, messages_to(*readers))
    assert (counts.sent, counts.rejected, counts.deferred) == (25, 0, 20)
    with serving(Inbox()) as port:
        assert mailing.send(port, messages_to(*readers)).sent == 35


def test_unknown_addresses_never_stop_a_run(mailing):
    readers = [f"reader{n:02}@x.example" for n in range(30)]
    with serving(
        Inbox(**{reader.replace("@", "_at_"): ["550 5.1.1 nobody here"] for reader in readers})
    ) as port:
        counts = mailing.send(port, messages_to(*readers, "ana@x.example"))
    assert (counts.stop_error, counts.rejected, counts.sent) == (None, 30, 1)


def test_a_reader_who_unsubscribes_before_a_retry_gets_nothing(mailing):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "250 OK"]})

    def leave(counts):
        if counts.waiting:
            mailing.ledger.unsubscribe("slow@x.example", NOW)

    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("slow@x.example"), retry_delays=(0.2,), progress=leave)
    assert (inbox.recipients, counts.unsubscribed, counts.sent) == ([], 1, 0)


def test_a_message_without_a_reply_is_sent_at_most_twice_in_a_run(mailing):
    inbox = Inbox(**{"ana_at_x.example": ["drop"]})
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to("ana@x.example"))
    assert (len(inbox.recipients), counts.in_doubt) == (2, 1)


def test_a_server_that_defers_everything_stops_the_run(mailing):
    readers = [f"reader{n}@x.example" for n in range(100)]
    busy = Inbox(**{reader.replace("@", "_at_"): ["450 busy"] for reader in readers})
    with serving(busy) as port:
        counts = mailing.send(port, messages_to(*readers))
    assert str(counts.stop_error) == "the server defers everything: 450 busy"
    assert counts.sent == 0
    assert 10 <= counts.deferred < 100


def test_an_interrupted_run_leaves_nothing_in_doubt(mailing):
    def interrupt(counts):
        if counts.sent >= 5:
            raise KeyboardInterrupt

    inbox = Inbox()
    outgoing = messages_to(*(f"reader{n}@x.example" for n in range(30)))
    with serving(inbox) as port:
        with pytest.raises(KeyboardInterrupt):
            mailing.send(port, outgoing, connections=2, progress=interrupt)
        assert mailing.recipients(DeliveryStatus.UNKNOWN) == []
        assert len(mailing.recipients(DeliveryStatus.SENT)) == len(inbox.recipients)
        mailing.send(port, outgoing)
    assert sorted(inbox.recipients) == sorted(message.recipient for message in outgoing)


def test_the_rate_limit_is_kept(mailing):
    with serving(Inbox()) as port:
        started = time.monotonic()
        mailing.send(port, messages_to(*(f"reader{n}@x.example" for n in range(5))), per_minute=600)
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize(
    "address", ["ana@x.example\r\nRCPT TO:<b@x.example>", "ana@x.example b@x.example", "a\0@x"]
)
def test_an_address_with_a_line_break_never_reaches_a_server(mailing, address):
    inbox = Inbox()
    with serving(inbox) as port:
        counts = mailing.send(port, messages_to(address, "bob@x.example"))
    assert inbox.recipients == ["bob@x.example"]
    assert (counts.sent, counts.rejected) == (1, 1)


def test_a_message_that_cannot_be_made_does_not_stop_the_others(mailing):
    def fail():
        raise MessageError("header Subject: cannot be written")

    bad = Outgoing(
        sender=NEWS, recipient="ana@x.example", edition=Edition("en"), message_id="<1@x>", content=fail
    )
    with serving(Inbox()) as port:
        counts = mailing.send(port, [bad, *messages_to("bob@x.example")], retry_delays=(60,))
    assert (counts.sent, counts.deferred) == (1, 1)
    assert [
        delivery.reply for delivery in mailing.ledger.deliveries(mailing.sending, DeliveryStatus.DEFERRED)
    ] == ["header Subject: cannot be written"]


def test_a_dry_run_makes_no_message():
    def never():
        raise AssertionError

    made = Outgoing(
        sender=NEWS, recipient="ana@x.example", edition=Edition("en"), message_id="<1@x>", content=never
    )
    assert delivery.dry_run([made], NoLog()).sent == 1


@pytest.mark.parametrize(("recipients", "kills"), [(100, 3), pytest.param(2000, 50, marks=pytest.mark.slow)])
@pytest.mark.parametrize("in_doubt", InDoubt)
def test_a_run_killed_at_any_moment_skips_no_recipient(tmp_path, in_doubt, recipients, kills):
    figures = run(tmp_path, recipients, kills, in_doubt, seed=2)
    assert figures["kills"] == kills
    assert figures["skipped"] == figures["ledger and server disagree"] == figures["deferred"] == 0
    assert figures["with two Message-IDs"] == 0
    in_flight = 2 * figures["kills"]
    if in_doubt is InDoubt.RESEND:
        assert figures["in doubt"] == 0
        assert figures["received twice"] <= in_flight
    else:
        assert figures["received twice"] == 0
        assert figures["in doubt"] <= in_flight


def test_the_messages_of_the_kill_test_are_the_same_each_time():
    assert [message.message_id for message in messages(3)] == [message.message_id for message in messages(3)]
