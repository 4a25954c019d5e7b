import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.fields.json
from django.db import migrations, models

import accelerator.base.common.i18n


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FederalDistrict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(help_text="ISO 3166-2", max_length=8, unique=True)),
                ("slug", models.SlugField(max_length=40, unique=True)),
                ("type", models.CharField(max_length=30)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict)),
                ("short_name", accelerator.base.common.i18n.I18nTextField(default=dict)),
                ("genitive", models.CharField(max_length=140)),
                ("locative", models.CharField(max_length=140)),
                ("sort_name", models.CharField(db_index=True, max_length=140)),
                ("centre", accelerator.base.common.i18n.I18nTextField(default=dict)),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8)),
                ("timezone", models.CharField(max_length=40)),
                ("bounds", models.JSONField(default=list, help_text="west, south, east, north; degrees")),
                ("outline", models.TextField(blank=True)),
                ("outline_box", models.JSONField(default=list)),
                ("known_for", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.fields.json.KeyTextTransform("ru", "name"),
                                                config="russian",
                                                weight="A",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.fields.json.KeyTextTransform("en", "name"),
                                                config="english",
                                                weight="A",
                                            ),
                                            django.contrib.postgres.search.SearchConfig("russian"),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            django.db.models.fields.json.KeyTextTransform("ru", "short_name"),
                                            config="russian",
                                            weight="A",
                                        ),
                                        django.contrib.postgres.search.SearchConfig("russian"),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        django.db.models.fields.json.KeyTextTransform("en", "short_name"),
                                        config="english",
                                        weight="A",
                                    ),
                                    django.contrib.postgres.search.SearchConfig("russian"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    django.db.models.fields.json.KeyTextTransform("ru", "centre"),
                                    config="russian",
                                    weight="B",
                                ),
                                django.contrib.postgres.search.SearchConfig("russian"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.fields.json.KeyTextTransform("en", "centre"),
                                config="english",
                                weight="B",
                            ),
                            django.contrib.postgres.search.SearchConfig("russian"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "district",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="regions.federaldistrict",
                    ),
                ),
            ],
        ),
    ]
