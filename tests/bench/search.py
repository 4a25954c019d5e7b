"""The search over 10,000 tours, in the database that the environment names: `make bench ARGS="--parts search"`.

The tours are made of the demo's sentences, shuffled by dice, at the demo's enterprises; the queries are those of the
tests. Prints what was found as a line of JSON.
"""

import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import django
import psycopg

django.setup()

from django.db import connection  # noqa: E402 - models exist only once Django is set up

from accelerator.base.search.models import Posting, Word  # noqa: E402
from accelerator.base.search.services import reindex  # noqa: E402
from accelerator.demo.load import CONTENT  # noqa: E402
from accelerator.portal.finding import find_everything  # noqa: E402
from tests.bench.cpu import spent_by  # noqa: E402
from tests.tours.catalogue.queries import HALVES, read_queries  # noqa: E402
from tours.catalogue.search import KIND, find  # noqa: E402
from tours.catalogue.wishes import NEUTRAL  # noqa: E402
from tours.models import Tour  # noqa: E402

TOURS = 10_000
SENTENCES = 14  # of a description
TIMES = 3  # that each query is asked, of which the least counts: others on the machine can only add
SEARCHES: dict[str, Callable[[str], Any]] = {
    "tours, as the catalogue asks": lambda text: find(text, {KIND: Tour.objects.published()}, neutral=NEUTRAL),
    "all six kinds": find_everything,
    "while typing": lambda text: find_everything(text[: max(3, len(text) // 2)], being_typed=True),
}


def main() -> None:
    """Fill the database, ask every query, and print what each kind of search took."""
    fill(TOURS)
    began = time.process_time()
    reindex()
    indexed = time.process_time() - began
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")  # as autovacuum would have in a minute or two
    texts = [query.text for half in HALVES for query in read_queries(half)]
    found = {
        "tours": Tour.objects.count(),
        "words": Word.objects.count(),
        "postings": Posting.objects.count(),
        "indexed": indexed,
        "searches": {name: measure(search, texts) for name, search in SEARCHES.items()},
    }
    sys.stdout.write(json.dumps(found) + "\n")


def fill(tours: int) -> None:
    """Make tours of the sentences of the demo's, until there are so many."""
    dice = random.Random(10_000)
    slugs = [content["slug"] for content in json.loads((CONTENT / "tours.json").read_text(encoding="utf-8"))]
    known = list(Tour.objects.filter(slug__in=slugs).order_by("pk"))
    sentences = {
        code: [one for tour in known for one in re.split(r"(?<=[.!?])\s+", tour.description.get(code, "")) if one]
        for code in ("ru", "en")
    }
    made = []
    for number in range(tours - Tour.objects.count()):
        like = dice.choice(known)
        made.append(
            Tour(
                slug=f"searched-{number}", enterprise_id=like.enterprise_id, site_id=like.site_id,
                subject_id=like.subject_id, kind=like.kind, status="published", languages=like.languages,
                title=dice.choice(known).title, summary=dice.choice(known).summary, duration_minutes=60,
                description={code: " ".join(dice.choices(ones, k=SENTENCES)) for code, ones in sentences.items()},
            )
        )  # fmt: skip
    Tour.objects.bulk_create(made, batch_size=1000)


def measure(search: Callable[[str], Any], texts: Sequence[str]) -> list[float]:
    """Return milliseconds on a core: PostgreSQL's median, p95 and most, and the median and p95 of this process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    database, own = [], []
    for text in texts:
        runs = []
        for _time in range(TIMES):
            before, began = spent_by(backend), time.process_time()
            search(text)
            runs.append((spent_by(backend) - before, (time.process_time() - began) * 1000))
        database.append(min(run[0] for run in runs))
        own.append(min(run[1] for run in runs))
    return [statistics.median(database), p95(database), max(database), statistics.median(own), p95(own)]


def p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
