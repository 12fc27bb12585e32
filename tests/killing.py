"""Kill a run again and again, against a slow server that fails; then compare the ledger with the server.

`python -m tests.killing` sends to 2,000 recipients and kills 50 times. Options: --recipients, --kills,
--seed, --in-doubt.
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
LONGEST_REPLY = 0.04  # seconds
ROOT = Path(__file__).resolve().parent.parent


# The server, in its own process


class SlowServer:
    """A slow server. Of a hundred recipients it defers three once, and rejects two."""

    def __init__(self, record: Path) -> None:
        self.record = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.deferred: set[str] = set()
        self.random = random.Random(1)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (recipient,) = envelope.rcpt_tos
        number = int(recipient.partition("@")[0].removeprefix("reader")) % 100
        if number in (3, 50, 97) and recipient not in self.deferred:
            self.deferred.add(recipient)
            verdict, reply = "deferred", "451 not now"
        elif number in (20, 71):
            verdict, reply = "rejected", "554 not you"
        else:
            verdict, reply = "accepted", "250 accepted"
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        await self.pause()  # a message whose sender is killed now is lost
        os.write(self.record, f"{verdict} {recipient} {message_id}\n".encode())
        await self.pause()
        return reply

    async def pause(self):
        await asyncio.sleep(self.random.uniform(0, LONGEST_REPLY / 2))


def serve(record: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    Controller(SlowServer(record), hostname="127.0.0.1", port=port).start()
    print(port, flush=True)
    signal.pause()


# The run that is killed


def messages(recipients: int):
    for number in range(recipients):
        recipient = f"reader{number}@readers.example"
        message_id = message.message_id("news.test.example", f"en/2021-10/{recipient}")
        text = f"To: {recipient}\r\nSubject: October\r\nMessage-ID: {message_id}\r\n\r\nHello.\r\n".encode()
        yield Outgoing(
            sender="news@test.example",
            recipient=recipient,
            edition=Edition("en"),
            message_id=message_id,
            content=lambda text=text: text,
        )


def send(folder: Path, port: int, recipients: int, in_doubt: InDoubt) -> None:
    transport = transports.create(f"smtp://127.0.0.1:{port}", transports.Options(connections=CONNECTIONS))
    with Ledger(folder / "ledger.sqlite") as ledger, ledger.lock("2021-10", datetime.now(UTC)):
        sending = ledger.begin("2021-10", 0, "", datetime.now(UTC))
        counts = delivery.send(
            messages(recipients),
            transport,
            LedgerLog(ledger, sending, lambda: datetime.now(UTC), in_doubt),
            delivery.Rules(in_doubt=in_doubt, retry_delays=(0.1, 0.2, 0.5)),
        )
    print(counts, flush=True)


# Both together, and the comparison


def run(
    folder: Path, recipients: int, kills: int, in_doubt: InDoubt = InDoubt.RESEND, *, seed: int = 0
) -> dict[str, int]:
    """Kill the run `kills` times, then let it finish, and return the figures."""
    generator = random.Random(seed)
    record = folder / "record"
    record.touch()
    # Before the end of the list, so that every kill finds a run at work, however slow the machine is.
    places = sorted(generator.sample(range(1, recipients * 9 // 10), kills))
    program = [sys.executable, "-m", "tests.killing"]
    server = subprocess.Popen([*program, "--serve", str(record)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip()
        command = [*program, "--send", str(folder), port, "--recipients", str(recipients)]
        command += ["--in-doubt", in_doubt]
        killed = 0
        for place in places:
            # Wait for one message at least: before that, nothing could be lost.
            enough = max(place, messages_in(record) + 1)
            process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
            while messages_in(record) < enough and process.poll() is None:
                time.sleep(0.001)
            time.sleep(generator.uniform(0, LONGEST_REPLY))
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    return figures(folder, recipients) | {"kills": killed}


def messages_in(record: Path) -> int:
    return record.read_bytes().count(b"\n")


def figures(folder: Path, recipients: int) -> dict[str, int]:
    accepted: Counter[str] = Counter()
    verdicts: dict[str, set[str]] = {}
    message_ids: dict[str, set[str]] = {}
    for line in (folder / "record").read_text().splitlines():
        verdict, recipient, message_id = line.split()
        verdicts.setdefault(verdict, set()).add(recipient)
        message_ids.setdefault(recipient, set()).add(message_id)
        accepted[recipient] += verdict == "accepted"
    with Ledger(folder / "ledger.sqlite") as ledger:
        (sending,) = ledger.sendings()
        by_status = {
            status: {delivery.recipient for delivery in ledger.deliveries(sending, status)}
            for status in DeliveryStatus
        }
    received = {recipient for recipient, count in accepted.items() if count}
    rejected = verdicts.get("rejected", set())
    everyone = {outgoing.recipient for outgoing in messages(recipients)}
    return {
        "recipients": recipients,
        "sent, by the ledger": len(by_status[DeliveryStatus.SENT]),
        "accepted, by the server": len(received),
        "rejected, by the ledger": len(by_status[DeliveryStatus.REJECTED]),
        "rejected, by the server": len(rejected),
        "deferred": len(by_status[DeliveryStatus.DEFERRED]),
        "in doubt": len(by_status[DeliveryStatus.UNKNOWN]),
        "ledger and server disagree": len(
            by_status[DeliveryStatus.SENT] ^ (received - by_status[DeliveryStatus.UNKNOWN])
        )
        + len(by_status[DeliveryStatus.REJECTED] ^ (rejected - by_status[DeliveryStatus.UNKNOWN])),
        "skipped": len(
            everyone - received - by_status[DeliveryStatus.REJECTED] - by_status[DeliveryStatus.UNKNOWN]
        ),
        "received twice": sum(count > 1 for count in accepted.values()),
        "received more often": sum(count > 2 for count in accepted.values()),
        "with two Message-IDs": sum(len(ids) > 1 for ids in message_ids.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--in-doubt", choices=list(InDoubt), default=InDoubt.RESEND)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--send", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(Path(options.serve))
    elif options.send:
        send(Path(options.send[0]), int(options.send[1]), options.recipients, InDoubt(options.in_doubt))
    else:
        with tempfile.TemporaryDirectory() as folder:
            result = run(
                Path(folder), options.recipients, options.kills, InDoubt(options.in_doubt), seed=options.seed
            )
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
