"""The sender killed again and again, against a slow server that fails: who got what, and what the ledger says.

`python -m tests.killing` sends to 2,000 and kills 50 times; both can be said, and so can --in-doubt skip.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller

from digest.mail import delivery, message, transports
from digest.mail.delivery_log import LedgerLog
from digest.mail.ledger import Ledger
from digest.model import DeliveryStatus, Edition, InDoubt, Outgoing

CONNECTIONS = 2
ROOT = Path(__file__).resolve().parent.parent


# The server, in a process of its own


class Slow:
    """Takes mail in its own time. Of a hundred recipients three are put off once, and two refused."""

    def __init__(self, record: Path, delay: float) -> None:
        self.record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.delay = delay
        self.put_off: set[str] = set()
        self.chance = random.Random(1)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        number = int(recipient.partition("@")[0].removeprefix("reader")) % 100
        if number in (3, 50, 97) and recipient not in self.put_off:
            self.put_off.add(recipient)
            verdict, answer = "later", "451 not now"
        elif number in (20, 71):
            verdict, answer = "refused", "554 not you"
        else:
            verdict, answer = "taken", "250 taken"
        identity = message_from_bytes(envelope.content)["Message-ID"]
        os.write(self.record, f"{verdict} {recipient} {identity}\n".encode())
        await asyncio.sleep(self.chance.uniform(0, 2 * self.delay))
        return answer


def serve(record: Path, delay: float) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    Controller(Slow(record, delay), hostname="127.0.0.1", port=port).start()
    print(port, flush=True)
    signal.pause()


# The sender, which is killed


def parcels(recipients: int):
    for number in range(recipients):
        recipient = f"reader{number}@readers.example"
        identity = message.identifier("news.test.example", f"en/2021-10/{recipient}")
        text = f"To: {recipient}\r\nSubject: October\r\nMessage-ID: {identity}\r\n\r\nHello.\r\n".encode()
        yield Outgoing(
            sender="news@test.example",
            recipient=recipient,
            edition=Edition("en"),
            message_id=identity,
            content=lambda text=text: text,
        )


def hand_over(folder: Path, port: int, recipients: int, in_doubt: InDoubt) -> None:
    way = transports.create(f"smtp://127.0.0.1:{port}", transports.Options(connections=CONNECTIONS))
    with Ledger(folder / "ledger.sqlite") as ledger, ledger.lock("2021-10", datetime.now(UTC)):
        begun = ledger.begin("2021-10", 0, "", datetime.now(UTC))
        tally = delivery.send(
            parcels(recipients),
            way,
            LedgerLog(ledger, begun, lambda: datetime.now(UTC), in_doubt),
            delivery.Rules(in_doubt=in_doubt, retry_delays=(0.1, 0.2, 0.5)),
        )
    print(tally, flush=True)


# Both together


def run(
    folder: Path, recipients: int, kills: int, in_doubt: InDoubt = InDoubt.RESEND, *, seed: int = 0
) -> dict[str, int]:
    """Return what the server's record and the ledger say in the end."""
    chance = random.Random(seed)
    record = folder / "record"
    record.touch()
    delay = kills * 0.4 * CONNECTIONS / recipients
    me = [sys.executable, "-m", "tests.killing"]
    server = subprocess.Popen(
        [*me, "--serve", str(record), str(delay)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        port = server.stdout.readline().strip()
        command = [*me, "--send", str(folder), port, "--recipients", str(recipients)]
        command += ["--in-doubt", in_doubt]
        killed = 0
        for _ in range(kills):
            sender = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            before = record.stat().st_size
            # The moments count from the first message on: a sender that has none in flight is easily killed.
            while record.stat().st_size == before and sender.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.8))
            sender.kill()
            killed += sender.wait() == -signal.SIGKILL
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    return figures(folder, recipients) | {"kills": killed}


def figures(folder: Path, recipients: int) -> dict[str, int]:
    taken: Counter[str] = Counter()
    verdicts: dict[str, set[str]] = {}
    identities: dict[str, set[str]] = {}
    for line in (folder / "record").read_text().splitlines():
        verdict, recipient, identity = line.split()
        verdicts.setdefault(verdict, set()).add(recipient)
        identities.setdefault(recipient, set()).add(identity)
        taken[recipient] += verdict == "taken"
    with Ledger(folder / "ledger.sqlite") as ledger:
        (begun,) = ledger.sendings()
        stands = {
            status: {delivery.recipient for delivery in ledger.deliveries(begun, status)}
            for status in DeliveryStatus
        }
    took = {recipient for recipient, count in taken.items() if count}
    everyone = {parcel.recipient for parcel in parcels(recipients)}
    return {
        "recipients": recipients,
        "sent, by the ledger": len(stands[DeliveryStatus.SENT]),
        "taken, by the server": len(took),
        "refused, by the ledger": len(stands[DeliveryStatus.REJECTED]),
        "refused, by the server": len(verdicts.get("refused", ())),
        "to be tried again": len(stands[DeliveryStatus.DEFERRED]),
        "in doubt": len(stands[DeliveryStatus.UNKNOWN]),
        "ledger and server disagree": len(
            stands[DeliveryStatus.SENT] ^ (took - stands[DeliveryStatus.UNKNOWN])
        )
        + len(
            stands[DeliveryStatus.REJECTED]
            ^ (verdicts.get("refused", set()) - stands[DeliveryStatus.UNKNOWN])
        ),
        "skipped": len(everyone - took - stands[DeliveryStatus.REJECTED] - stands[DeliveryStatus.UNKNOWN]),
        "served twice": sum(count > 1 for count in taken.values()),
        "served more often": sum(count > 2 for count in taken.values()),
        "with two Message-IDs": sum(len(found) > 1 for found in identities.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--in-doubt", choices=list(InDoubt), default=InDoubt.RESEND)
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--send", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(Path(asked.serve[0]), float(asked.serve[1]))
    elif asked.send:
        hand_over(Path(asked.send[0]), int(asked.send[1]), asked.recipients, InDoubt(asked.in_doubt))
    else:
        with tempfile.TemporaryDirectory() as folder:
            found = run(Path(folder), asked.recipients, asked.kills, InDoubt(asked.in_doubt), seed=asked.seed)
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
