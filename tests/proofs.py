"""The work against robots, done as static/js/proof-worker.js does it, without a line of the portal's own."""

import hashlib

PARTS = 16


def solve(ticket: str, work: int) -> str:
    """Return a proof of so many hashes for this ticket."""
    seed, work = hashlib.sha256(ticket.encode()).hexdigest(), max(work, PARTS)
    below, numbers = (1 << 32) // (work // PARTS), []
    for part in range(PARTS):
        number = 0
        while int.from_bytes(hashlib.sha256(f"{seed}{part}:{number}".encode()).digest()[:4]) >= below:
            number += 1
        numbers.append(number)
    return ".".join(map(str, [work, *numbers]))
