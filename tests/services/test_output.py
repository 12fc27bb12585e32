"""Files come into place whole and together, also where another program has one of them open."""

import os
from pathlib import Path

import pytest

from digest.errors import OutputError
from digest.model import Artifact
from digest.services.output import Output


def artifact(path, *parts):
    return Artifact(path=path, parts=parts)


@pytest.fixture
def open_elsewhere(monkeypatch):
    """Let the next replacements fail as they do on Windows while another program has the file open."""
    failures = []
    replace = Path.replace

    def fail_first(self, target):
        if failures:
            raise failures.pop()
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail_first)
    return lambda times: failures.extend([PermissionError(13, "Access is denied")] * times)


def build(out, *artifacts, error=None, sleep=None):
    """Write and publish files; raise `error` in between."""
    with Output(out, sleep=sleep or (lambda _: None)) as output:
        for each in artifacts:
            output.put(each)
        if error:
            raise error
        output.publish()


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_no_file_is_in_place_before_all_are(tmp_path):
    with Output(tmp_path) as output:
        output.put(artifact("site/a.html", b"a", b"\r\n", b"b\n"))
        output.put(artifact("mail/b.html", b"b"))
        assert not (tmp_path / "site/a.html").exists()
        assert output.publish() == (tmp_path / "site/a.html", tmp_path / "mail/b.html")
    assert names(tmp_path) == ["mail/b.html", "site/a.html"]
    assert (tmp_path / "site/a.html").read_bytes() == b"a\r\nb\n"


def test_a_failed_build_leaves_the_old_files_and_nothing_else(tmp_path):
    (tmp_path / "a.html").write_bytes(b"old")

    def parts():
        yield b"new"
        raise RuntimeError("the template is wrong")

    with pytest.raises(RuntimeError):
        build(tmp_path, artifact("b.html", b"b"), Artifact(path="a.html", parts=parts()))
    assert names(tmp_path) == ["a.html"]
    assert (tmp_path / "a.html").read_bytes() == b"old"


def test_a_file_with_the_same_content_keeps_its_time(tmp_path):
    for name in ("same", "other"):
        (tmp_path / name).write_bytes(b"content")
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    build(tmp_path, artifact("same", b"content"), artifact("other", b"CONTENT"))
    assert (tmp_path / "same").stat().st_mtime == 1_000_000_000
    assert (tmp_path / "other").stat().st_mtime > 1_000_000_000


def test_a_file_that_a_program_opens_for_a_moment_is_replaced_a_little_later(tmp_path, open_elsewhere):
    pauses = []
    open_elsewhere(times=3)
    build(tmp_path, artifact("a.html", b"new"), sleep=pauses.append)
    assert pauses == [0.1, 0.2, 0.4]
    assert (tmp_path / "a.html").read_bytes() == b"new"


def test_a_file_that_stays_open_is_named_in_one_sentence(tmp_path, open_elsewhere):
    (tmp_path / "a.html").write_bytes(b"old")
    pauses = []
    open_elsewhere(times=5)
    with pytest.raises(OutputError) as caught:
        build(tmp_path, artifact("a.html", b"new"), sleep=pauses.append)
    assert str(caught.value) == (
        f"{tmp_path / 'a.html'}: cannot be replaced: another program has it open, or it is read-only;"
        " close it there and run the command again"
    )
    assert sum(pauses) < 2
    assert names(tmp_path) == ["a.html"]
    assert (tmp_path / "a.html").read_bytes() == b"old"


def test_a_draft_that_cannot_be_removed_does_not_hide_the_error(tmp_path, monkeypatch):
    def refuse(self, **_):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(RuntimeError, match="the template is wrong"):
        build(tmp_path, artifact("a.html", b"new"), error=RuntimeError("the template is wrong"))


@pytest.mark.skipif(os.name != "posix", reason="Windows has no umask")
def test_the_mode_of_a_file_follows_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        build(tmp_path, artifact("a.html", b"new"))
    finally:
        os.umask(before)
    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o640
