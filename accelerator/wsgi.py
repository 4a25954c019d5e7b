"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as problem:
    # A sentence tells the operator what to set; a traceback would hide it. At exit code 3 gunicorn stops; after any
    # other it would start workers again, for ever.
    sys.stderr.write(f"error: {problem}\n")
    sys.exit(3)

from accelerator.base.common import wakeup  # Django must be set up first
from accelerator.base.search import words

wakeup.prepare()
words.prepare()
