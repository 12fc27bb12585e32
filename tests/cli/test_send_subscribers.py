"""digest send --subscribers: one message for each reader, in the edition of their language and topics."""

import json
import re

from letters import send_letters
from small_issue import MONTH


def test_each_subscriber_gets_a_message_and_invalid_lines_are_reported(issue):
    issue.put(
        "subscribers.csv",
        'email,name\nana@x.example,Ana\n"bob@x.example\nBcc: eve@x.example",Bob\nrm@x.example,"""; rm -rf"\n'
        "=cmd()@x.example,Formula\nzoe@x.example,Zoë\n",
    )
    done = issue.send("--via", "mbox:box", "--subscribers", "subscribers.csv")
    assert done.returncode == 1
    named = [line.split(": ")[1] for line in done.stderr.splitlines() if line.startswith("digest: ")]
    assert [name.rpartition(":")[0] for name in named] == ["subscribers.csv"] * 3
    assert "2 messages sent" in done.stderr
    assert [one["To"] for one in issue.delivered()] == ["Ana <ana@x.example>", "Zoë <zoe@x.example>"]
    assert len({one["Message-ID"] for one in issue.delivered()}) == 2


def test_the_same_command_reaches_readers_who_joined_later(issue):
    issue.put("subscribers.csv", "email\nana@x.example\n")
    issue.send("--via", "mbox:box", "--subscribers", "subscribers.csv")
    issue.put("subscribers.csv", "email\nana@x.example\nzoe@x.example\n")
    assert issue.send("--via", "mbox:box", "--subscribers", "subscribers.csv").returncode == 0
    assert [one["To"] for one in issue.delivered()] == ["ana@x.example", "zoe@x.example"]


def test_subscribers_may_come_from_standard_input(issue):
    done = issue.run(
        "send", *MONTH, "--via", "mbox:box", "--subscribers", "-", stdin=b"email\nana@x.example\n"
    )
    assert done.returncode == 0, done.stderr
    assert [one["To"] for one in issue.delivered()] == ["ana@x.example"]


def test_each_subscriber_gets_the_edition_of_their_topics(newsroom):
    done, messages = send_letters(
        newsroom, "a@x.org,Ana,,health,Limón\nb@x.org,,en,water|health,\nc@x.org,,,more,\n"
    )
    assert done.returncode == 0, done.stderr
    texts = [one.get_body(("plain",)).get_content() for one in messages]
    inside = [
        {title for title in ("Clinic opens", "A well is dug", "Other") if f"\n{title}\n" in text}
        for text in texts
    ]
    assert inside == [{"Clinic opens"}, {"A well is dug", "Clinic opens"}, {"Other"}]
    assert "Hello Ana of Limón," in texts[0]
    assert "Hello reader of the coast," in texts[1]
    assert [one["Subject"].rpartition(": ")[2] for one in messages][::2] == ["Clinic opens", "Other"]


def test_a_subscriber_without_articles_gets_no_message_and_is_counted(newsroom):
    done, messages = send_letters(newsroom, "a@x.org,,,boats,\nb@x.org,,es,,\nc@x.org,,,,\n", "--json")
    assert [one["To"] for one in messages] == ["c@x.org"]
    assert done.returncode == 0
    report = json.loads(done.stdout)
    assert (report["sent"], report["no_article_in_their_topics"]) == (1, 1)


def test_invalid_lines_are_reported_by_number_and_the_rest_is_sent(newsroom):
    lines = 'a@x.org,"""; rm -rf",,,\nb@x.org,=1+1,,,\n"c@x.org\nBcc: d@x.org",,,,\ne@x.org,Eva,,,\n'
    done, messages = send_letters(newsroom, lines)
    assert [one["To"] for one in messages] == ["Eva <e@x.org>"]
    assert done.returncode == 1
    for number, why in ((2, "holds ';'"), (3, "begins like a formula"), (4, "holds a line break")):
        assert re.search(rf"^digest: \S*s\.csv:{number}: .*{why}", done.stderr, re.MULTILINE)
    assert "Traceback" not in done.stderr


def test_the_mail_for_all_greets_with_fallbacks_and_the_page_does_not_greet(newsroom):
    assert "Hello reader of the coast," in newsroom.read("mail/2021-10/digest.html")
    assert "Hello reader of the coast," in newsroom.read("mail/2021-10/digest.txt")
    assert "Hello reader" not in newsroom.read("site/issues/2021-10/index.html")
