"""Pictures of the workspace are copied once; articles lose those that are unusable, with a notice."""

import pytest
from conftest import article

from digest.config.paths import Paths
from digest.model import Image
from digest.services.images import Pictures


def with_picture(url, title="A title"):
    return article(title, image=Image(url=url))


@pytest.fixture
def pictures(tmp_path):
    (tmp_path / "feeds/images").mkdir(parents=True)
    (tmp_path / "feeds/images/boat.jpg").write_bytes(b"picture")
    (tmp_path / "feeds/page.txt").write_bytes(b"text")
    (tmp_path / "feeds/folder.jpg").mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (tmp_path / "feeds/large.jpg").write_bytes(bytes(5 * 1024 * 1024 + 1))
    return Pictures(Paths(tmp_path))


def test_a_picture_is_copied_once_for_all_its_articles(pictures):
    for title in ("One", "Two"):
        original = with_picture("feeds/images/boat.jpg", title)
        assert pictures.checked(original) is original
    (copy,) = pictures.artifacts()
    assert copy.path.startswith("site/images/boat-")
    assert copy.parts == (b"picture",)
    assert pictures.notices == []


@pytest.mark.parametrize(
    "path",
    [
        "feeds/missing.jpg", "feeds/page.txt", "feeds/folder.jpg", "feeds/large.jpg", "secret.jpg",
        "feeds/../secret.jpg", f"feeds/{'x' * 300}.jpg",
    ],
)  # fmt: skip
def test_an_unusable_picture_is_left_out_with_one_notice(pictures, path):
    assert pictures.checked(with_picture(path)).image is None
    assert pictures.checked(with_picture(path, "Another")).image is None
    (notice,) = pictures.notices
    assert notice.text == f"'A title' has the picture {path!r}, which is missing, no picture, or over 5 MB"
    assert pictures.artifacts() == []


def test_a_picture_on_the_web_stays(pictures):
    remote = with_picture("https://n.example/p.jpg")
    assert pictures.checked(remote) is remote
