"""Orders, bookings and visitors. What is personal stands apart from what is kept for history."""

from tours.booking.models.orders import Attendance, Booking, Order
from tours.booking.models.people import IdentityReading, OrderContact, Visitor, VisitorIdentity

__all__ = ["Attendance", "Booking", "IdentityReading", "Order", "OrderContact", "Visitor", "VisitorIdentity"]
