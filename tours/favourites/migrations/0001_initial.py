import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tours", "0009_more_of_lists"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Favourite",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("saved_at", models.DateTimeField(default=accelerator.base.common.clock.now)),
                (
                    "tour",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tours.tour"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "tour"), name="favourites_favourite_once")],
            },
        ),
    ]
