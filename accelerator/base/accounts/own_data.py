"""What the portal keeps of a person, for themselves: a file that a program reads and a person can."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.http import HttpResponse
from django.utils.translation import get_language

from accelerator.base.accounts.consents import agreed
from accelerator.base.accounts.hooks import own_data
from accelerator.base.accounts.models import Consent, User
from accelerator.base.common import clock
from accelerator.base.common.security_log import Event, record
from accelerator.base.notifications.hooks import kind_label
from accelerator.base.notifications.models import Message


def account_data(user: User) -> dict[str, Any]:
    """Everything of an account; apps above add theirs (`hooks.own_data`)."""
    consents = Consent.objects.filter(user=user).select_related("text").order_by("given_at", "pk")
    return {
        "account": columns_of(user, without={"id", "password"}),
        "emails": rows_of(EmailAddress.objects.filter(user=user).order_by("pk"), "email", "verified", "primary"),
        "second_steps": rows_of(
            Authenticator.objects.filter(user=user).order_by("pk"), "type", "created_at", "last_used_at"
        ),
        "sign_in_services": rows_of(SocialAccount.objects.filter(user=user).order_by("pk"), "provider", "uid"),
        "devices": rows_of(
            UserSession.objects.filter(user=user).order_by("pk"), "ip", "user_agent", "created_at", "last_seen_at"
        ),
        "consents": [consent_data(one) for one in consents],
        "messages": messages_data(Message.objects.filter(recipient__iexact=user.email)),
        **{name: section for answer in own_data.ask(user) for name, section in answer.items()},
    }


def consent_data(consent: Consent) -> dict[str, Any]:
    """What was agreed to, word for word, when and from where."""
    return {
        "given_at": consent.given_at,
        "withdrawn_at": consent.withdrawn_at,
        "from_address": consent.ip_address,
        "language": consent.language,
        "version": consent.text.version,
        "text": agreed(consent),
    }


def messages_data(messages: Any) -> list[dict[str, Any]]:
    """What was, is being and will be written, to which address; the bodies are wiped once sent."""
    return [
        {
            "kind": kind_label(message.kind),
            "to": message.recipient,
            "state": message.state,
            "due_at": message.due_at,
            "sent_at": message.sent_at,
        }
        for message in messages.order_by("due_at", "pk")
    ]


def columns_of(row: Model, *, without: Collection[str] = ("id",)) -> dict[str, Any]:
    """The row's own columns, whatever is added to them one day; what points elsewhere is left to its own section."""
    fields = (field for field in row._meta.concrete_fields if not field.is_relation and field.name not in without)
    return {field.name: plain(getattr(row, field.attname)) for field in fields}


def plain(value: Any) -> Any:
    """The value as JSON has it, or its words."""
    return value if value is None or isinstance(value, bool | int | float | str | dict | list) else _encoded(value)


def _encoded(value: Any) -> str:
    try:
        return str(DjangoJSONEncoder().default(value))
    except TypeError:
        return str(value)


def rows_of(rows: Any, *names: str) -> list[dict[str, Any]]:
    return list(rows.values(*names))


def as_file(name: str, data: Mapping[str, Any]) -> HttpResponse:
    """The data under the name of who keeps them, as a file that no cache holds."""
    language = get_language() or settings.LANGUAGE_CODE
    told = {
        "operator": settings.OPERATOR_NAME[language],
        "questions_to": settings.PRIVACY_EMAIL,
        "made_at": clock.now(),
        **data,
    }
    record(Event.OWN_DATA_TAKEN)
    return HttpResponse(
        json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"', "Cache-Control": "no-store, private"},
    )
