"""The WSGI door that gunicorn opens."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as problem:
    # A missing setting is the operator's to mend: a sentence helps, a traceback hides it. At 3 gunicorn ends; any
    # other exit code makes it start a worker anew, for ever.
    sys.stderr.write(f"error: {problem}\n")
    sys.exit(3)

from accelerator.base.common import wakeup  # Django must be set up first

wakeup.prepare()
