"""A long issue is shortened step by step until its mail fits the size budget."""

import re

import pytest
from conftest import item, rss

from digest.render import size_budget

TEXT = "The boats went out at dawn and came home at noon with less than they had hoped for, said the harbour master. "


def workspace_of(workspace, count):
    items = [
        item(f"The harbour opens for the {n}th time", more="").replace("About", TEXT * 4 + "About")
        for n in range(count)
    ]
    with (workspace.root / "digest.toml").open("a") as settings:
        settings.write(
            '[topics.even]\ntitle = "Even"\nkeywords = ["2th", "4th", "6th"]\n[mail]\nunsubscribe = "https://t.example/u"\n'
        )
    workspace.put("feeds/a.xml", rss(*items))
    return workspace.run("build", "--month", "2021-10")


@pytest.mark.parametrize(
    ("count", "note"), [(10, ""), (50, ""), (200, "headlines"), (1000, "how many more are on the web")]
)
def test_a_mail_stays_under_what_gmail_cuts_and_every_article_is_reachable(workspace, count, note):
    done = workspace_of(workspace, count)
    mail = workspace.read("mail/2021-10/digest.html")
    assert len(mail.encode()) <= size_budget.MAX_BYTES
    assert mail.rstrip().endswith("</html>")
    assert "https://t.example/u" in mail
    assert (note in done.stderr) if note else ("Gmail" not in done.stderr)
    in_mail = len(re.findall(r"The(?:&nbsp;|\s|\xa0)harbour opens for the", mail)) - mail.count("<title>")
    counted = sum(int(n) for n in re.findall(r"(\d+) more on the web", mail))
    page = workspace.read("site/issues/2021-10/index.html")
    assert page.count('class="story"') + page.count('class="lead"') == count
    assert in_mail + counted >= count


def test_the_first_step_that_fits_is_taken():
    def render(step):
        size = step.summary * 100 if step.full is None else 1000 * step.full
        return ["x" * (size * 10)]

    parts, step = size_budget.fit(render, [40])
    assert step.full == max(n for n in range(41) if n * 10_000 <= size_budget.MAX_BYTES)
    assert len(parts[0]) <= size_budget.MAX_BYTES


def test_summaries_get_shorter_before_pictures_go_and_pictures_go_before_summaries():
    tried = []

    def render(step):
        tried.append((step.summary == size_budget.FULL.summary, step.pictures, step.full is None))
        return ["x" * (200_000 if step.full is None else 1)]

    size_budget.fit(render, [])
    assert tried == [(True, True, True), (False, True, True), (False, False, True), (False, False, False)]


def test_a_mail_that_fits_is_complete():
    assert size_budget.fit(lambda _: ["short"], [3]) == (["short"], size_budget.FULL)


def test_a_mail_that_never_fits_is_as_small_as_possible():
    parts, step = size_budget.fit(lambda _: ["x" * 200_000], [3])
    assert (step.full, step.listed, len(parts[0])) == (0, 0, 200_000)


def test_a_long_mail_is_tried_as_headlines_first_and_the_count_is_found_in_few_renders():
    tried = []

    def render(step):
        tried.append(step)
        listed = 1000 if step.listed is None else step.listed
        return ["x" * (500 + 97 * listed + (300 * listed if step.full is None else 0))]

    _, step = size_budget.fit(render, [1000])
    assert step.listed == (size_budget.MAX_BYTES - 500) // 97
    assert tried[0].full == 0
    assert len(tried) <= 6


def test_a_step_is_not_rendered_when_its_titles_and_addresses_alone_are_too_many():
    tried = []

    def render(step):
        tried.append(step)
        return ["x" * 1000]

    _, step = size_budget.fit(render, [3], lambda step: 0 if step.listed == 0 else size_budget.MAX_BYTES + 1)
    assert [one.listed for one in tried] == [0]
    assert step.listed == 0
