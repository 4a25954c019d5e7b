"""What every command of the demo has in common: elsewhere it is refused."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class DemoCommand(BaseCommand):
    """A command that would make invented people, or show them, on a portal that real ones use."""

    def execute(self, *args: Any, **options: Any) -> Any:
        if not settings.DEMO:
            raise CommandError("This belongs to the demo alone (“make demo”): its accounts have a public password.")
        return super().execute(*args, **options)
