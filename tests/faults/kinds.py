"""Kinds of messages for the faults' workers, which import this module (`celery worker --include`)."""

import os
import time
from pathlib import Path
from typing import Any

from accelerator.base.notifications.hooks import message
from accelerator.base.notifications.rendering import Mail


def compose(values: dict[str, Any]) -> Mail:
    """A plain mail; with `gate`, only after a file of that name exists, having told the worker's number beside it."""
    if "gate" in values:
        gate = Path(values["gate"])
        gate.with_suffix(".reached").write_text(str(os.getpid()))
        while not gate.exists():
            time.sleep(0.02)
    return Mail(subject="fault", text="text\n", html="<p>text</p>")


message("faults.note", label="note")(compose)
message("faults.code", label="code", resend_if_unknown=True)(compose)
