"""A ticket to hold places: signed when step one is opened, worth more with the time that passes and the work done.

Stateless until it is used; it opens one hold, for the browser and the page that it was given to. The work is a search
for sixteen numbers whose SHA-256 begins low enough: so many parts make its length predictable, where a single one
would be a lottery. static/js/islands/proof.js does it.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass

from django.core import signing

from accelerator.base.common import clock
from tours.booking.holders import Holder

PARTS = 16
VALID_FOR = 3600  # seconds
MOST_WORK = 1 << 36
_SALT = "tours.booking.proofs"
_PROOF = re.compile(rf"[0-9]{{1,11}}(?:\.[0-9]{{1,12}}){{{PARTS}}}", re.ASCII)


@dataclass(frozen=True)
class Ticket:
    """What a browser shows for its hold: which ticket, how many seconds old, and how many hashes of work."""

    nonce: uuid.UUID | None = None
    age: float = 0
    work: int = 0


NO_TICKET = Ticket()


def issue_ticket(scope: str, holder: Holder) -> str:
    """Return a fresh ticket as it stands in a form."""
    ticket = {"s": scope, "b": holder.browser, "n": uuid.uuid4().hex, "t": int(clock.now().timestamp())}
    return signing.dumps(ticket, salt=_SALT)


def read_ticket(text: str, proof: str, scope: str, holder: Holder) -> Ticket:
    """Return the ticket with the work that the proof shows; NO_TICKET where it was not given here, or long ago."""
    try:
        found = signing.loads(text, salt=_SALT)
        age = clock.now().timestamp() - found["t"]
        nonce = uuid.UUID(found["n"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return NO_TICKET
    if (found["s"], found["b"]) != (scope, holder.browser) or not 0 <= age <= VALID_FOR:
        return NO_TICKET
    return Ticket(nonce, age, work_of(text, proof))


def work_of(ticket: str, proof: str) -> int:
    """Return how many hashes the proof is worth: what it claims when every part of it holds, else nothing."""
    if not _PROOF.fullmatch(proof):
        return 0
    work, *numbers = map(int, proof.split("."))
    if not PARTS <= work <= MOST_WORK:
        return 0
    seed, below = seed_of(ticket), (1 << 32) // (work // PARTS)
    return work if all(_hash(seed, part, number) < below for part, number in enumerate(numbers)) else 0


def solve(ticket: str, work: int) -> str:
    """Do the work; browsers do it in JavaScript, clients that have none may do it here."""
    seed, below = seed_of(ticket), (1 << 32) // (max(work, PARTS) // PARTS)
    numbers = []
    for part in range(PARTS):
        number = 0
        while _hash(seed, part, number) >= below:
            number += 1
        numbers.append(number)
    return ".".join(map(str, [max(work, PARTS), *numbers]))


def seed_of(ticket: str) -> str:
    """Sixty-four characters, one block of SHA-256."""
    return hashlib.sha256(ticket.encode()).hexdigest()


def _hash(seed: str, part: int, number: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}{part}:{number}".encode()).digest()[:4])
