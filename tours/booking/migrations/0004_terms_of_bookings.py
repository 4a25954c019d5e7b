from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_terms_of_tours(apps, schema_editor):
    """Bookings made so far were promised what their tour says."""
    Booking = apps.get_model("booking", "Booking")
    Slot = apps.get_model("tours", "Slot")
    hours = Slot.objects.filter(pk=OuterRef("slot_id")).values("tour__cancel_until_hours")
    Booking.objects.update(cancel_until_hours=Subquery(hours))


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_terms_and_readings")]

    operations = [migrations.RunPython(take_terms_of_tours, migrations.RunPython.noop, elidable=True)]
