"""manage.py follow_zone_rules: run it after tzdata has brought new rules of a time zone."""

from typing import Any

from django.core.management.base import BaseCommand

from regions.enterprises.models import Site
from tours.schedule.services.zones import follow_zone_rules


class Command(BaseCommand):
    help = "Recalculates the times of all upcoming slots from their local starts by the current rules of their zones."

    def handle(self, *args: Any, **options: Any) -> None:
        moved = sum(follow_zone_rules(site) for site in Site.objects.order_by("pk"))
        self.stdout.write(f"Slots whose time has changed: {moved}.")
