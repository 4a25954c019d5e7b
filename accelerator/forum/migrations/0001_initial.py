import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.constraints
import accelerator.base.common.dates
import accelerator.base.common.i18n
import regions.enterprises.models

# A release of a programme is never changed or deleted, whoever asks.
REFUSE_CHANGE = """
CREATE FUNCTION forum_release_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Release % of forum % is published and can be neither changed nor deleted.', OLD.number, OLD.forum_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'forum_release_immutable', TABLE = 'forum_release';
END
$$;
CREATE TRIGGER forum_release_immutable BEFORE UPDATE OR DELETE ON forum_release
    FOR EACH ROW EXECUTE FUNCTION forum_release_refuse_change();
"""
ALLOW_CHANGE = """
DROP TRIGGER forum_release_immutable ON forum_release;
DROP FUNCTION forum_release_refuse_change();
"""
# TRUNCATE is a right that the application's role does not have. Whoever owns the table, or may do everything, needs no
# right for it, and is refused here; a role that owns nothing and was given the right, as tests' is, knows why.
REFUSE_TRUNCATE = """
CREATE FUNCTION forum_release_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RAISE EXCEPTION 'Releases are published and cannot be deleted.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'forum_release_not_truncated', TABLE = 'forum_release';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER forum_release_not_truncated BEFORE TRUNCATE ON forum_release
    FOR EACH STATEMENT EXECUTE FUNCTION forum_release_refuse_truncate();
"""
ALLOW_TRUNCATE = """
DROP TRIGGER forum_release_not_truncated ON forum_release;
DROP FUNCTION forum_release_refuse_truncate();
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("enterprises", "0001_initial"),
        ("tours", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=140)),
                ("about", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="about")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Forum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="page address")),
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
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True,
                        default=dict,
                        help_text="For a past forum: the source from which the programme was restored.",
                        verbose_name="source",
                    ),
                ),
                (
                    "starts_date",
                    models.DateField(
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.event_days)],
                        verbose_name="first day",
                    ),
                ),
                (
                    "ends_date",
                    models.DateField(
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.event_days)],
                        verbose_name="last day",
                    ),
                ),
                (
                    "place_name",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="name of the venue"
                    ),
                ),
                (
                    "address",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="address"),
                ),
                ("city", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="city")),
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
                        default="Europe/Moscow",
                        max_length=40,
                        validators=[regions.enterprises.models.validate_timezone],
                        verbose_name="time zone",
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
                ("people_version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                (
                    "album",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="owner_forum",
                        to="enterprises.album",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.site",
                        verbose_name="site of an enterprise",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("date", models.DateField(editable=False)),
                (
                    "title",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="theme of the day"
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="days", to="forum.forum"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                (
                    "note",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="how to find it"),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(20000),
                        ],
                        verbose_name="seats",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="halls", to="forum.forum"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=220)),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise of the portal",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ForumPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "speaker"),
                            ("moderator", "moderator"),
                            ("host", "host"),
                            ("participant", "participant"),
                            ("guest", "guest"),
                        ],
                        default="participant",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("note", accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="note")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="forum.forum"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.person",
                        verbose_name="person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PersonPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="post")),
                (
                    "since",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.career_days)],
                        verbose_name="since",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[accelerator.base.common.dates.Within(accelerator.base.common.dates.career_days)],
                        verbose_name="until",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="posts", to="forum.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField()),
                ("published_at", models.DateTimeField()),
                ("schema_version", models.PositiveSmallIntegerField()),
                ("snapshot", models.JSONField()),
                (
                    "note",
                    accelerator.base.common.i18n.I18nTextField(
                        blank=True, default=dict, verbose_name="note to readers"
                    ),
                ),
                ("waivers", models.JSONField(default=list)),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="forum.forum"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReleaseAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="author", to="forum.release"
                    ),
                ),
                (
                    "user",
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
            name="Track",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(editable=False, max_length=60)),
                ("name", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="name")),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("metal", "steel blue"),
                            ("chemistry", "teal"),
                            ("textile", "plum"),
                            ("agro", "green"),
                            ("food", "ochre"),
                            ("jewellery", "violet"),
                            ("energy", "rust"),
                            ("aero", "azure"),
                            ("porcelain", "cobalt"),
                            ("print", "maroon"),
                            ("wood", "umber"),
                            ("auto", "slate"),
                        ],
                        default="metal",
                        max_length=12,
                        verbose_name="colour",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tracks", to="forum.forum"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(db_default=1, default=1, editable=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plenary", "plenary"),
                            ("round_table", "round table"),
                            ("presentation", "presentation"),
                            ("discussion", "discussion"),
                            ("tour", "tour"),
                            ("break", "break"),
                        ],
                        default="presentation",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", accelerator.base.common.i18n.I18nTextField(default=dict, verbose_name="title")),
                (
                    "abstract",
                    accelerator.base.common.i18n.I18nTextField(blank=True, default=dict, verbose_name="abstract"),
                ),
                ("date", models.DateField(blank=True, null=True, verbose_name="day")),
                ("start_time", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(720),
                        ],
                        verbose_name="minutes",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order within the day")),
                (
                    "language",
                    models.CharField(
                        choices=[("ru", "Russian"), ("en", "English"), ("both", "Russian and English")],
                        default="ru",
                        max_length=4,
                        verbose_name="language",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("tentative", "to be confirmed"),
                            ("confirmed", "confirmed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="confirmed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="forum.forum"
                    ),
                ),
                (
                    "hall",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.hall",
                        verbose_name="hall",
                    ),
                ),
                (
                    "tour",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tours.tour",
                        verbose_name="tour",
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.track",
                        verbose_name="track",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SessionRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("speaker", "speaker"),
                            ("moderator", "moderator"),
                            ("host", "host"),
                            ("participant", "participant"),
                            ("guest", "guest"),
                        ],
                        default="speaker",
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forum.person",
                        verbose_name="person",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roles", to="forum.session"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="forum",
            index=models.Index(fields=["status", "ends_date"], name="forum_forum_by_date"),
        ),
        migrations.AddConstraint(
            model_name="forum",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_date__gte", models.F("starts_date"))),
                name="forum_forum_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="forum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "ends_date__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("starts_date"), "+", models.Value(datetime.timedelta(days=30))
                        ),
                    )
                ),
                name="forum_forum_not_too_long",
                violation_error_message="A forum lasts a month at most.",
            ),
        ),
        migrations.AddConstraint(
            model_name="forum",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_date__lte", datetime.date(2100, 12, 31)), ("starts_date__gte", datetime.date(2000, 1, 1))
                ),
                name="forum_forum_days_sane",
                violation_error_message="A forum takes place between 2000 and 2100.",
            ),
        ),
        migrations.AddConstraint(
            model_name="forum",
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
                name="forum_forum_coordinates_whole",
                violation_error_message="Give both coordinates, or neither.",
            ),
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.UniqueConstraint(fields=("forum", "date"), name="forum_day_once"),
        ),
        migrations.AddConstraint(
            model_name="hall",
            constraint=models.UniqueConstraint(fields=("id", "forum"), name="forum_hall_of_forum"),
        ),
        migrations.AddConstraint(
            model_name="hall",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__isnull", True), ("capacity__gte", 1), _connector="OR"),
                name="forum_hall_has_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="forumperson",
            constraint=models.UniqueConstraint(fields=("forum", "person"), name="forum_forumperson_once"),
        ),
        migrations.AddConstraint(
            model_name="personpost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("since__isnull", True), ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="forum_personpost_until_after_since",
                violation_error_message="The post ends before it begins.",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(fields=("forum", "number"), name="forum_release_number_once"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="forum_release_number_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionrole",
            constraint=models.UniqueConstraint(fields=("session", "person", "role"), name="forum_sessionrole_once"),
        ),
        migrations.AddConstraint(
            model_name="track",
            constraint=models.UniqueConstraint(fields=("id", "forum"), name="forum_track_of_forum"),
        ),
        migrations.AddConstraint(
            model_name="track",
            constraint=models.UniqueConstraint(fields=("forum", "slug"), name="forum_track_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_time__isnull", True),
                    models.Q(("date__isnull", False), ("minutes__isnull", False)),
                    _connector="OR",
                ),
                name="forum_session_time_whole",
                violation_error_message="A start time needs a day and a length in minutes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__isnull", True), ("minutes__range", (5, 720)), _connector="OR"),
                name="forum_session_minutes_sane",
                violation_error_message="A session lasts between 5 minutes and 12 hours.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("tour__isnull", True), ("kind", "tour"), _connector="OR"),
                name="forum_session_tour_only_of_tours",
                violation_error_message="Only a session of the kind “tour” can have a tour.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["forum", "date"],
                name="forum_session_on_a_day_of_forum",
                to="forum.Day",
                to_fields=["forum", "date"],
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["hall", "forum"], name="forum_session_hall_of_forum", to="forum.Hall", to_fields=["id", "forum"]
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["track", "forum"],
                name="forum_session_track_of_forum",
                to="forum.Track",
                to_fields=["id", "forum"],
            ),
        ),
        migrations.RunSQL(REFUSE_CHANGE, ALLOW_CHANGE),
        migrations.RunSQL(REFUSE_TRUNCATE, ALLOW_TRUNCATE),
    ]
