"""What can be visited, and when."""

from tours.models.outlooks import DueOutlook, Outlook
from tours.models.requirements import VisitRequirements
from tours.models.slots import Closed, ScheduleRule, Slot
from tours.models.tours import Tour, TourLanguage, VisitorCategory, language_names, named_languages

__all__ = [
    "Closed", "DueOutlook", "Outlook", "ScheduleRule", "Slot", "Tour", "TourLanguage", "VisitRequirements",
    "VisitorCategory", "language_names", "named_languages",
]  # fmt: skip
