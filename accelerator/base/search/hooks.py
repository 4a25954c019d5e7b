"""What the search asks the rooms above: the texts of their things, and which things of theirs name another."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import translation

from accelerator.base.common.hooks import Hook, HookByName
from accelerator.base.common.i18n import I18nText

# How much a word says there.
TITLE, NAME, LABEL, SUMMARY, TEXT, ASIDE = 1.0, 0.8, 0.6, 0.5, 0.25, 0.1
Rows = TypeVar("Rows", bound=models.QuerySet)


@dataclass(frozen=True)
class Document:
    """The texts of one thing, in every language, each with the weight of its words."""

    object_id: int
    texts: tuple[tuple[float, str], ...]

    @classmethod
    def of(cls, object_id: int, *texts: tuple[float, I18nText | models.Choices]) -> Self:
        """Return the document of texts and of choices, whose labels are read in every language."""
        return cls(
            object_id,
            tuple(
                (weight, " · ".join(text.values() if isinstance(text, dict) else _labels(text)))
                for weight, text in texts
            ),
        )


@cache
def _labels(choice: models.Choices) -> list[str]:
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.append(str(choice.label))
    return found


def asked(rows: Rows, ids: Collection[int] | None) -> Rows:
    """Return those of the rows that were asked for: all for None."""
    return rows if ids is None else rows.filter(pk__in=ids)


documents: HookByName[Callable[[Collection[int] | None], Iterable[Document]]] = HookByName(
    "Return the texts of these things of a kind, or of all of them; without those that do not exist."
)
dependents: Hook[[str, Collection[int]], Iterable[tuple[str, Collection[int]]]] = Hook(
    "Return the things, by kind, whose texts name one of these."
)
