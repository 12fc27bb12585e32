"""Unsubscribe readers, and subscribe them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest.config import Config
from digest.errors import TokenError
from digest.mail import addresses, tokens
from digest.services import workspace

SECRET_VARIABLE = "DIGEST_SECRET"  # noqa: S105 (the name of a variable)


@dataclass(frozen=True, slots=True)
class Unsubscribed:
    """An address that was unsubscribed; `is_new` is False when it was before."""

    address: str
    is_new: bool


def secret(config: Config, environment: Mapping[str, str]) -> bytes:
    """Return the secret that signs unsubscribe tokens; raise TokenError when there is none to be had."""
    return tokens.load_secret(config.paths.state, environment.get(SECRET_VARIABLE))


def unsubscribe(
    config: Config, given: Iterable[str], environment: Mapping[str, str], now: datetime
) -> list[Unsubscribed | TokenError]:
    """Unsubscribe the readers of tokens, or of the unsubscribe links that hold them.

    Returns:
        For each token its address, or the error that is in it.

    Raises:
        TokenError: without a secret to verify tokens.
    """
    signer = tokens.Signer(secret(config, environment), config.mail.list_id)
    results: list[Unsubscribed | TokenError] = []
    with workspace.open_ledger(config) as ledger:
        for text in given:
            token = text.rpartition("token=")[2]  # of the whole link
            try:
                address = signer.address(token)
            except TokenError as error:
                results.append(error)
            else:
                results.append(Unsubscribed(address, ledger.unsubscribe(address, now)))
    return results


def resubscribe(config: Config, given: Iterable[str]) -> list[tuple[str, bool]]:
    """Subscribe readers again; return each address, with True if it was unsubscribed."""
    with workspace.open_ledger(config) as ledger:
        return [(address, ledger.resubscribe(_recorded(address))) for address in given]


def _recorded(address: str) -> str:
    """Return an address as the ledger has it: as messages are sent to it, with its domain in ASCII."""
    try:
        return addresses.normalise(address)
    except ValueError:
        return address  # no message was ever sent to it
