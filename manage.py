#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        # A sentence tells the operator what to set; a traceback would hide it.
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
