"""Every address in demo mode: the portal's own, and the mailbox."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from accelerator import urls as portal
from accelerator.urls import handler400, handler403, handler404, handler429, handler500

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    *i18n_patterns(
        path("demo/mail/", include("accelerator.demo.mailbox.urls")),
        prefix_default_language=False,
    ),
    *portal.urlpatterns,
]
