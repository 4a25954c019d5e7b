"""manage.py audit_capacity: recount every slot."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tours.booking.services.seats import audit_capacity


class Command(BaseCommand):
    help = "Recounts every slot from its bookings and names each difference."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = audit_capacity()
        for difference in differences:
            slot = difference.slot
            self.stdout.write(
                f"slot {slot.uuid} ({slot.tour}, {slot.local_start:%Y-%m-%d %H:%M}): "
                f"the counter says {slot.seats_taken}, the bookings add up to {difference.counted}"
            )
        if differences:
            raise CommandError(f"{len(differences)} slots differ.")
        self.stdout.write("Every slot adds up.")
