"""The legs of an order one after the other, and the way between them."""

from tours.booking.models import Order


def minutes_between(order: Order) -> dict[int, int]:
    """By its tour's id, how many minutes each leg must begin after the one before; of a single tour nothing."""
    return dict(order.route.stops.values_list("tour_id", "minutes_before")) if order.route else {}
