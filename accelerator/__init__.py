"""The Django project, and the accelerator's own rooms."""

from accelerator.celery import app as celery_app

__all__ = ["celery_app"]
