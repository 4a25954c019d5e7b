import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.constraints
import accelerator.base.common.i18n
import regions.enterprises.covers.motifs
import regions.enterprises.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Album",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="address")),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="address")),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                (
                    "motif",
                    models.CharField(
                        choices=regions.enterprises.covers.motifs.motif_choices, max_length=16, verbose_name="motif"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subjects",
                        to="enterprises.theme",
                        verbose_name="theme",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Enterprise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "industry",
                    models.CharField(
                        choices=[
                            ("metal", "Metalworking"),
                            ("food", "Food"),
                            ("textile", "Textiles and clothing"),
                            ("chemistry", "Chemistry"),
                            ("wood", "Timber and furniture"),
                            ("auto", "Vehicles"),
                            ("energy", "Energy"),
                            ("porcelain", "Glass and porcelain"),
                            ("jewellery", "Jewellery"),
                            ("agro", "Agriculture"),
                            ("aero", "Aviation and space"),
                            ("print", "Paper and printing"),
                        ],
                        max_length=12,
                        verbose_name="industry",
                    ),
                ),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=180)),
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
                    "founded_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1500),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year founded",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email")),
                ("website", models.URLField(blank=True, verbose_name="website")),
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
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
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
                                    django.db.models.fields.json.KeyTextTransform("ru", "summary"),
                                    config="russian",
                                    weight="B",
                                ),
                                django.contrib.postgres.search.SearchConfig("russian"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.fields.json.KeyTextTransform("en", "summary"),
                                config="english",
                                weight="B",
                            ),
                            django.contrib.postgres.search.SearchConfig("russian"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "album",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owner_enterprise",
                        to="enterprises.album",
                    ),
                ),
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
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.subject",
                        verbose_name="subject",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="album",
            name="enterprise",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="albums",
                to="enterprises.enterprise",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="email")),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "owner"), ("manager", "manager"), ("guide", "guide"), ("gate", "gate")],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "owner"), ("manager", "manager"), ("guide", "guide"), ("gate", "gate")],
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                ("joined_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("alt", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="what the photo shows")),
                (
                    "credit",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, db_default={}, default=dict, verbose_name="credit"
                    ),
                ),
                ("focus_x", models.PositiveSmallIntegerField(db_default=50, default=50)),
                ("focus_y", models.PositiveSmallIntegerField(db_default=50, default=50)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("shows_way", models.BooleanField(db_default=False, default=False)),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("colour", models.CharField(help_text="average colour, such as #8a6f4c", max_length=7)),
                ("renditions", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "being prepared"),
                            ("ready", "ready"),
                            ("failed", "could not be prepared"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, db_default="", default="", max_length=8)),
                ("claimed_at", models.DateTimeField(editable=False, null=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "album",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="enterprises.album"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("address", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="address")),
                ("city", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="city")),
                ("city_in", models.CharField(blank=True, db_default="", max_length=80, verbose_name="in the city")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-90),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(-180),
                            django.core.validators.MaxValueValidator(191),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "timezone",
                    models.CharField(
                        max_length=40,
                        validators=[regions.enterprises.models.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "gate",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="meeting point"),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        django.db.models.fields.json.KeyTextTransform("ru", "city"),
                                        config="russian",
                                        weight="A",
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        django.db.models.fields.json.KeyTextTransform("en", "city"),
                                        config="english",
                                        weight="A",
                                    ),
                                    django.contrib.postgres.search.SearchConfig("russian"),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    django.db.models.fields.json.KeyTextTransform("ru", "name"),
                                    config="russian",
                                    weight="B",
                                ),
                                django.contrib.postgres.search.SearchConfig("russian"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.fields.json.KeyTextTransform("en", "name"),
                                config="english",
                                weight="B",
                            ),
                            django.contrib.postgres.search.SearchConfig("russian"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "album",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owner_site",
                        to="enterprises.album",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sites", to="enterprises.enterprise"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="album",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="enterprises_album_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("enterprise"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("accepted_at__isnull", True), ("revoked_at__isnull", True)),
                name="enterprises_invitation_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("created_at"))), name="enterprises_invitation_lasts"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("user", "enterprise"), name="enterprises_membership_once"),
        ),
        migrations.AddIndex(
            model_name="photo",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["id"], name="enterprises_photo_pending"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("height__gt", 0), ("width__gt", 0)), name="enterprises_photo_has_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("focus_x__range", (0, 100)), ("focus_y__range", (0, 100))),
                name="enterprises_photo_focus_within",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(
                condition=models.Q(("shows_way", True)), fields=("album",), name="enterprises_photo_one_way"
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="enterprises_site_search"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="enterprises_site_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (-90, 90)),
                        ("longitude__isnull", False),
                        ("longitude__range", (-180, 191)),
                    ),
                    _connector="OR",
                ),
                name="enterprises_site_coordinates_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="enterprises_ent_search"),
        ),
        migrations.AddIndex(
            model_name="enterprise",
            index=models.Index(fields=["subject"], name="enterprises_ent_subject"),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("founded_year__isnull", True), ("founded_year__range", (1500, 2100)), _connector="OR"
                ),
                name="enterprises_enterprise_founded_in_history",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["album", "enterprise"],
                name="enterprises_site_album_of_enterprise",
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["album", "id"],
                name="enterprises_enterprise_album_of_its_own",
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
            ),
        ),
    ]
