import uuid

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.dates
import accelerator.base.common.i18n


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forum", "0001_initial"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Season",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(2015),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                (
                    "summary",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="summary"),
                ),
                (
                    "description",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="description"),
                ),
                (
                    "description_html",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, editable=False),
                ),
                (
                    "source",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="source"),
                ),
                (
                    "shortlist_name",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True,
                        default=dict,
                        help_text="For example, “TOP-30”.",
                        verbose_name="name of the shortlist",
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
                    "closing_forum",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.forum",
                        verbose_name="closing forum",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SeasonRegion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("applied", "application"),
                            ("participant", "participant"),
                            ("shortlisted", "shortlisted"),
                            ("winner", "winner"),
                        ],
                        default="participant",
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                ("note", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="note")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="region",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="regions", to="seasons.season"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                (
                    "description",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="description"),
                ),
                (
                    "starts_date",
                    models.DateField(
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.any_day)],
                        verbose_name="first day",
                    ),
                ),
                (
                    "ends_date",
                    models.DateField(
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.any_day)],
                        verbose_name="last day",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="seasons.season"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (2015, 2100))), name="seasons_season_year_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="seasonregion",
            constraint=models.UniqueConstraint(fields=("season", "region"), name="seasons_seasonregion_once"),
        ),
        migrations.AddConstraint(
            model_name="stage",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_date__gte", models.F("starts_date"))),
                name="seasons_stage_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ),
    ]
