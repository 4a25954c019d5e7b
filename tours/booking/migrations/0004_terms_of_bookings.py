from django.db import migrations
from django.db.models import OuterRef, Subquery

from accelerator.base.common.batches import RunInBatches, update_in_batches


def take_terms_of_tours(apps, schema_editor):
    """Bookings made so far were promised what their tour says."""
    Booking = apps.get_model("booking", "Booking")
    Slot = apps.get_model("tours", "Slot")
    hours = Slot.objects.filter(pk=OuterRef("slot_id")).values("tour__cancel_until_hours")
    update_in_batches(Booking.objects.all(), cancel_until_hours=Subquery(hours))


class Migration(migrations.Migration):
    atomic = False  # in batches: whoever books meanwhile waits for none but their own

    dependencies = [("booking", "0003_terms_and_readings")]

    operations = [RunInBatches(take_terms_of_tours, migrations.RunPython.noop, elidable=True)]
