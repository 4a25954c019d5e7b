"""The personal data export: everything stored about a person, as JSON."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model
from django.http import HttpResponse

from accelerator.base.accounts.consents import agreed
from accelerator.base.accounts.hooks import own_data
from accelerator.base.accounts.models import Consent, User
from accelerator.base.common import clock
from accelerator.base.common.i18n import active_language
from accelerator.base.common.security_log import Event, record
from accelerator.base.notifications.hooks import kind_label
from accelerator.base.notifications.models import Message


def account_data(user: User) -> dict[str, Any]:
    """Everything of an account; apps above add theirs (`hooks.own_data`)."""
    consents = Consent.objects.filter(user=user).select_related("text").order_by("given_at", "pk")
    return {
        "account": columns_of(user, without={"id", "password"}),
        "emails": _rows(EmailAddress, user, "email", "verified", "primary"),
        "second_steps": _rows(Authenticator, user, "type", "created_at", "last_used_at"),
        "sign_in_services": _rows(SocialAccount, user, "provider", "uid"),
        "devices": _rows(UserSession, user, "ip", "user_agent", "created_at", "last_seen_at"),
        "consents": [consent_data(one) for one in consents],
        "messages": messages_data(Message.objects.filter(recipient__iexact=user.email)),
        **{name: section for answer in own_data.ask(user) for name, section in answer.items()},
    }


def _rows(model: type[Model], user: User, *columns: str) -> list[dict[str, Any]]:
    return list(model._default_manager.filter(user=user).order_by("pk").values(*columns))


def consent_data(consent: Consent) -> dict[str, Any]:
    """A consent with its full text."""
    return {
        "given_at": consent.given_at,
        "withdrawn_at": consent.withdrawn_at,
        "from_address": consent.ip_address,
        "language": consent.language,
        "version": consent.text.version,
        "text": agreed(consent),
    }


def messages_data(messages: Any) -> list[dict[str, Any]]:
    """The messages, sent and planned; their bodies are wiped once sent."""
    rows = messages.order_by("due_at", "pk").values("kind", "state", "due_at", "sent_at", to=F("recipient"))
    return [{**row, "kind": kind_label(row["kind"])} for row in rows]


def columns_of(row: Model, *, without: Collection[str] = ("id",)) -> dict[str, Any]:
    """All columns of the row but its relations."""
    fields = (field for field in row._meta.concrete_fields if not field.is_relation and field.name not in without)
    return {field.name: getattr(row, field.attname) for field in fields}


def as_file(name: str, data: Mapping[str, Any]) -> HttpResponse:
    """A download of the data with the operator's name, which is not cached."""
    language = active_language()
    content = {
        "operator": settings.OPERATOR_NAME[language],
        "questions_to": settings.PRIVACY_EMAIL,
        "made_at": clock.now(),
        **data,
    }
    record(Event.OWN_DATA_TAKEN)
    return HttpResponse(
        json.dumps(content, default=_encoded, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"', "Cache-Control": "no-store, private"},
    )


def _encoded(value: Any) -> Any:
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)
