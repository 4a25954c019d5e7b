"""Who an order is for, leg by leg: visitors, their categories and prices."""

from collections.abc import Mapping, Sequence

from tours.booking.models import Attendance, Booking, Order, Visitor
from tours.booking.prices import charges
from tours.models import VisitorCategory
from tours.requirements import requirements_of


def write_party(order: Order, legs: Mapping[Booking, Sequence[int]], ages: Sequence[int | None] = ()) -> list[Visitor]:
    """Write the order's visitors and their attendances: for each leg one category a visitor, in the same order."""
    categories = VisitorCategory.objects.in_bulk({pk for chosen in legs.values() for pk in chosen})
    charged = {
        booking: charges([categories[pk] for pk in chosen], requirements_of(booking.slot.tour))
        for booking, chosen in legs.items()
    }
    accompany = {i for row in charged.values() for i, charge in enumerate(row) if charge.accompanies}
    visitors = Visitor.objects.bulk_create(
        Visitor(
            order=order, position=position, age=ages[position] if ages else None,
            role=Visitor.Role.CHAPERONE if position in accompany else Visitor.Role.VISITOR,
        )
        for position in range(order.party_size)
    )  # fmt: skip
    Attendance.objects.bulk_create(
        Attendance(
            booking=booking, enterprise_id=booking.enterprise_id, visitor=visitors[position], position=position,
            category=categories[pk], price_kopecks=charged[booking][position].kopecks,
        )
        for booking, chosen in legs.items()
        for position, pk in enumerate(chosen)
    )  # fmt: skip
    return visitors
