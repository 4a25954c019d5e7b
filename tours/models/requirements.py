"""What a visit requires. A field that the enterprise left empty is unknown, and is shown as such."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accelerator.base.common.i18n import I18nTextField, Words
from accelerator.base.common.versions import Versioned
from tours.models.tours import Tour


def _age(name: Words) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(name, null=True, blank=True, validators=[MaxValueValidator(120)])


def _count(name: Words, *, least: int = 0, most: int = 10_000) -> models.PositiveSmallIntegerField:
    validators = [MinValueValidator(least), MaxValueValidator(most)]
    return models.PositiveSmallIntegerField(name, null=True, blank=True, validators=validators)


def _choice(name: Words, choices: type[models.TextChoices]) -> models.CharField:
    return models.CharField(name, max_length=20, choices=choices.choices, blank=True)


def _several(name: Words, choices: type[models.TextChoices]) -> ArrayField:
    return ArrayField(
        models.CharField(max_length=20, choices=choices.choices), verbose_name=name, default=list, blank=True
    )


def _yes_no(name: Words) -> models.BooleanField:
    return models.BooleanField(name, null=True, blank=True)


def _text(name: Words) -> I18nTextField:
    return I18nTextField(name, rows=2, max_length=600, blank=True)


class VisitRequirements(Versioned):
    """Everything that decides who may come and what to bring (the list of the product's page «Visit requirements»)."""

    class Admission(models.TextChoices):
        INDIVIDUALS = "individuals", _("individual visitors")
        GROUPS = "groups", _("groups only")
        BOTH = "both", _("individual visitors and groups")

    class Document(models.TextChoices):
        PASSPORT = "passport", _("passport")
        BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
        FOREIGN_PASSPORT = "foreign_passport", _("foreign passport")
        STUDENT_CARD = "student_card", _("student card")
        DRIVER_LICENCE = "driver_licence", _("driving licence")

    class PassData(models.TextChoices):
        FULL_NAME = "full_name", _("full name")
        BIRTH_DATE = "birth_date", _("date of birth")
        CITIZENSHIP = "citizenship", _("citizenship")
        DOCUMENT_NUMBER = "document_number", _("document number")
        CAR_NUMBER = "car_number", _("car number plate")

    class Foreigners(models.TextChoices):
        ADMITTED = "admitted", _("admitted")
        NOT_ADMITTED = "not_admitted", _("not admitted")
        ON_REQUEST = "on_request", _("on request")

    class Footwear(models.TextChoices):
        CLOSED = "closed", _("closed shoes")
        CLOSED_FLAT = "closed_flat", _("closed shoes with flat soles")
        ANY = "any", _("any")

    class Equipment(models.TextChoices):
        HELMET = "helmet", _("helmet")
        GOGGLES = "goggles", _("goggles")
        EARPLUGS = "earplugs", _("earplugs")
        GOWN = "gown", _("gown")
        SHOE_COVERS = "shoe_covers", _("shoe covers")
        VEST = "vest", _("signal vest")
        HAIRNET = "hairnet", _("hairnet")
        GLOVES = "gloves", _("gloves")

    class PhotoPolicy(models.TextChoices):
        FREE = "free", _("allowed everywhere")
        MARKED_POINTS = "marked_points", _("at marked points")
        ON_REQUEST = "on_request", _("ask the guide")
        BANNED = "banned", _("not allowed")

    class Phones(models.TextChoices):
        ALLOWED = "allowed", _("allowed")
        SILENT = "silent", _("on silent")
        LOCKER = "locker", _("left in a locker")

    class BriefingTime(models.TextChoices):
        ON_ARRIVAL = "on_arrival", _("on arrival")
        BEFORE = "before", _("before the visit")
        NONE = "none", pgettext_lazy("briefing", "not needed")

    class Noise(models.TextChoices):
        NONE = "none", _("quiet")
        MODERATE = "moderate", _("moderate")
        LOUD = "loud", _("loud")

    class Heat(models.TextChoices):
        NONE = "none", _("usual")
        WARM = "warm", _("warm")
        HOT = "hot", _("hot")

    class Wheelchair(models.TextChoices):
        FULL = "full", _("the whole tour")
        PARTIAL = "partial", _("part of the tour")
        NONE = "none", _("not possible")

    class Support(models.TextChoices):
        YES = "yes", _("yes")
        ON_REQUEST = "on_request", _("on request")
        NO = "no", _("no")

    class Parking(models.TextChoices):
        FREE = "free", _("free")
        PAID = "paid", _("paid")
        NONE = "none", _("none")

    tour = models.OneToOneField(Tour, on_delete=models.CASCADE, related_name="requirements")

    # Who may come
    min_age = _age(_("minimum age"))
    min_age_unaccompanied = _age(_("minimum age without an adult"))
    max_age = _age(_("maximum age"))
    school_grade_from = _count(_("school grade from"), least=1, most=11)
    school_grade_to = _count(_("school grade to"), least=1, most=11)
    children_per_chaperone = _count(_("children per chaperone"), least=1, most=50)
    free_chaperones = _count(_("chaperones free of charge"), most=50)
    guardian_consent = _yes_no(_("a guardian’s consent is needed for children"))
    admission = _choice(_("admission"), Admission)
    group_min = _count(_("group from, visitors"), least=1, most=500)
    group_max = _count(_("group up to, visitors"), least=1, most=500)
    medical = _text(_("health restrictions"))

    # Documents and entry
    identity_documents = _several(_("documents to bring"), Document)
    pass_office_data = _several(_("what the pass office asks for"), PassData)
    lead_time_days = _count(_("booking ahead, days"), most=90)
    lead_time_days_foreign = _count(_("booking ahead for foreign citizens, days"), most=180)
    foreigners = _choice(_("foreign citizens"), Foreigners)
    list_freeze_hours = _count(_("the pass list closes, hours before"), most=24 * 30)
    arrive_minutes_before = _count(_("arrive before the start, minutes"), most=180)
    late_policy = _text(_("if you are late"))

    # What to wear and to bring
    footwear = _choice(_("footwear"), Footwear)
    clothing = _text(_("clothing"))
    hair_jewellery = _text(_("hair and jewellery"))
    ppe_provided = _several(_("protective equipment given on site"), Equipment)
    ppe_to_bring = _several(_("protective equipment to bring"), Equipment)

    # On the shop floor
    photo_policy = _choice(_("photos"), PhotoPolicy)
    phones = _choice(_("phones"), Phones)
    lockers = _yes_no(_("lockers"))
    prohibited = _text(_("not allowed inside"))
    briefing = _choice(_("safety briefing"), BriefingTime)
    briefing_minutes = _count(_("briefing, minutes"), most=120)
    noise = _choice(_("noise"), Noise)
    heat = _choice(_("heat"), Heat)
    height_work = _yes_no(_("walkways at height"))
    dust = _yes_no(_("dust"))
    weather = _text(_("weather"))

    # Accessibility
    walking_metres = _count(_("walking distance, metres"))
    stairs_steps = _count(_("stairs, steps"), most=2000)
    wheelchair = _choice(_("wheelchair"), Wheelchair)
    blind_support = _choice(_("support for blind visitors"), Support)
    deaf_support = _choice(_("support for deaf visitors"), Support)
    interpreter = _choice(_("interpreter"), Support)

    # Getting there
    meeting_point = _text(_("meeting point"))
    transport = _text(_("how to get there"))
    parking = _choice(_("parking"), Parking)

    # Food and the rest
    tasting = _yes_no(_("tasting"))
    allergens = _text(_("allergens"))
    alcohol_18 = _yes_no(_("alcohol tasting, 18 and over only"))
    cancellation_policy = _text(_("cancellation"))

    class Meta:
        verbose_name = _("visit requirements")
        verbose_name_plural = _("visit requirements")
        # What lists read of it, in a tenth of the pages that its rows fill.
        indexes = [
            models.Index(
                fields=["tour"], name="tours_requirements_of_lists",
                include=["lead_time_days", "min_age", "max_age", "wheelchair", "stairs_steps", "noise"],
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=models.Q(min_age__isnull=True)
                | models.Q(max_age__isnull=True)
                | models.Q(max_age__gte=models.F("min_age")),
                name="tours_visitrequirements_ages_sane",
            ),
            models.CheckConstraint(
                condition=models.Q(group_min__isnull=True)
                | models.Q(group_max__isnull=True)
                | models.Q(group_max__gte=models.F("group_min")),
                name="tours_visitrequirements_group_sane",
            ),
        ]

    def __str__(self) -> str:
        return str(self.tour)
