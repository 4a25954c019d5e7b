import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.constraints
import accelerator.base.common.fields
import accelerator.base.common.i18n
import tours.models.tours


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0001_initial"),  # trigrams
        ("enterprises", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("cover_variant", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                (
                    "summary",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="summary"),
                ),
                (
                    "moment",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, db_default={}, default=dict, verbose_name="what is being done"
                    ),
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("sightseeing", "Sightseeing"),
                            ("hands_on", "Hands-on"),
                            ("career", "Career guidance"),
                            ("business", "Business"),
                            ("children", "For children"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("ru", "Russian"),
                                ("en", "English"),
                                ("zh", "Chinese"),
                                ("de", "German"),
                                ("fr", "French"),
                            ],
                            max_length=2,
                        ),
                        default=tours.models.tours.russian_only,
                        size=None,
                        verbose_name="languages",
                    ),
                ),
                (
                    "duration_minutes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="duration, minutes",
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places in a slot",
                    ),
                ),
                (
                    "party_min",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="smallest group",
                    ),
                ),
                (
                    "party_max",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="largest group",
                    ),
                ),
                (
                    "booking_closes_hours",
                    models.PositiveSmallIntegerField(default=2, verbose_name="booking closes, hours before"),
                ),
                (
                    "cancel_until_hours",
                    models.PositiveSmallIntegerField(default=24, verbose_name="cancellation closes, hours before"),
                ),
                (
                    "reminder_minutes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(),
                        blank=True,
                        default=tours.models.tours.default_reminders,
                        size=None,
                        verbose_name="reminders, minutes before",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published"), ("archived", "archived")],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("prices_version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("rules_version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
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
                                                django.db.models.fields.json.KeyTextTransform("ru", "title"),
                                                config="russian",
                                                weight="A",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                django.db.models.fields.json.KeyTextTransform("en", "title"),
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
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    django.db.models.fields.json.KeyTextTransform("ru", "description"),
                                    config="russian",
                                    weight="C",
                                ),
                                django.contrib.postgres.search.SearchConfig("russian"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                django.db.models.fields.json.KeyTextTransform("en", "description"),
                                config="english",
                                weight="C",
                            ),
                            django.contrib.postgres.search.SearchConfig("russian"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "search_title",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Lower(
                            django.db.models.functions.text.Concat(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.fields.json.KeyTextTransform("ru", "title"),
                                    models.Value("", models.TextField()),
                                ),
                                models.Value(" ", models.TextField()),
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.fields.json.KeyTextTransform("en", "title"),
                                    models.Value("", models.TextField()),
                                ),
                            )
                        ),
                        output_field=models.TextField(),
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
                        related_name="owner_tour",
                        to="enterprises.album",
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.site",
                        verbose_name="site",
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
        migrations.CreateModel(
            name="ScheduleRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("from_date", models.DateField(verbose_name="from")),
                ("to_date", models.DateField(verbose_name="to")),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None, verbose_name="weekdays"
                    ),
                ),
                (
                    "times",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TimeField(), size=None, verbose_name="times"
                    ),
                ),
                (
                    "except_dates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), blank=True, default=list, size=None, verbose_name="except"
                    ),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places",
                    ),
                ),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rules", to="tours.tour"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "planned_start",
                    accelerator.base.common.fields.LocalDateTimeField(blank=True, editable=False, null=True),
                ),
                ("local_start", accelerator.base.common.fields.LocalDateTimeField(verbose_name="start")),
                ("duration_minutes", models.PositiveSmallIntegerField(verbose_name="duration, minutes")),
                ("timezone", models.CharField(max_length=40)),
                ("local_date", models.DateField(editable=False)),
                ("starts_at", models.DateTimeField(editable=False)),
                ("ends_at", models.DateTimeField(editable=False)),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="places",
                    ),
                ),
                ("seats_taken", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed"), ("cancelled", "cancelled")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note for the staff")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="slots",
                        to="tours.schedulerule",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.site"
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="tours.tour"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitorCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                (
                    "min_age",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="from age",
                    ),
                ),
                (
                    "max_age",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="to age",
                    ),
                ),
                ("price_kopecks", models.PositiveIntegerField(default=0, verbose_name="price, kopecks")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="categories", to="tours.tour"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitRequirements",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                (
                    "min_age",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="minimum age",
                    ),
                ),
                (
                    "min_age_unaccompanied",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="minimum age without an adult",
                    ),
                ),
                (
                    "max_age",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(120)],
                        verbose_name="maximum age",
                    ),
                ),
                (
                    "school_grade_from",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(11),
                        ],
                        verbose_name="school grade from",
                    ),
                ),
                (
                    "school_grade_to",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(11),
                        ],
                        verbose_name="school grade to",
                    ),
                ),
                (
                    "children_per_chaperone",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="children per chaperone",
                    ),
                ),
                (
                    "free_chaperones",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="chaperones free of charge",
                    ),
                ),
                (
                    "guardian_consent",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="a guardian’s consent is needed for children"
                    ),
                ),
                (
                    "admission",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("individuals", "individual visitors"),
                            ("groups", "groups only"),
                            ("both", "individual visitors and groups"),
                        ],
                        max_length=20,
                        verbose_name="admission",
                    ),
                ),
                (
                    "group_min",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="group from, visitors",
                    ),
                ),
                (
                    "group_max",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="group up to, visitors",
                    ),
                ),
                (
                    "medical",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="health restrictions"
                    ),
                ),
                (
                    "identity_documents",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("passport", "passport"),
                                ("birth_certificate", "birth certificate"),
                                ("foreign_passport", "foreign passport"),
                                ("student_card", "student card"),
                                ("driver_licence", "driving licence"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="documents to bring",
                    ),
                ),
                (
                    "pass_office_data",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("full_name", "full name"),
                                ("birth_date", "date of birth"),
                                ("citizenship", "citizenship"),
                                ("document_number", "document number"),
                                ("car_number", "car number plate"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="what the pass office asks for",
                    ),
                ),
                (
                    "lead_time_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="booking ahead, days",
                    ),
                ),
                (
                    "lead_time_days_foreign",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="booking ahead for foreign citizens, days",
                    ),
                ),
                (
                    "foreigners",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("admitted", "admitted"),
                            ("not_admitted", "not admitted"),
                            ("on_request", "on request"),
                        ],
                        max_length=20,
                        verbose_name="foreign citizens",
                    ),
                ),
                (
                    "list_freeze_hours",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="the pass list closes, hours before",
                    ),
                ),
                (
                    "arrive_minutes_before",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(180),
                        ],
                        verbose_name="arrive before the start, minutes",
                    ),
                ),
                (
                    "late_policy",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="if you are late"
                    ),
                ),
                (
                    "footwear",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("closed", "closed shoes"),
                            ("closed_flat", "closed shoes with flat soles"),
                            ("any", "any"),
                        ],
                        max_length=20,
                        verbose_name="footwear",
                    ),
                ),
                (
                    "clothing",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="clothing"),
                ),
                (
                    "hair_jewellery",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="hair and jewellery"
                    ),
                ),
                (
                    "ppe_provided",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("helmet", "helmet"),
                                ("goggles", "goggles"),
                                ("earplugs", "earplugs"),
                                ("gown", "gown"),
                                ("shoe_covers", "shoe covers"),
                                ("vest", "signal vest"),
                                ("hairnet", "hairnet"),
                                ("gloves", "gloves"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="protective equipment given on site",
                    ),
                ),
                (
                    "ppe_to_bring",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("helmet", "helmet"),
                                ("goggles", "goggles"),
                                ("earplugs", "earplugs"),
                                ("gown", "gown"),
                                ("shoe_covers", "shoe covers"),
                                ("vest", "signal vest"),
                                ("hairnet", "hairnet"),
                                ("gloves", "gloves"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="protective equipment to bring",
                    ),
                ),
                (
                    "photo_policy",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("free", "allowed everywhere"),
                            ("marked_points", "at marked points"),
                            ("on_request", "ask the guide"),
                            ("banned", "not allowed"),
                        ],
                        max_length=20,
                        verbose_name="photos",
                    ),
                ),
                (
                    "phones",
                    models.CharField(
                        blank=True,
                        choices=[("allowed", "allowed"), ("silent", "on silent"), ("locker", "left in a locker")],
                        max_length=20,
                        verbose_name="phones",
                    ),
                ),
                ("lockers", models.BooleanField(blank=True, null=True, verbose_name="lockers")),
                (
                    "prohibited",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="not allowed inside"
                    ),
                ),
                (
                    "briefing",
                    models.CharField(
                        blank=True,
                        choices=[("on_arrival", "on arrival"), ("before", "before the visit"), ("none", "not needed")],
                        max_length=20,
                        verbose_name="safety briefing",
                    ),
                ),
                (
                    "briefing_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="briefing, minutes",
                    ),
                ),
                (
                    "noise",
                    models.CharField(
                        blank=True,
                        choices=[("none", "quiet"), ("moderate", "moderate"), ("loud", "loud")],
                        max_length=20,
                        verbose_name="noise",
                    ),
                ),
                (
                    "heat",
                    models.CharField(
                        blank=True,
                        choices=[("none", "usual"), ("warm", "warm"), ("hot", "hot")],
                        max_length=20,
                        verbose_name="heat",
                    ),
                ),
                ("height_work", models.BooleanField(blank=True, null=True, verbose_name="walkways at height")),
                ("dust", models.BooleanField(blank=True, null=True, verbose_name="dust")),
                (
                    "weather",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="weather"),
                ),
                (
                    "walking_metres",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="walking distance, metres",
                    ),
                ),
                (
                    "stairs_steps",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(2000),
                        ],
                        verbose_name="stairs, steps",
                    ),
                ),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("full", "the whole tour"), ("partial", "part of the tour"), ("none", "not possible")],
                        max_length=20,
                        verbose_name="wheelchair",
                    ),
                ),
                (
                    "blind_support",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("on_request", "on request"), ("no", "no")],
                        max_length=20,
                        verbose_name="support for blind visitors",
                    ),
                ),
                (
                    "deaf_support",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("on_request", "on request"), ("no", "no")],
                        max_length=20,
                        verbose_name="support for deaf visitors",
                    ),
                ),
                (
                    "interpreter",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("on_request", "on request"), ("no", "no")],
                        max_length=20,
                        verbose_name="interpreter",
                    ),
                ),
                (
                    "meeting_point",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="meeting point"),
                ),
                (
                    "transport",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="how to get there"
                    ),
                ),
                (
                    "parking",
                    models.CharField(
                        blank=True,
                        choices=[("free", "free"), ("paid", "paid"), ("none", "none")],
                        max_length=20,
                        verbose_name="parking",
                    ),
                ),
                ("tasting", models.BooleanField(blank=True, null=True, verbose_name="tasting")),
                (
                    "allergens",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="allergens"),
                ),
                (
                    "alcohol_18",
                    models.BooleanField(blank=True, null=True, verbose_name="alcohol tasting, 18 and over only"),
                ),
                (
                    "cancellation_policy",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="cancellation"),
                ),
                (
                    "tour",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="requirements", to="tours.tour"
                    ),
                ),
            ],
            options={
                "verbose_name": "visit requirements",
                "verbose_name_plural": "visit requirements",
            },
        ),
        migrations.AddIndex(
            model_name="tour",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="tours_tour_search"),
        ),
        migrations.AddIndex(
            model_name="tour",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_title", name="gin_trgm_ops"),
                name="tours_tour_title_trigrams",
            ),
        ),
        migrations.AddIndex(
            model_name="tour",
            index=models.Index(fields=["enterprise", "status"], name="tours_tour_by_enterprise"),
        ),
        migrations.AddIndex(
            model_name="tour",
            index=models.Index(fields=["subject"], name="tours_tour_subject"),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="tours_tour_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=models.CheckConstraint(
                condition=models.Q(("party_max__gte", models.F("party_min")), ("party_min__gte", 1)),
                name="tours_tour_party_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=models.CheckConstraint(
                condition=models.Q(("duration_minutes__range", (10, 720))), name="tours_tour_duration_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__range", (1, 500))), name="tours_tour_capacity_sane"
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["tour", "starts_at"], name="tours_slot_by_tour"),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(fields=["enterprise", "local_date"], name="tours_slot_by_enterprise_day"),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["local_date", "tour"], name="tours_slot_open_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("status", "open")),
                fields=["tour", "starts_at", "id"],
                name="tours_slot_next_of_tour",
            ),
        ),
        migrations.AddIndex(
            model_name="slot",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["starts_at", "id"], name="tours_slot_next_of_all"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="tours_slot_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.UniqueConstraint(fields=("rule", "planned_start"), name="tours_slot_once_by_rule"),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("seats_taken__gte", 0), ("seats_taken__lte", models.F("capacity"))),
                name="tours_slot_never_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__range", (1, 500))), name="tours_slot_capacity_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="tours_slot_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__isnull", True), ("planned_start__isnull", False), _connector="OR"),
                name="tours_slot_of_rule_knows_its_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulerule",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="tours_schedulerule_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="schedulerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_date__gte", models.F("from_date"))), name="tours_schedulerule_dates_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulerule",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__range", (1, 500))), name="tours_schedulerule_capacity_sane"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitorcategory",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="tours_visitorcategory_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="visitorcategory",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_age__isnull", True),
                    ("max_age__isnull", True),
                    ("max_age__gte", models.F("min_age")),
                    _connector="OR",
                ),
                name="tours_visitorcategory_ages_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitrequirements",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("min_age__isnull", True),
                    ("max_age__isnull", True),
                    ("max_age__gte", models.F("min_age")),
                    _connector="OR",
                ),
                name="tours_visitrequirements_ages_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitrequirements",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("group_min__isnull", True),
                    ("group_max__isnull", True),
                    ("group_max__gte", models.F("group_min")),
                    _connector="OR",
                ),
                name="tours_visitrequirements_group_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["site", "enterprise"],
                name="tours_tour_site_of_enterprise",
                to="enterprises.Site",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="tour",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["album", "enterprise"],
                name="tours_tour_album_of_enterprise",
                to="enterprises.Album",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["tour", "enterprise"],
                name="tours_slot_tour_of_enterprise",
                to="tours.Tour",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["site", "enterprise"],
                name="tours_slot_site_of_enterprise",
                to="enterprises.Site",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="slot",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["rule", "enterprise"],
                name="tours_slot_rule_of_enterprise",
                to="tours.ScheduleRule",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulerule",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["tour", "enterprise"],
                name="tours_schedulerule_tour_of_enterprise",
                to="tours.Tour",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="visitorcategory",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["tour", "enterprise"],
                name="tours_visitorcategory_tour_of_enterprise",
                to="tours.Tour",
                to_fields=["id", "enterprise"],
            ),
        ),
    ]
