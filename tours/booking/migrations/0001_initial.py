import datetime
import uuid

import django.db.models.deletion
import django.db.models.functions.text
import phonenumber_field.modelfields
from django.conf import settings
from django.db import migrations, models

import accelerator.base.common.clock
import accelerator.base.common.constraints
import tours.booking.models.orders


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("common", "0001_initial"),
        ("enterprises", "0001_initial"),
        ("routes", "0001_initial"),
        ("tours", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        default=tours.booking.models.orders.new_code, editable=False, max_length=8, unique=True
                    ),
                ),
                ("request_key", models.UUIDField(unique=True)),
                ("request_fingerprint", models.CharField(max_length=64)),
                ("language", models.CharField(default="ru", max_length=10)),
                ("party_size", models.PositiveSmallIntegerField()),
                ("guardian_consent", models.BooleanField(db_default=False, default=False)),
                ("wants_reminders", models.BooleanField(db_default=True, default=True)),
                ("held_by", models.CharField(blank=True, db_default="", default="", editable=False, max_length=32)),
                ("held_from", models.CharField(blank=True, db_default="", default="", editable=False, max_length=32)),
                ("held_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("holds", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ("proof", models.UUIDField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField(default=accelerator.base.common.clock.now, editable=False)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "forget_at",
                    models.DateTimeField(
                        db_default=datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.UTC),
                        default=None,
                        editable=False,
                        null=True,
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.consent",
                    ),
                ),
                (
                    "route",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="routes.route",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="orders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("seats", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ON_HOLD", "held"),
                            ("PENDING", "awaiting the enterprise"),
                            ("CONFIRMED", "confirmed"),
                            ("REDEEMED", "visited"),
                            ("CANCELLED", "cancelled"),
                            ("EXPIRED", "hold expired"),
                            ("REJECTED", "rejected"),
                        ],
                        default="ON_HOLD",
                        max_length=10,
                    ),
                ),
                ("hold_expires_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_until_hours", models.PositiveSmallIntegerField(db_default=24)),
                ("revision_shift", models.SmallIntegerField(db_default=0, default=0, editable=False)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "cancelled_by",
                    models.CharField(
                        blank=True, choices=[("visitor", "the visitor"), ("staff", "the enterprise")], max_length=8
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="tours.slot"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bookings", to="booking.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="OrderContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="email")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contact", to="booking.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Visitor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("age", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="age")),
                ("is_foreign", models.BooleanField(blank=True, null=True, verbose_name="foreign citizen")),
                (
                    "role",
                    models.CharField(
                        choices=[("visitor", "visitor"), ("chaperone", "chaperone")], default="visitor", max_length=10
                    ),
                ),
                ("named_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="visitors", to="booking.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("price_kopecks", models.PositiveIntegerField()),
                ("currency", models.CharField(default="RUB", max_length=3)),
                ("vat_percent", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("checked_in_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tours.visitorcategory"
                    ),
                ),
                (
                    "checked_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="booking.booking"
                    ),
                ),
                (
                    "visitor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attendances",
                        to="booking.visitor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VisitorIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped_key", models.BinaryField(null=True)),
                ("sealed", models.BinaryField(null=True)),
                ("erase_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "visitor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="identity", to="booking.visitor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentityReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("read_at", models.DateTimeField(default=accelerator.base.common.clock.now)),
                ("people", models.PositiveSmallIntegerField()),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enterprises.enterprise"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="identity_readings",
                        to="tours.slot",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["read_at"], name="booking_identityreading_old")],
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("held_by", ""), _negated=True), fields=["held_by"], name="booking_order_held_by"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("held_from", ""), _negated=True),
                fields=["held_from", "held_at"],
                name="booking_order_held_from",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("proof__isnull", False)), fields=["proof"], name="booking_order_by_proof"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("forget_at__isnull", False)), fields=["forget_at"], name="booking_order_to_forget"
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(("confirmed_at__isnull", True)),
                fields=["created_at"],
                name="booking_order_unfinished",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("party_size__gte", 1)), name="booking_order_somebody_comes"
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("consent__isnull", False), _connector="OR"),
                name="booking_order_confirmed_with_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at__isnull", True), models.Q(("held_by", ""), ("held_from", "")), _connector="OR"
                ),
                name="booking_order_holder_gone_once_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(
                condition=models.Q(("status", "ON_HOLD")),
                fields=["slot", "hold_expires_at"],
                include=("seats",),
                name="booking_booking_holds",
            ),
        ),
        migrations.AddIndex(
            model_name="booking",
            index=models.Index(fields=["enterprise", "slot"], name="booking_booking_by_slot"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("id", "enterprise"), name="booking_booking_of_enterprise"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="booking_booking_position_once"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.UniqueConstraint(fields=("order", "slot"), name="booking_booking_slot_once"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(condition=models.Q(("seats__gte", 1)), name="booking_booking_has_seats"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hold_expires_at__isnull", False), ("status", "ON_HOLD")),
                    models.Q(models.Q(("status", "ON_HOLD"), _negated=True), ("hold_expires_at__isnull", True)),
                    _connector="OR",
                ),
                name="booking_booking_only_holds_expire",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("status", "CANCELLED")),
                    models.Q(models.Q(("status", "CANCELLED"), _negated=True), ("cancelled_at__isnull", True)),
                    _connector="OR",
                ),
                name="booking_booking_cancelled_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="ordercontact",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="booking_ordercontact_email"),
        ),
        migrations.AddConstraint(
            model_name="visitor",
            constraint=models.UniqueConstraint(fields=("order", "position"), name="booking_visitor_position_once"),
        ),
        migrations.AddConstraint(
            model_name="visitor",
            constraint=models.CheckConstraint(
                condition=models.Q(("age__isnull", True), ("age__lte", 120), _connector="OR"),
                name="booking_visitor_age_sane",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(fields=("booking", "position"), name="booking_attendance_position_once"),
        ),
        migrations.AddIndex(
            model_name="visitoridentity",
            index=models.Index(
                condition=models.Q(("erased_at__isnull", True)), fields=["erase_at"], name="booking_identity_to_erase"
            ),
        ),
        migrations.AddConstraint(
            model_name="visitoridentity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at__isnull", True), ("sealed__isnull", False), ("wrapped_key__isnull", False)),
                    models.Q(("erased_at__isnull", False), ("sealed__isnull", True), ("wrapped_key__isnull", True)),
                    _connector="OR",
                ),
                name="booking_visitoridentity_erased_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["slot", "enterprise"],
                name="booking_booking_slot_of_enterprise",
                to="tours.Slot",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["booking", "enterprise"],
                name="booking_attendance_booking_of_enterprise",
                to="booking.Booking",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=accelerator.base.common.constraints.CompositeForeignKey(
                fields=["category", "enterprise"],
                name="booking_attendance_category_of_enterprise",
                to="tours.VisitorCategory",
                to_fields=["id", "enterprise"],
            ),
        ),
        migrations.RunSQL(
            "SELECT audit_protect('booking_identityreading', 'read_at');",
            "SELECT audit_unprotect('booking_identityreading');",
        ),
    ]
