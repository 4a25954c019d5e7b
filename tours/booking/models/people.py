"""The people of an order: personal data, apart from the history and erased on schedule."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.base.common import clock
from accelerator.base.common.phones import PhoneNumberField
from regions.enterprises.models import Enterprise
from tours.booking.models.orders import Order
from tours.booking.querysets import IdentityQuerySet
from tours.models import Slot


class OrderContact(models.Model):
    """The one person whom the portal writes to about an order."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("email"), max_length=254)
    phone = PhoneNumberField(_("phone"), blank=True)
    # What they ask of the enterprises in their own words; erased soon after the visit (services.erasure.erase_needs).
    needs = models.CharField(_("needs and wishes"), max_length=500, blank=True, default="", db_default="")

    class Meta:
        indexes = [
            models.Index(models.functions.Lower("email"), name="booking_ordercontact_email"),
            models.Index(fields=["order"], condition=~models.Q(needs=""), name="booking_ordercontact_needs"),
        ]

    def __str__(self) -> str:
        return self.name


class Visitor(models.Model):
    """A person of the party, who may be known by the category alone: a name is asked where a pass office reads it, the
    age at the visit where a rule depends on it.
    """

    class Role(models.TextChoices):
        VISITOR = "visitor", _("visitor")
        CHAPERONE = "chaperone", _("chaperone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="visitors")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120, blank=True)
    age = models.PositiveSmallIntegerField(_("age"), null=True, blank=True)
    is_foreign = models.BooleanField(_("foreign citizen"), null=True, blank=True)  # null where it does not matter
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VISITOR)
    # Since when this row is this person's; the one before them is erased (see services.people).
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="booking_visitor_position_once"),
            models.CheckConstraint(
                condition=models.Q(age__isnull=True) | models.Q(age__lte=120), name="booking_visitor_age_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Visitor %(number)d") % {"number": self.position + 1})


class VisitorIdentity(models.Model):
    """What the pass office asks for, sealed with a key of this person's own; erasing the key erases the data."""

    visitor = models.OneToOneField(Visitor, on_delete=models.CASCADE, related_name="identity")
    wrapped_key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    erase_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[IdentityQuerySet] = IdentityQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, wrapped_key__isnull=False, sealed__isnull=False)
                | models.Q(erased_at__isnull=False, wrapped_key__isnull=True, sealed__isnull=True),
                name="booking_visitoridentity_erased_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["erase_at"], condition=models.Q(erased_at__isnull=True), name="booking_identity_to_erase"
            )
        ]

    def __str__(self) -> str:
        return str(self.visitor_id)


class IdentityReading(models.Model):
    """Who opened what the pass office asks for, when, of which slot, and of how many people.

    An audit row: the application's role may neither change nor delete one, so it outlives its slot and its reader and
    goes on naming them by number (see common.tasks.purge_audit).
    """

    enterprise = models.ForeignKey(Enterprise, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(Slot, on_delete=models.DO_NOTHING, db_constraint=False, related_name="identity_readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    read_at = models.DateTimeField(default=clock.now)
    people = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["read_at"], name="booking_identityreading_old")]

    def __str__(self) -> str:
        return f"{self.slot_id}, {self.read_at:%Y-%m-%d %H:%M}"
