"""Celery: sends the outbox and cleans up. What must happen is in PostgreSQL, not in the broker."""

import os
import sys
from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")


class Loader(AppLoader):
    """Reads Django's settings when Celery first needs them."""

    def config_from_object(self, obj: Any, silent: bool = False) -> Any:
        try:
            return super().config_from_object(obj, silent=silent)
        except ImproperlyConfigured as problem:
            # A sentence tells the operator what to set; a traceback would hide it.
            sys.exit(f"error: {problem}")


# By name, since the scheme of the broker's address selects the transport before any setting does.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "accelerator.broker:Transport"))

app = Celery("accelerator", loader="accelerator.celery:Loader")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
