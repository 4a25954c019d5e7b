"""Bookings made without an account come along once their address is proved to be somebody's."""

from django.db.models.functions import Lower

from accelerator.base.accounts.models import User
from tours.booking.models import Order, OrderContact


def claim_orders_by_email(user: User, email: str) -> int:
    """Give the person the orders of this address that nobody has yet; returns how many.

    The caller has proved that the address is theirs. One UPDATE, so that two sign-ins at once do no harm.
    """
    contacts = OrderContact.objects.annotate(lower=Lower("email")).filter(lower=email.lower())  # as it is indexed
    return Order.objects.filter(user__isnull=True, contact__in=contacts).update(user=user)
