"""Every name in out/ is valid on Windows, and no two names differ by case only."""

from itertools import product
from pathlib import PurePosixPath

import pytest
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st

from digest import periods
from digest.errors import ConfigError
from digest.files import is_portable
from digest.model import Publication
from digest.render.addresses import image_path
from digest.render.mail_tools import TOOLS
from digest.render.outputs import OUTPUTS

PERIODS = ("2021-10", "2021-W41", "2021-Q4", "2021", "2021-10-01_2021-10-15")
LANGUAGES = sorted({code.partition("_")[0] for code in locale_identifiers()})


@pytest.mark.parametrize(
    "name",
    ["con", "AUX", "nul.txt", "Prn.tar.gz", "com1", "LPT9.html", "com²", "con .txt", "CONIN$", "a.", "a ", ""]
    + [f"a{character}b" for character in '<>:"/\\|?*\x00\x1f'],
)
def test_names_that_windows_refuses_are_not_portable(name):
    assert not is_portable(name)


@pytest.mark.parametrize(
    "name", ["console", "auxiliary", "com", "com10", "lpt", "a.con", "digest.con.html", ".nul", "a b", "é"]
)
def test_names_that_only_look_like_devices_are_portable(name):
    assert is_portable(name)


def paths():
    publication = Publication(title="T", home="https://t.example/", languages=tuple(LANGUAGES))
    for output, period, language in product(OUTPUTS, PERIODS, LANGUAGES):
        for topic in ("water", "more") if "{topic}" in output.path else ("",):
            path = output.path.format(
                period=period,
                topic=topic,
                language_folder=publication.language_folder(language),
                language_suffix=publication.language_suffix(language),
            )
            yield (output.path, "{period}" in output.path and period, language, topic), path


def test_every_output_has_portable_names_in_every_period_and_language():
    found = dict(paths())
    assert len(found) > 1000
    for path in found.values():
        assert all(is_portable(name) for name in PurePosixPath(path).parts), path


def test_no_two_outputs_meet_where_case_does_not_count():
    found = dict(paths())
    assert len({path.casefold() for path in found.values()}) == len(found)


@pytest.mark.parametrize("name", PERIODS)
def test_the_periods_above_are_named_as_periods_are(name):
    assert periods.named(name, "UTC").name == name


def test_the_folders_of_mail_tools_have_portable_names():
    assert all(is_portable(name) for name in TOOLS)
    assert len({name.casefold() for name in TOOLS}) == len(TOOLS)


pictures = st.builds(
    "feeds/{}{}".format,
    st.text(max_size=90) | st.sampled_from(["con", "AUX", "nul", "a.", "A", "a"]),
    st.sampled_from([".jpg", ".JPG", ".png", ""]),
)


@given(pictures)
def test_every_copy_of_a_picture_has_a_portable_name(source):
    folder, _, name = image_path(source).partition("/")
    assert folder == "images"
    assert is_portable(name)
    assert name == name.lower()
    assert name.isascii()


@given(st.lists(pictures, max_size=8, unique=True))
def test_no_two_pictures_have_the_same_copy(sources):
    assert len({image_path(source) for source in sources}) == len(sources)


def test_pictures_whose_names_differ_by_case_only_have_copies_of_their_own():
    assert image_path("feeds/A.jpg").casefold() != image_path("feeds/a.JPG").casefold()


@pytest.mark.parametrize("slug", ["con", "aux", "nul", "prn", "com1", "lpt9"])
def test_a_topic_may_not_have_a_name_that_windows_reserves(tmp_path, slug):
    from digest import config

    (tmp_path / "digest.toml").write_text(
        f'[publication]\ntitle = "T"\nhome = "https://t.example/"\n[topics.{slug}]\ntitle = "Topic"\n'
    )
    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path)
    assert str(caught.value).endswith(
        f"digest.toml:4: [topics.{slug}]: Windows reserves this name; expected another, such as '{slug}-news'"
    )
