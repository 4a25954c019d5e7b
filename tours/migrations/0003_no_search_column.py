from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tours", "0002_note_changes"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="tour",
            name="tours_tour_search",
        ),
        migrations.RemoveIndex(
            model_name="tour",
            name="tours_tour_title_trigrams",
        ),
        migrations.RemoveField(
            model_name="tour",
            name="search",
        ),
        migrations.RemoveField(
            model_name="tour",
            name="search_title",
        ),
    ]
