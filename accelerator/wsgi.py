"""The WSGI door that gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

application = get_wsgi_application()

from accelerator.common import bells  # noqa: E402 - Django must be set up first

bells.prepare()
