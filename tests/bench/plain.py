"""A WSGI application as plain as can be, for comparing web servers: what they bear, not what the portal does."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
django.setup()  # what refuses visitors draws its page with Django

PAGE = b"x" * 20_000  # of the size of a page that travels compressed
WORK = 0.004  # seconds of the processor


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """`/` answers at once, `/wait` as after a query, `/work` as after a template."""
    path = environ["PATH_INFO"]
    if path == "/wait":
        time.sleep(0.3)
    if path == "/work":
        end = time.thread_time() + WORK
        while time.thread_time() < end:
            pass
    if environ["REQUEST_METHOD"] == "POST":
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]
