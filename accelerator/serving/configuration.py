"""gunicorn's settings, the same in the demo, in tests and in production: `-c python:accelerator.serving.configuration`.

What differs is asked of the environment (docs/operations.md) and of the command line.
"""

import os

# How a web process is made, renewed and ended, and the least that makes sense (docs/operations.md).
DEFAULTS = {
    "WEB_WORKERS": (2, 1),
    "WEB_THREADS": (8, 2),
    "WEB_MAX_REQUESTS": (4000, 1),
    "WEB_MAX_MEMORY_MB": (400, 1),
    "DRAIN_SECONDS": (10, 0),
}


def _number(name: str) -> int:
    """What the environment says; what is no number is refused by the portal's settings, with a sentence."""
    value = os.environ.get(name, "").strip()
    return int(value) if value.isdecimal() else DEFAULTS[name][0]


wsgi_app = "accelerator.wsgi"
worker_class = "accelerator.serving.worker.BufferingWorker"
workers = _number("WEB_WORKERS")
threads = _number("WEB_THREADS")
# A process grows with what its visitors ask for (tickets as PDFs above all) and gives little of it back. It is renewed
# after so many pages, never all processes at once, or when it has grown large.
max_requests = _number("WEB_MAX_REQUESTS")
max_requests_jitter = max_requests // 2
max_memory_mb = _number("WEB_MAX_MEMORY_MB")
# How long a process that is asked to end says “not ready” and still answers: until every balancer has asked once.
drain_seconds = _number("DRAIN_SECONDS")
finish_seconds = 30  # and then for what it is answering at that moment
graceful_timeout = drain_seconds + finish_seconds
timeout = 60  # of a process's loop, which no request blocks
control_socket_disable = True
