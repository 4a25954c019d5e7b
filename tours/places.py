"""Numbers of places in the reader's language."""

from django.utils.translation import gettext, ngettext

from accelerator.base.common.formats import NBSP

FEW_PLACES = 5  # up to here they are “left”


def places_left(count: int) -> str:
    """«16 мест», «осталось 3 места» (up to FEW_PLACES), «мест нет»."""
    if count <= 0:
        return gettext("no places left")
    if count > FEW_PLACES:
        return places(count)
    return ngettext("{n} place left", "{n} places left", count).format(n=count).replace(f"{count} ", f"{count}{NBSP}")


def too_few(count: int, people: int) -> str:
    """«осталось 2 места: на 3 человек мало»."""
    words = ngettext("{places}: too few for {n} person", "{places}: too few for {n} people", people)
    return words.format(places=places_left(count), n=people).replace(f"{people} ", f"{people}{NBSP}")


def places(count: int) -> str:
    """«16 мест», however few."""
    return ngettext("{n} place", "{n} places", count).format(n=count).replace(" ", NBSP)
