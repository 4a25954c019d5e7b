"""All URLs of the portal: Russian at the root, other languages under their code."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from regions.enterprises.views import photos
from tours.gate import views as gate

urlpatterns = [
    path("c/<str:code>", gate.scan_redirect, name="scan_redirect"),
    path("", include("accelerator.portal.plain_urls")),
    path("media/photos/<uuid:uuid>/<int:width>.<slug:ending>", photos.photo_file, name="photo_file"),
]
urlpatterns += i18n_patterns(
    # The most asked first: an address is compared with one pattern after another. Not so those of kept pages.
    path("", include("tours.booking.urls")),
    path("", include("accelerator.portal.urls")),
    path("", include("tours.catalogue.urls")),
    path("", include("tours.routes.urls")),
    path("", include("tours.planner.urls")),
    path("", include("tours.alerts.urls")),
    path("", include("accelerator.forum.urls")),
    path("", include("accelerator.seasons.urls")),
    path("", include("tours.gate.urls")),
    path("", include("tours.schedule.urls")),
    path("", include("tours.urls")),
    path("", include("regions.enterprises.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("accelerator.base.accounts.urls")),
    path("", include("accelerator.base.common.urls")),
    path("backoffice/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "accelerator.base.common.views.bad_request"
handler403 = "accelerator.base.common.views.permission_denied"
handler404 = "accelerator.base.common.views.page_not_found"
handler429 = "accelerator.base.common.views.too_many_requests"  # allauth's name for it; Django has none
handler500 = "accelerator.base.common.views.server_error"
