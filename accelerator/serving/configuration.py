"""gunicorn's settings, the same in the demo, in tests and in production: `-c python:accelerator.serving.configuration`.

What differs comes from the environment (docs/operations.md) and the command line.
"""

import os

# The default of each variable, and its minimum; docs/operations.md explains them.
DEFAULTS = {
    "WEB_WORKERS": (2, 1),
    "WEB_THREADS": (8, 2),
    "WEB_MAX_REQUESTS": (4000, 1),
    "WEB_MAX_MEMORY_MB": (400, 1),
    "DRAIN_SECONDS": (10, 0),
}


def _number(name: str) -> int:
    """Return the environment's value, or the default; the portal's settings refuse an invalid one."""
    value = os.environ.get(name, "").strip()
    return int(value) if value.isdecimal() else DEFAULTS[name][0]


wsgi_app = "accelerator.wsgi"
worker_class = "accelerator.serving.worker.BufferingWorker"
workers = _number("WEB_WORKERS")
threads = _number("WEB_THREADS")
# A process grows with what it serves (above all PDF tickets) and frees little of it. It is renewed after so many pages,
# never all processes at once, or when it has grown large.
max_requests = _number("WEB_MAX_REQUESTS")
max_requests_jitter = max_requests // 2
max_memory_mb = _number("WEB_MAX_MEMORY_MB")
# How long a process that is asked to stop says “not ready” and still answers: until every load balancer has noticed.
drain_seconds = _number("DRAIN_SECONDS")
finish_seconds = 30  # then for the requests in progress
graceful_timeout = drain_seconds + finish_seconds
timeout = 60  # of the process's loop, which no request blocks
control_socket_disable = True
