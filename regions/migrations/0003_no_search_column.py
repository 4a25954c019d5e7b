from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0002_note_changes"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="region",
            name="search",
        ),
    ]
