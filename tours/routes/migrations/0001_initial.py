import uuid

import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.constraints
import accelerator.base.common.i18n


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_initial"),
        ("regions", "0001_initial"),
        ("tours", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                ("theme", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="theme")),
                (
                    "description",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="description"),
                ),
                (
                    "description_html",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, editable=False),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(14),
                        ],
                        verbose_name="days",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "album",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owner_route",
                        to="enterprises.album",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="region",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RouteStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="day"
                    ),
                ),
                (
                    "minutes_before",
                    models.PositiveSmallIntegerField(default=0, verbose_name="minutes from the stop before"),
                ),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stops", to="routes.route"
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tours.tour"),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__range", (1, 14))), name="routes_route_days_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="routestop",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("route", "position"),
                name="routes_routestop_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="routestop",
            constraint=models.UniqueConstraint(fields=("route", "tour"), name="routes_routestop_tour_once"),
        ),
        migrations.AddConstraint(
            model_name="route",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["album", "enterprise"],
                name="routes_route_album_of_enterprise",
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
            ),
        ),
    ]
