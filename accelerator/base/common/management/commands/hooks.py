"""manage.py hooks: every hook and its answers, as the table in docs/architecture.md."""

import inspect
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accelerator.base.common.hooks import declared

HEAD = "| hook | promise | order or name | answer | file |\n| --- | --- | --- | --- | --- |"


class Command(BaseCommand):
    help = "Print every hook, what its answers promise, and its answers in order."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(HEAD)
        for name, hook in sorted(declared(), key=itemgetter(0)):
            head = [f"`{name}`", hook.promise + (f" At least {hook.needs}." if hook.needs else "")]
            for place, answer in hook.answers or [("", None)]:
                self.stdout.write("| " + " | ".join([*head, str(place), *_where(answer)]) + " |")
                head = ["", ""]


def _where(answer: Any) -> tuple[str, str]:
    if answer is None:
        return "", ""
    function = inspect.unwrap(answer)
    file = Path(inspect.getfile(function)).relative_to(settings.BASE_DIR)
    return f"`{function.__module__}.{function.__qualname__}`", f"`{file}`"
