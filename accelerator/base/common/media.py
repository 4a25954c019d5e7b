"""Uploads and media files: too large an upload is measured, not kept; the media folder holds complete files only."""

import io
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

PART = ".part"


class OversizedUpload(UploadedFile):
    """A file that was too large: its name and size are known, its content was dropped."""

    def __init__(self, name: str, content_type: str, size: int) -> None:
        super().__init__(io.BytesIO(), name, content_type, size)


class BoundedUploadHandler(FileUploadHandler):
    """The first upload handler: passes on at most UPLOAD_MAX_BYTES of a file, to memory or disk.

    The rest is still read from the connection, so that the form can show an error instead of the browser.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self.over and start + len(raw_data) > settings.UPLOAD_MAX_BYTES:
            self.over = True
            for handler in self.request.upload_handlers if self.request else ():
                handler.upload_interrupted()  # drops what was kept so far
        return None if self.over else raw_data

    def file_complete(self, file_size: int) -> OversizedUpload | None:
        if not self.over:
            return None
        return OversizedUpload(self.file_name or "", self.content_type or "", file_size)


class WholeFileStorage(FileSystemStorage):
    """Django's folder storage for files that the portal names itself: a second write of a name replaces the first."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - as Django calls it
        return name

    def _save(self, name: str, content: Any) -> str:
        """Write the file beside its place and move it there once it is synced."""
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
