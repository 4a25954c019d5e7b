"""The back office: Django's admin behind a second step."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse


class BackOfficeConfig(AdminConfig):
    default_site = "accelerator.base.accounts.back_office.BackOffice"


class BackOffice(AdminSite):
    """Requires a second step of everybody."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from accelerator.base.accounts.second_step_rule import second_step_for_back_office  # noqa: PLC0415 - models

            if self.has_permission(request) and (answer := second_step_for_back_office(request)):
                return answer
            response: HttpResponse = inner(request, *args, **kwargs)
            return response

        return guarded
