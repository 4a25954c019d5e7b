"""manage.py hooks: who answers what, as the table in docs/architecture.md."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accelerator.base.common.hooks import declared

HEAD = "| hook | promise | order or name | answer | file |\n| --- | --- | --- | --- | --- |"


class Command(BaseCommand):
    """Prints every hook with its promise and its answers, in the order in which they count."""

    help = "Print every hook, what its answers promise, and who answers it, in order."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(HEAD)
        for row in _rows():
            self.stdout.write("| " + " | ".join(row) + " |")


def _rows() -> Iterator[tuple[str, ...]]:
    for name, hook in sorted(declared(), key=lambda found: found[0]):
        needs = f" At least {hook.needs}." if hook.needs else ""
        told = f"`{name}`", hook.promise + needs
        if not hook.answers:
            yield (*told, "", "", "")
        for place, answer in hook.answers:
            function = inspect.unwrap(answer)
            file = Path(inspect.getfile(function)).relative_to(settings.BASE_DIR)
            yield (*told, str(place), f"`{function.__module__}.{function.__qualname__}`", f"`{file}`")
            told = "", ""
