"""What a restored backup has brought back is erased once more, as the ledger of erasures says."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accelerator.base.common import clock
from tours.booking.models import Order, Visitor, VisitorIdentity
from tours.booking.services.erasure import forget, withdraw_consent
from tours.booking.services.identities import erase
from tours.booking.services.reminders import choose_reminders


def withdraw_again(uuid: UUID, _at: datetime) -> bool:
    """Whether the order had a consent, which is withdrawn now with all that follows."""
    order = Order.objects.filter(uuid=uuid, consent__withdrawn_at__isnull=True, consent__isnull=False).first()
    if order is not None:
        withdraw_consent(order=order)
    return order is not None


def forget_again(uuid: UUID, _at: datetime) -> bool:
    """Whether the order had people, who are forgotten now."""
    named = Q(contact__isnull=False) | Q(visitors__isnull=False)
    orders = list(Order.objects.filter(named, uuid=uuid).distinct())
    forget(orders)
    return bool(orders)


def remove_again(uuid: UUID, _at: datetime) -> bool:
    """Whether the visitor was there; their place stays taken, since the party's size came back with them."""
    gone, _by_model = Visitor.objects.filter(uuid=uuid).delete()
    return bool(gone)


def replace_again(uuid: UUID, at: datetime) -> bool:
    """Whether the one before was there: they are erased, and whoever came instead has to be asked for anew."""
    before = Visitor.objects.filter(Q(named_at__isnull=True) | Q(named_at__lt=at), uuid=uuid)
    VisitorIdentity.objects.filter(visitor__in=before).delete()
    return bool(before.exclude(name="", age=None, is_foreign=None).update(name="", age=None, is_foreign=None))


def erase_identity_again(uuid: UUID, at: datetime) -> bool:
    """Whether there was something left of what the pass office had asked for."""
    kept = VisitorIdentity.objects.filter(Q(visitor__named_at__isnull=True) | Q(visitor__named_at__lt=at))
    kept = kept.filter(visitor__uuid=uuid, erased_at__isnull=True)
    now = clock.now()
    VisitorIdentity.objects.filter(pk__in=kept).update(erase_at=now)
    return bool(erase(VisitorIdentity.objects.filter(visitor__uuid=uuid), now=now))


def stop_again(uuid: UUID, _at: datetime) -> bool:
    """Whether reminders were wanted, which are not any more."""
    return _choose(uuid, wanted=False)


def want_again(uuid: UUID, _at: datetime) -> bool:
    """Whether reminders were not wanted, which are again."""
    return _choose(uuid, wanted=True)


def _choose(uuid: UUID, *, wanted: bool) -> bool:
    order = Order.objects.filter(uuid=uuid, contact__isnull=False, wants_reminders=not wanted).first()
    if order is not None:
        choose_reminders(order=order, wanted=wanted)
    return order is not None
