"""The index of the search: which words stand in which things and how much each says there; and synonyms."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Word(models.Model):
    """A dictionary form that some thing has, its root, and how it sounds, by which misspellings are recognised."""

    form = models.CharField(max_length=60, unique=True)
    root = models.CharField(max_length=60, db_index=True)
    sound = models.CharField(max_length=60)

    class Meta:
        indexes = [GinIndex(OpClass("sound", name="gin_trgm_ops"), name="search_word_sounds")]

    def __str__(self) -> str:
        return self.form


class Entry(models.Model):
    """A thing that can be found: a row of the room that its kind belongs to. Who may see it is that room's to say."""

    kind = models.CharField(max_length=12)
    object_id = models.BigIntegerField()
    # What was indexed, so that unchanged texts are not written again.
    digest = models.CharField(max_length=32, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class Posting(models.Model):
    """That a thing has a word, and how much the word says there: 1 where it stands in a title, less in a text."""

    pk = models.CompositePrimaryKey("entry", "word")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, db_index=False, related_name="+")
    word = models.ForeignKey(Word, on_delete=models.CASCADE, db_index=False, related_name="+")
    weight = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["word"], include=["entry", "weight"], name="search_posting_by_word")]
        constraints = [
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="search_posting_weight_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.entry_id}"


class Synonyms(models.Model):
    """Words of the trade that mean the same; organizers edit them, and the next search reads them."""

    words = models.CharField(
        _("words"),
        max_length=300,
        unique=True,
        help_text=_("Separated by commas, two or more: гончарка, керамика. A phrase such as “своими руками” is one."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    @staticmethod
    def terms_of(words: str) -> list[str]:
        """Return the words and phrases of a row's text."""
        return [term for term in (part.strip() for part in words.split(",")) if term]

    def clean(self) -> None:
        """Refuse a row that says nothing: a word alone."""
        if len(self.terms_of(self.words)) < 2:
            raise ValidationError({"words": _("Write at least two words, separated by commas.")})
