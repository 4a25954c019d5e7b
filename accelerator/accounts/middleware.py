"""allauth's pages keep the portal's manners: a refused form answers 422, and no page of an account is stored."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

_PREFIXES = ("account_", "mfa_", "socialaccount_", "usersessions_")


class AccountPagesMiddleware:
    """Looks at the answers of allauth's views alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_account_page(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        if request.method == "POST" and response.status_code == 200 and _is_account_page(request):
            forms = (value for value in (response.context_data or {}).values() if isinstance(value, BaseForm))
            if any(form.is_bound and form.errors for form in forms):
                response.status_code = 422
        return response


def _is_account_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.startswith(_PREFIXES))
