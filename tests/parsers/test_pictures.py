"""The picture that an `<img>` shows."""

import pytest

from digest.parsers import pictures


def test_the_widest_picture_up_to_1200_pixels_is_chosen():
    srcset = "a-320.jpg 320w, a-1024.jpg 1024w, a-2400.jpg 2400w"
    assert pictures.address({"src": "a.jpg", "srcset": srcset}.get) == "a-1024.jpg"


def test_the_narrowest_picture_is_chosen_where_all_are_wider():
    assert pictures.address({"srcset": "a-2400.jpg 2400w, a-1600.jpg 1600w"}.get) == "a-1600.jpg"


def test_a_picture_that_is_loaded_later_precedes_its_placeholder():
    assert pictures.address({"src": "grey.png", "data-src": "a.jpg"}.get) == "a.jpg"
    assert pictures.address({"src": "data:image/gif;base64,R0", "data-srcset": "a.jpg 800w"}.get) == "a.jpg"


def test_a_picture_saved_with_its_page_precedes_those_on_the_web():
    saved = {"src": "./News_files/a.jpg", "srcset": "https://x.example/a.jpg 800w"}
    assert pictures.address(saved.get) == "./News_files/a.jpg"


@pytest.mark.parametrize(
    "attributes",
    [
        {"src": "a.jpg", "width": "72", "height": "72"},
        {"src": "a.jpg", "width": "900", "height": "2"},
        {"src": "a.jpg", "class": "wp-smiley"},
        {"src": "https://s.w.org/images/core/emoji/72x72/26f5.png"},
        {"src": "https://secure.gravatar.com/avatar/8"},
        {"src": "author-avatar.jpg"},
        {},
    ],
)
def test_emoji_avatars_and_small_pictures_are_left_out(attributes):
    assert pictures.address(attributes.get) == ""


def test_a_narrow_cover_is_a_picture():
    assert pictures.address({"src": "cover.png", "width": "90", "height": "127"}.get) == "cover.png"
