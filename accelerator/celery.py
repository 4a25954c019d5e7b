"""Celery: the engine that empties the outbox and tidies up. No promise is kept here, they all stand in PostgreSQL."""

import os
import sys
from typing import Any

from celery import Celery
from celery.loaders.app import AppLoader
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")


class Loader(AppLoader):
    """Reads Django's settings, when Celery first needs them."""

    def config_from_object(self, obj: Any, silent: bool = False) -> Any:
        try:
            return super().config_from_object(obj, silent=silent)
        except ImproperlyConfigured as problem:
            # A missing setting is the operator's to mend: a sentence helps, a traceback hides it.
            sys.exit(f"error: {problem}")


# By name: an address with a socket names its transport, and no setting comes before that.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "accelerator.broker:Transport"))

app = Celery("accelerator", loader="accelerator.celery:Loader")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
