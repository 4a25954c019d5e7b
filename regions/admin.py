"""The back office's pages of regions: what is known of them is edited here, the list itself is loaded."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accelerator.base.search.services import index
from regions.models import FederalDistrict, Region


@admin.register(FederalDistrict)
class FederalDistrictAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "position"]
    ordering = ["position", "pk"]


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "district", "centre", "timezone"]
    list_filter = ["district"]
    search_fields = ["sort_name", "code", "slug"]
    ordering = ["sort_name", "pk"]
    fields = ["name", "code", "district", "centre", "timezone", "known_for"]
    readonly_fields = ["name", "code", "district", "centre", "timezone"]

    def save_model(self, request: HttpRequest, obj: Region, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        index("region", [obj.pk])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        return False
