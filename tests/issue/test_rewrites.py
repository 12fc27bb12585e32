from dataclasses import replace

from conftest import article

from digest.issue.rewrites import rewritten, source_changes
from digest.model import Image, OnChange, Rewrite

PICTURE = Image(url="https://x.example/i.jpg", alt="A boat", width=600, height=400)
ARTICLE = article("Title", summary="Summary.", content="<p>Content.</p>", image=PICTURE)


def test_a_rewrite_without_words_changes_nothing():
    assert rewritten(ARTICLE, Rewrite()) == ARTICLE


def test_the_editors_title_replaces_the_sources():
    assert rewritten(ARTICLE, Rewrite(title="New")) == replace(ARTICLE, title="New")


def test_an_empty_title_of_the_editor_counts():
    assert rewritten(ARTICLE, Rewrite(title="")).title == ""


def test_the_editors_summary_replaces_the_sources_summary_and_content():
    assert rewritten(ARTICLE, Rewrite(summary="New.")) == replace(ARTICLE, summary="New.", content="")


def test_an_empty_summary_of_the_editor_counts():
    one = rewritten(ARTICLE, Rewrite(summary=""))
    assert (one.summary, one.content) == ("", "")


def test_the_editors_picture_replaces_the_sources():
    one = rewritten(ARTICLE, Rewrite(image="https://x.example/new.jpg", alt="New"))
    assert one.image == Image(url="https://x.example/new.jpg", alt="New")


def test_the_editors_picture_needs_no_description():
    assert rewritten(ARTICLE, Rewrite(image="https://x.example/new.jpg")).image.alt == ""


def test_an_empty_picture_removes_the_sources():
    assert rewritten(ARTICLE, Rewrite(image="")).image is None


def test_a_description_alone_keeps_the_sources_picture():
    assert rewritten(ARTICLE, Rewrite(alt="New")).image == replace(PICTURE, alt="New")


def test_an_empty_description_counts():
    assert rewritten(ARTICLE, Rewrite(alt="")).image.alt == ""


def test_a_description_without_a_picture_makes_none():
    assert rewritten(replace(ARTICLE, image=None), Rewrite(alt="New")).image is None


def test_the_editors_words_stand_after_the_source_changed():
    changed = Rewrite(title="New", was_title="Old")
    assert rewritten(ARTICLE, changed).title == "New"
    assert rewritten(ARTICLE, replace(changed, changed=OnChange.KEEP)).title == "New"


def test_the_sources_words_return_if_the_editor_takes_its_change():
    rewrite = Rewrite(title="New", was_title="Old", changed=OnChange.TAKE)
    assert rewritten(ARTICLE, rewrite) == ARTICLE


def test_the_editors_words_stand_until_the_source_changes():
    rewrite = Rewrite(title="New", was_title="Title", changed=OnChange.TAKE)
    assert rewritten(ARTICLE, rewrite).title == "New"


def test_a_changed_source_is_reported_by_its_fields():
    assert source_changes(ARTICLE, Rewrite(was_title="Old", was_summary="Old summary.")) == [
        ("title", "Old", "Title"),
        ("summary", "Old summary.", "Summary."),
    ]


def test_a_field_that_did_not_change_is_not_reported():
    assert source_changes(ARTICLE, Rewrite(was_title="Title", was_summary="Old")) == [
        ("summary", "Old", "Summary.")
    ]


def test_a_field_whose_words_were_not_recorded_is_not_reported():
    assert source_changes(ARTICLE, Rewrite(title="New", summary="New.")) == []


def test_a_source_that_had_no_summary_and_has_one_now_has_changed():
    assert source_changes(ARTICLE, Rewrite(was_summary="")) == [("summary", "", "Summary.")]
