import json
import logging

from accelerator.common.logs import line_formatter


def test_log_lines_hold_no_secret_links():
    record = logging.LogRecord(
        "django.request", logging.ERROR, "x.py", 1, "Not Found: /en/orders/abc-def/ticket.pdf", None, None
    )

    line = json.loads(line_formatter(as_json=True).format(record))

    assert line["event"] == "Not Found: /en/orders/…/ticket.pdf"
    assert line["level"] == "error"
