"""`python -m tests.bench.inside` reads orders for the portal as lines of JSON, and answers them.

A process of its own, so that what it costs to change something is not counted as the cost of the page that shows it.
"""

import json
import sys

import django

django.setup()

from tests.bench.changes import Inside  # noqa: E402 - models exist only once Django is set up


def main() -> None:
    """Answer each line {"do": …, "with": […]} with a line of JSON."""
    inside = Inside()
    for line in sys.stdin:
        order = json.loads(line)
        answer = getattr(inside, order["do"])(*order["with"])
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
