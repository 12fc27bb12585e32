"""A workspace with a small October that is built, and the ways to send it."""

import mailbox
import shutil
from contextlib import closing
from email import message_from_bytes, policy
from pathlib import Path

from conftest import SETTINGS, Workspace, item, rss

MONTH = ("--month", "2021-10")
MAIL = """
[mail]
from = "The Test <news@test.example>"
to = "readers@test.example"
unsubscribe = "https://test.example/leave"
"""


class SmallIssue(Workspace):
    """A workspace whose October is sent into the mbox `box`."""

    @classmethod
    def make(cls, root: Path) -> "SmallIssue":
        made = cls(root)
        (made.root / "digest.toml").write_text(SETTINGS + MAIL)
        made.put("feeds/f.xml", rss(item("Water is back"), item("A new pier")))
        made.build()
        return made

    @classmethod
    def copy_of(cls, built: Workspace, root: Path) -> "SmallIssue":
        """Copy a built workspace, but for its ledger."""
        copied = cls(root)
        ignored = shutil.ignore_patterns("ledger*", "*.lock")
        shutil.copytree(built.root, copied.root, ignore=ignored, dirs_exist_ok=True)
        return copied

    def build(self):
        done = self.run("build", *MONTH)
        assert done.returncode == 0, done.stderr

    def send(self, *arguments, **environment):
        return self.run("send", *MONTH, *arguments, **environment)

    def delivered(self, name="box"):
        """Return the messages in an mbox."""
        with closing(mailbox.mbox(self.root / name, create=False)) as box:
            return [message_from_bytes(message.as_bytes(), policy=policy.default) for message in box]

    def correct_headline(self):
        """Correct a headline, as an editor would, and build."""
        corrected = item("A new pier at last").replace("id-A new pier at last", "id-A new pier")
        self.put("feeds/f.xml", rss(item("Water is back"), corrected))
        self.build()


def assert_refused(done, *words):
    """Check that a command failed with one line that holds these words."""
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    for word in words:
        assert word in line
