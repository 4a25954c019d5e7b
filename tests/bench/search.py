"""`python -m tests.bench.search`: the search over 10,000 tours, timed in the database, with the queries of the tests.

The tours are made of the demo's sentences, shuffled by dice, at the demo's enterprises. Printed as Markdown.
"""

# ruff: noqa: T201 - printing is what it is for
from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from accelerator.embedded.demo import demo_environment
from accelerator.embedded.services import Services
from tests.cluster import ROOT

SENTENCES = 14  # of a description


def main() -> None:
    """Make the database, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("--tours", type=int, default=10_000)
    tours = parser.parse_args().tours
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        local = Path(name)
        local.chmod(0o711)  # as root, PostgreSQL runs as nobody and passes through
        with Services(local / "demo", durable=False) as services:
            environment = {**os.environ, **demo_environment(local), **services.addresses.environment}
            owner = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
            for command, settings in (("migrate", owner), ("load_demo", environment)):
                subprocess.run(
                    [sys.executable, "manage.py", command, "--verbosity=0"], cwd=ROOT, env=settings, check=True
                )
            os.environ.update(environment, DJANGO_SETTINGS_MODULE="accelerator.settings")
            measure(tours)


def measure(tours: int) -> None:
    """Fill the database, ask every query once cold and once warm, and print a row for each kind of search."""
    import django  # noqa: PLC0415 - only now the settings have an address

    django.setup()
    from django.db import connection  # noqa: PLC0415

    from accelerator.base.search.models import Posting, Word  # noqa: PLC0415
    from accelerator.base.search.services import reindex  # noqa: PLC0415
    from accelerator.portal.finding import find_everything  # noqa: PLC0415
    from tests.tours.catalogue.queries import HALVES, read_queries  # noqa: PLC0415
    from tours.catalogue.search import KIND, find  # noqa: PLC0415
    from tours.catalogue.wishes import NEUTRAL  # noqa: PLC0415
    from tours.models import Tour  # noqa: PLC0415

    fill(tours)
    begun = time.perf_counter()
    reindex()
    indexed = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_posting, search_word, search_entry, tours_tour")
    print(f"{Tour.objects.count()} tours, {Word.objects.count()} words, {Posting.objects.count()} postings; ", end="")
    print(f"indexed in {indexed:.0f} s; load {os.getloadavg()[0]:.1f}\n")
    texts = [query.text for half in HALVES for query in read_queries(half)]
    searches: dict[str, Callable[[str], Any]] = {
        "tours, as the catalogue asks": lambda text: find(text, {KIND: Tour.objects.published()}, neutral=NEUTRAL),
        "all six kinds": find_everything,
        "while typing": lambda text: find_everything(text[: max(3, len(text) // 2)], being_typed=True),
    }
    print("| search | in the database: median, ms | p95, ms | largest, ms | with Python: median, ms | p95, ms |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, search in searches.items():
        for text in texts:
            search(
                text
            )  # the pages of the index are read, and words are known, as in a process that has served a while
        inside, whole = zip(*(timed(search, text) for text in texts), strict=True)
        cells = [statistics.median(inside), p95(inside), max(inside), statistics.median(whole), p95(whole)]
        print(f"| {name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")


def fill(tours: int) -> None:
    """Make tours of the sentences of those there are."""
    from tours.models import Tour  # noqa: PLC0415

    dice = random.Random(10_000)
    known = list(Tour.objects.select_related("site"))
    sentences = {
        code: [one for tour in known for one in re.split(r"(?<=[.!?])\s+", tour.description.get(code, "")) if one]
        for code in ("ru", "en")
    }
    made = []
    for number in range(tours - len(known)):
        like, title = dice.choice(known), dice.choice(known)
        made.append(
            Tour(
                slug=f"bench-{number}", enterprise_id=like.enterprise_id, site_id=like.site_id,
                subject_id=like.subject_id, kind=like.kind, status="published", languages=like.languages,
                title=title.title, summary=dice.choice(known).summary, duration_minutes=60,
                description={
                    code: " ".join(dice.choices(ones, k=SENTENCES)) for code, ones in sentences.items()
                },
            )
        )  # fmt: skip
    Tour.objects.bulk_create(made, batch_size=1000)


def timed(search: Callable[[str], Any], text: str) -> tuple[float, float]:
    """Return the milliseconds that the statements took, and those of the whole search."""
    from django.db import connection  # noqa: PLC0415

    spent = 0.0

    def wrapper(execute: Callable[..., Any], *call: Any) -> Any:
        nonlocal spent
        begun = time.perf_counter()
        try:
            return execute(*call)
        finally:
            spent += time.perf_counter() - begun

    begun = time.perf_counter()
    with connection.execute_wrapper(wrapper):
        search(text)
    return spent * 1000, (time.perf_counter() - begun) * 1000


def p95(values: tuple[float, ...]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
