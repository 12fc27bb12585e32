"""Runs of messages, handed to a real server, and what the ledger says of them."""

import time
from datetime import UTC, datetime

import pytest
from killing import parcels, run
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


class Post:
    """One issue on its way to a server, as often as wanted."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.sending = ledger.begin("2021-10", 0, "as built", NOW)

    def send(self, port, messages, *, connections=1, progress=lambda _: None, **rules):
        rules = delivery.Rules(**{"retry_delays": (0.01, 0.02)} | rules)
        log = LedgerLog(self.ledger, self.sending, lambda: NOW, rules.in_doubt)
        transport = create(f"smtp://127.0.0.1:{port}", Options(connections=connections))
        return delivery.send(messages, transport, log, rules, progress)

    def recipients(self, *statuses):
        return sorted(message.recipient for message in self.ledger.deliveries(self.sending, *statuses))


@pytest.fixture
def post(ledger):
    return Post(ledger)


def to(*recipients, content=MESSAGE):
    return [
        Outgoing(
            sender=NEWS, recipient=one, edition=Edition("en"), message_id=f"<{one}>", content=lambda: content
        )
        for one in recipients
    ]


def test_everyone_is_served_once_and_the_ledger_says_so(post):
    inbox = Inbox()
    them = to(*(f"reader{n}@x.example" for n in range(50)))
    with serving(inbox) as port:
        first = post.send(port, them, connections=3)
        second = post.send(port, them)
    assert (first.sent, first.already_done) == (50, 0)
    assert (second.sent, second.already_done) == (0, 50)
    assert sorted(inbox.recipients) == sorted(one.recipient for one in them)
    (one,) = (
        h
        for h in post.ledger.deliveries(post.sending, DeliveryStatus.SENT)
        if h.recipient == "reader7@x.example"
    )
    assert (one.message_id, one.code, one.reply, one.attempts) == (
        "<reader7@x.example>",
        250,
        "2.0.0 kept",
        1,
    )


def test_what_is_put_off_is_tried_again_in_the_same_run(post):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "450 nor now", "250 OK"]})
    with serving(inbox) as port:
        tally = post.send(port, to("slow@x.example", "ana@x.example"))
    assert (tally.sent, tally.deferred) == (2, 0)
    assert inbox.recipients == ["ana@x.example", "slow@x.example"]


def test_what_is_put_off_too_often_is_the_next_runs(post):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now"] * 3 + ["250 OK"]})
    with serving(inbox) as port:
        tally = post.send(port, to("slow@x.example", "ana@x.example"))
        assert (tally.sent, tally.deferred) == (1, 1)
        assert post.recipients(DeliveryStatus.DEFERRED) == ["slow@x.example"]
        assert post.send(port, to("slow@x.example", "ana@x.example")).sent == 1
    assert post.recipients(DeliveryStatus.DEFERRED) == []


def test_what_is_refused_is_written_down_and_not_tried_again(post):
    inbox = Inbox(**{"gone_at_x.example": ["550 5.1.1 nobody here", "250 OK"]})
    with serving(inbox) as port:
        assert post.send(port, to("ana@x.example", "gone@x.example")).rejected == 1
        assert post.send(port, to("ana@x.example", "gone@x.example")).already_done == 2
    (one,) = post.ledger.deliveries(post.sending, DeliveryStatus.REJECTED)
    assert (one.recipient, one.code, one.reply) == ("gone@x.example", 550, "5.1.1 nobody here")


def test_the_same_message_twice_in_a_list_is_handed_over_once(post):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "250 OK"]})
    with serving(inbox) as port:
        tally = post.send(port, to(*["slow@x.example", "ana@x.example"] * 3), connections=2)
    assert sorted(inbox.recipients) == ["ana@x.example", "slow@x.example"]
    assert (tally.sent, tally.already_done) == (2, 4)


def test_nobody_who_unsubscribed_is_served(post):
    inbox = Inbox()
    assert post.ledger.unsubscribe("Ana@X.example", NOW)
    assert not post.ledger.unsubscribe("ana@x.example", NOW)
    with serving(inbox) as port:
        tally = post.send(port, to("ana@x.example", "bob@x.example"))
    assert inbox.recipients == ["bob@x.example"]
    assert tally.unsubscribed == 1


def test_an_answer_that_never_came_is_asked_for_again_with_the_same_message(post):
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        tally = post.send(port, to("ana@x.example"))
    assert inbox.recipients == ["ana@x.example"] * 2
    assert {envelope.content for envelope in inbox.envelopes} == {MESSAGE}
    assert (tally.sent, tally.in_doubt) == (1, 0)


def test_an_answer_that_never_came_is_let_be_where_that_is_wanted(post):
    inbox = Inbox(**{"ana_at_x.example": ["drop", "250 OK"]})
    with serving(inbox) as port:
        first = post.send(port, to("ana@x.example", "bob@x.example"), in_doubt=InDoubt.SKIP)
        second = post.send(port, to("ana@x.example", "bob@x.example"), in_doubt=InDoubt.SKIP)
    assert inbox.recipients == ["ana@x.example", "bob@x.example"]
    assert first.in_doubt == second.in_doubt == 1
    assert post.recipients(DeliveryStatus.UNKNOWN) == ["ana@x.example"]


def test_a_server_that_is_not_there_ends_the_run_at_once(post):
    started = time.monotonic()
    tally = post.send(1, to("ana@x.example", "bob@x.example"), retry_delays=(60,))
    assert "cannot be reached" in str(tally.stopped)
    assert time.monotonic() - started < 5
    assert post.recipients(DeliveryStatus.DEFERRED) == ["ana@x.example"]


def test_a_server_that_goes_away_is_waited_for_and_then_given_up(post):
    inbox = Inbox()

    def them():
        yield from to("ana@x.example")
        inbox.sender = "421 going away"
        yield from to("bob@x.example", "eve@x.example")

    with serving(inbox) as port:
        tally = post.send(port, them())
    assert inbox.recipients == ["ana@x.example"]
    assert (tally.sent, tally.deferred) == (1, 2)


def test_a_refused_sender_ends_the_run_and_nobody_is_refused_for_it(post):
    inbox = Inbox()
    inbox.sender = "550 5.7.1 not you"
    with serving(inbox) as port:
        tally = post.send(port, to("ana@x.example", "bob@x.example"))
    assert "rejects mail from 'news@test.example': 550" in str(tally.stopped)
    assert (tally.rejected, post.recipients(DeliveryStatus.REJECTED)) == (0, [])


def test_when_the_first_are_all_refused_the_fault_is_ours_and_they_are_tried_again(post):
    them = [f"reader{n:02}@x.example" for n in range(30)]
    denied = Inbox(**{one.replace("@", "_at_"): ["554 5.7.1 relay access denied"] for one in them})
    with serving(denied) as port:
        tally = post.send(port, to(*them))
    assert str(tally.stopped).startswith("20 messages in a row were rejected: 554 5.7.1 relay access denied")
    assert (tally.rejected, tally.deferred) == (0, 20)
    assert (post.recipients(DeliveryStatus.REJECTED), post.recipients(DeliveryStatus.DEFERRED)) == (
        [],
        them[:20],
    )
    with serving(Inbox()) as port:
        assert post.send(port, to(*them)).sent == 30


def test_a_limit_reached_in_the_middle_ends_the_run_and_nobody_behind_it_is_lost(post):
    them = [f"reader{n:03}@x.example" for n in range(60)]
    full = ["554 5.4.5 no more today"]
    limited = Inbox(**{one.replace("@", "_at_"): full for one in them[25:]})
    with serving(limited) as port:
        tally = post.send(port, to(*them))
    assert (tally.sent, tally.rejected, tally.deferred) == (25, 0, 20)
    with serving(Inbox()) as port:
        assert post.send(port, to(*them)).sent == 35


def test_addresses_that_are_gone_end_no_run_however_many_they_are(post):
    them = [f"reader{n:02}@x.example" for n in range(30)]
    with serving(Inbox(**{one.replace("@", "_at_"): ["550 5.1.1 nobody here"] for one in them})) as port:
        tally = post.send(port, to(*them, "ana@x.example"))
    assert (tally.stopped, tally.rejected, tally.sent) == (None, 30, 1)


def test_who_unsubscribes_while_a_message_waits_does_not_get_it(post):
    inbox = Inbox(**{"slow_at_x.example": ["451 not now", "250 OK"]})

    def leave(tally):
        if tally.waiting:
            post.ledger.unsubscribe("slow@x.example", NOW)

    with serving(inbox) as port:
        tally = post.send(port, to("slow@x.example"), retry_delays=(0.2,), progress=leave)
    assert (inbox.recipients, tally.unsubscribed, tally.sent) == ([], 1, 0)


def test_an_answer_that_never_comes_is_waited_for_twice_in_one_run(post):
    inbox = Inbox(**{"ana_at_x.example": ["drop"]})
    with serving(inbox) as port:
        tally = post.send(port, to("ana@x.example"))
    assert (len(inbox.recipients), tally.in_doubt) == (2, 1)


def test_when_everything_is_put_off_the_run_ends(post):
    them = [f"reader{n}@x.example" for n in range(100)]
    busy = Inbox(**{one.replace("@", "_at_"): ["450 busy"] for one in them})
    with serving(busy) as port:
        tally = post.send(port, to(*them))
    assert str(tally.stopped) == "the server defers everything: 450 busy"
    assert tally.sent == 0
    assert 10 <= tally.deferred < 100


def test_an_interrupted_run_leaves_nothing_in_doubt(post):
    def told(tally):
        if tally.sent >= 5:
            raise KeyboardInterrupt

    inbox = Inbox()
    them = to(*(f"reader{n}@x.example" for n in range(30)))
    with serving(inbox) as port:
        with pytest.raises(KeyboardInterrupt):
            post.send(port, them, connections=2, progress=told)
        assert post.recipients(DeliveryStatus.UNKNOWN) == []
        assert len(post.recipients(DeliveryStatus.SENT)) == len(inbox.recipients)
        post.send(port, them)
    assert sorted(inbox.recipients) == sorted(one.recipient for one in them)


def test_no_more_go_out_in_a_minute_than_the_limit_says(post):
    with serving(Inbox()) as port:
        started = time.monotonic()
        post.send(port, to(*(f"reader{n}@x.example" for n in range(5))), per_minute=600)
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize(
    "address", ["ana@x.example\r\nRCPT TO:<b@x.example>", "ana@x.example b@x.example", "a\0@x"]
)
def test_an_address_with_a_line_break_never_reaches_a_server(post, address):
    inbox = Inbox()
    with serving(inbox) as port:
        tally = post.send(port, to(address, "bob@x.example"))
    assert inbox.recipients == ["bob@x.example"]
    assert (tally.sent, tally.rejected) == (1, 1)


def test_a_message_that_cannot_be_made_stops_no_other(post):
    def fail():
        raise MessageError("header Subject: cannot be written")

    bad = Outgoing(
        sender=NEWS, recipient="ana@x.example", edition=Edition("en"), message_id="<1@x>", content=fail
    )
    with serving(Inbox()) as port:
        tally = post.send(port, [bad, *to("bob@x.example")], retry_delays=(60,))  # nor is it waited for
    assert (tally.sent, tally.deferred) == (1, 1)
    assert [one.reply for one in post.ledger.deliveries(post.sending, DeliveryStatus.DEFERRED)] == [
        "header Subject: cannot be written"
    ]


def test_a_message_is_made_only_when_it_is_handed_over(post):
    def never():
        raise AssertionError

    made = Outgoing(
        sender=NEWS, recipient="ana@x.example", edition=Edition("en"), message_id="<1@x>", content=never
    )
    assert delivery.rehearse([made], NoLog()).sent == 1


@pytest.mark.parametrize("in_doubt", InDoubt)
def test_killed_at_any_moment_the_sender_skips_nobody(tmp_path, in_doubt):
    found = run(tmp_path, 200, 6, in_doubt, seed=2)
    assert found["kills"] >= 4
    assert found["skipped"] == found["ledger and server disagree"] == found["to be tried again"] == 0
    assert found["with two Message-IDs"] == 0
    in_flight = 2 * found["kills"]
    if in_doubt is InDoubt.RESEND:
        assert found["in doubt"] == 0
        assert found["served twice"] <= in_flight
    else:
        assert found["served twice"] == 0
        assert found["in doubt"] <= in_flight


def test_the_parcels_of_the_kill_test_are_the_same_each_time():
    assert [one.message_id for one in parcels(3)] == [one.message_id for one in parcels(3)]
