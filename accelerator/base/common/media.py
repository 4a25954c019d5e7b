"""The media folder: each file is written whole or not at all, in place of one of its name."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

PART = ".part"


class WholeFileStorage(FileSystemStorage):
    """Django's folder, for files that the portal makes and names itself."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - as Django calls it
        return name

    def _save(self, name: str, content: Any) -> str:
        """Write the file beside its place, and move it there once the disk has it."""
        path = Path(self.path(name))
        part = path.with_name(path.name + PART)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                part.chmod(self.file_permissions_mode)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        return name
