"""Compiled templates are run as code: only a folder of the user's own keeps them."""

import os
import stat

import pytest

from digest.services.cache import cache_folder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps the folders of its users apart")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_the_cache_folder_is_the_users_alone(home):
    folder = cache_folder()
    assert folder == home / "digest"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_can_write_is_not_used(home):
    (home / "digest").mkdir()
    (home / "digest").chmod(0o777)
    assert cache_folder() is None


def test_a_link_in_its_place_is_not_followed(home, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    elsewhere.chmod(0o700)
    (home / "digest").symlink_to(elsewhere)
    assert cache_folder() is None


def test_a_folder_of_another_user_is_not_used(home, monkeypatch):
    cache_folder()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert cache_folder() is None


def test_a_folder_that_cannot_be_made_is_no_error(home):
    (home / "digest").write_text("a file in its place")
    assert cache_folder() is None
