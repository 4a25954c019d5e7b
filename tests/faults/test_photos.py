"""A worker that is killed while it makes the sizes of a photo: the next makes them all, and nothing is left over."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.core.files.storage import default_storage
from PIL import Image

from accelerator.base.common import clock
from regions.enterprises.images import clean_picture
from regions.enterprises.models import Photo
from regions.enterprises.services.photos import add_photo, album_of
from regions.enterprises.services.renditions import CLAIM_LASTS
from tests.cluster import ROOT
from tests.factories.enterprises import EnterpriseFactory
from tests.faults.engine import Engine
from tests.regions.enterprises.hostile import encoded

# Seconds of work for an encoder, so that the worker dies in the middle of it.
LARGE = encoded(Image.effect_noise((1920, 1440), 60), "JPEG")


def ring(engine: Engine, task: str, **kwargs: int) -> None:
    """As an operator does who does not wait for beat."""
    argv = [sys.executable, "-m", "celery", "--app", "accelerator", "call", task, "--kwargs", json.dumps(kwargs)]
    subprocess.run(argv, env=engine.environment, cwd=ROOT, check=True, capture_output=True)


def test_sizes_are_made_by_the_next_worker(engine: Engine) -> None:
    photo = add_photo(
        album=album_of(EnterpriseFactory()), picture=clean_picture([LARGE]), alt={"ru": "Печь"}, uploaded_by=None
    )
    worker = engine.start_worker()
    ring(engine, "enterprises.make_renditions", photo_id=photo.pk)
    engine.until(lambda: Photo.objects.filter(pk=photo.pk, claimed_at__isnull=False).exists())

    engine.kill(worker)

    photo.refresh_from_db()
    assert (photo.state, photo.attempts, photo.renditions) == (Photo.State.PENDING, 1, [])
    Photo.objects.filter(pk=photo.pk).update(claimed_at=clock.now() - CLAIM_LASTS - timedelta(seconds=1))
    engine.start_worker()
    ring(engine, "enterprises.make_missing_renditions")
    engine.until(lambda: Photo.objects.filter(pk=photo.pk, state=Photo.State.READY).exists())

    photo.refresh_from_db()
    named = {one["file"] for one in photo.renditions}
    assert {one["width"] for one in photo.renditions} == {320, 480, 640, 960, 1280, 1920}
    stored = Path(default_storage.path(photo.file.name))
    of_photo = stored.parent.glob(f"{stored.stem}*")  # the folder has room for others
    assert {file.name for file in of_photo} == {Path(name).name for name in named | {photo.file.name}}
