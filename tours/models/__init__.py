"""What can be visited, and when."""

from tours.models.requirements import VisitRequirements
from tours.models.slots import ScheduleRule, Slot
from tours.models.tours import Tour, VisitorCategory

__all__ = ["ScheduleRule", "Slot", "Tour", "VisitRequirements", "VisitorCategory"]
