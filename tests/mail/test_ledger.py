"""The ledger: old versions, and two processes at once."""

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from conftest import ROOT

from digest.errors import LedgerError
from digest.mail.ledger import Ledger
from digest.model import DeliveryStatus, Edition

NOW = datetime(2021, 11, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def old_ledger(tmp_path):
    """A ledger of version 1, with one message of each status."""
    path = tmp_path / "ledger.sqlite"
    database = sqlite3.connect(path)
    database.executescript((ROOT / "tests/data/mail/ledger_version_1.sql").read_text())
    database.close()
    return path


def test_a_ledger_of_version_1_is_migrated_with_every_status(old_ledger):
    with Ledger(old_ledger) as ledger:
        (sending,) = ledger.sendings("2021-10")
        assert ledger.counts(sending) == dict.fromkeys(DeliveryStatus, 1)
        for status in DeliveryStatus:
            (delivery,) = ledger.deliveries(sending, status)
            assert delivery.recipient == f"{status}@x.example"
            assert ledger.status(sending, f"<{status}@x>") is status
        (rejected,) = ledger.deliveries(sending, DeliveryStatus.REJECTED)
        assert rejected.edition == Edition("es", frozenset({"health", "water"}))
        assert (rejected.code, rejected.reply, rejected.attempts) == (550, "5.1.1 nobody", 1)
        assert ledger.approval("2021-10")[0] == "as built"
        assert ledger.is_unsubscribed("gone@x.example")
    with Ledger(old_ledger) as ledger:
        assert ledger.counts(sending) == dict.fromkeys(DeliveryStatus, 1)


def test_a_second_process_cannot_send_an_issue_and_is_told_which_one_does(ledger, tmp_path):
    script = (
        "import sys, time; from datetime import datetime, UTC; from pathlib import Path;"
        "from digest.mail.ledger import Ledger\n"
        "with Ledger(Path(sys.argv[1])) as ledger, ledger.lock('2021-10', datetime(2021, 11, 1, tzinfo=UTC)):\n"
        "    print('locked', flush=True); time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, ledger.path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(
            LedgerError, match=rf"is being sent by process {other.pid} since 2021-11-01T00:00:00"
        ):
            ledger.lock("2021-10", NOW).__enter__()
        with ledger.lock("2021-11", NOW):
            pass
    finally:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        other.stdout.close()
    with ledger.lock("2021-10", NOW):
        pass


def test_a_file_that_is_not_a_database_is_an_error_in_a_sentence(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, but long enough to be looked at" * 50)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(tmp_path / "ledger.sqlite")


def test_a_ledger_of_a_newer_version_is_not_opened(ledger):
    ledger._db.execute("PRAGMA user_version = 99")
    with pytest.raises(LedgerError, match="made by a newer digest"):
        Ledger(ledger.path)


def test_the_ledger_waits_until_the_disk_has_the_data(ledger):
    """A machine that loses its power must not serve anyone twice."""
    assert ledger._db.execute("PRAGMA synchronous").fetchone() == (2,)
