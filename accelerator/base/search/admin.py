"""Synonyms in the back office."""

from django.contrib import admin

from accelerator.base.search.models import Synonyms


@admin.register(Synonyms)
class SynonymsAdmin(admin.ModelAdmin):
    list_display = ["words"]
    search_fields = ["words"]
    ordering = ["words"]
