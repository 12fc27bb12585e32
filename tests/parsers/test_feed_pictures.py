"""Pictures inside texts: the ones that count, and the letters that some stand for."""

import pytest

from digest.parsers import feed_pictures


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="https://x.example/p.gif" width="1" height="1">',
        '<img src="https://x.example/logo.png" width="64">',
        '<img src="https://x.example/face.jpg" class="avatar photo">',
        '<img src="https://secure.gravatar.com/x?s=200">',
        '<img src="https://x.example/wp-includes/images/smilies/simple-smile.png" alt=":-)">',
        '<img src="https://x.example/tree-80x60.jpg">',
        '<img src="https://x.example/dot.png" style="width: 12px">',
    ],
)
def test_furniture_is_no_picture(tag):
    assert list(feed_pictures.inside(tag, None)) == []


def test_pictures_of_a_usual_size_are_found_in_their_order():
    markup = '<p><img src="a.jpg" alt="A"> <IMG SRC=https://x.example/b-640x480.jpg></p>'
    found = [
        picture[0] for picture in feed_pictures.inside(feed_pictures.settle(markup), "https://x.example/n/")
    ]
    assert found == ["https://x.example/n/a.jpg", "https://x.example/b-640x480.jpg"]


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="r.jpg">', "r.jpg"),
        ('<img src="/img/lazyload.gif" data-lazy-src="r.jpg">', "r.jpg"),
        ('<img src="/x/placeholder-small.png" srcset="s.jpg 300w, r.jpg 600w">', "r.jpg"),
        ('<img data-srcset="r.jpg 600w, s.jpg 2400w">', "r.jpg"),
        ('<img src="own.jpg" srcset="r.jpg 300w">', "own.jpg"),
    ],
)
def test_a_picture_that_a_script_loads_has_its_own_address(tag, address):
    assert f'src="{address}"' in feed_pictures.settle(tag)


def test_an_emoji_becomes_its_letter_and_other_pictures_stay():
    emoji = '<img class="emoji" alt="\U0001f389" src="https://s.example/1f389.svg">'
    picture = '<img alt="A party" src="https://x.example/party.jpg">'
    assert feed_pictures.settle(f"Hurrah {emoji}! {picture}") == f"Hurrah \U0001f389! {picture}"


def test_the_largest_width_up_to_1200_pixels_is_the_most_suitable():
    widths = ["2400", "", "1200", "300", "4000"]
    assert sorted(widths, key=feed_pictures.suitability) == ["1200", "", "300", "2400", "4000"]
