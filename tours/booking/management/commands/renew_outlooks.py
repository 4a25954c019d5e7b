"""manage.py renew_outlooks: compute every tour's next start anew."""

from typing import Any

from django.core.management.base import BaseCommand

from tours.booking.services.outlooks import renew_outlooks


class Command(BaseCommand):
    help = "Computes anew what is kept of each published tour's next starts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{renew_outlooks(all_of_them=True)} tours renewed.")
