"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from regions.enterprises.views import desk, people, photos, profile, subjects

app_name = "enterprises"
_AT_DESK = "organizer/enterprises/<uuid:uuid>/"
_PHOTOS = "cabinet/<slug:slug>/photos/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cabinet/", people.cabinet_list, name="cabinet"),
    path("cabinet/<slug:slug>/people/", people.member_list, name="people"),
    path("cabinet/<slug:slug>/people/<uuid:uuid>/role/", people.member_role, name="member_role"),
    path("cabinet/<slug:slug>/people/<uuid:uuid>/remove/", people.member_remove, name="member_remove"),
    path("cabinet/<slug:slug>/invitations/<uuid:uuid>/resend/", people.invitation_resend, name="invitation_resend"),
    path("cabinet/<slug:slug>/invitations/<uuid:uuid>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("cabinet/<slug:slug>/enterprise/", profile.profile, name="profile"),
    path("cabinet/<slug:slug>/enterprise/preview/", profile.preview, name="preview"),
    path("cabinet/<slug:slug>/enterprise/visibility/", profile.visibility, name="visibility"),
    path("cabinet/<slug:slug>/sites/", profile.site_list, name="sites"),
    path("cabinet/<slug:slug>/sites/new/", profile.site_new, name="site_new"),
    path("cabinet/<slug:slug>/sites/<uuid:uuid>/", profile.site_edit, name="site"),
    path("cabinet/<slug:slug>/sites/<uuid:uuid>/delete/", profile.site_delete, name="site_delete"),
    path(_PHOTOS, photos.overview, name="photos"),
    path(f"{_PHOTOS}<slug:kind>/<uuid:uuid>/", photos.cabinet_album, name="album"),
    path(f"{_PHOTOS}<uuid:uuid>/", photos.cabinet_photo, name="photo"),
    path(f"{_PHOTOS}<uuid:uuid>/shift/", photos.cabinet_photo_shift, name="photo_shift"),
    path(f"{_PHOTOS}<uuid:uuid>/delete/", photos.cabinet_photo_delete, name="photo_delete"),
    path("organizer/photos/<slug:kind>/<uuid:uuid>/", photos.desk_album, name="desk_album"),
    path("organizer/photos/<uuid:uuid>/", photos.desk_photo, name="desk_photo"),
    path("organizer/photos/<uuid:uuid>/shift/", photos.desk_photo_shift, name="desk_photo_shift"),
    path("organizer/photos/<uuid:uuid>/delete/", photos.desk_photo_delete, name="desk_photo_delete"),
    path("organizer/enterprises/", desk.enterprise_list, name="desk"),
    path("organizer/enterprises/new/", desk.enterprise_new, name="desk_new"),
    path(_AT_DESK, desk.enterprise_page, name="desk_one"),
    path(
        "organizer/enterprises/<uuid:uuid>/<uuid:invitation_uuid>/resend/", desk.invitation_resend, name="desk_resend"
    ),
    path(
        "organizer/enterprises/<uuid:uuid>/<uuid:invitation_uuid>/revoke/", desk.invitation_revoke, name="desk_revoke"
    ),
    path("organizer/subjects/", subjects.subject_list, name="subjects"),
    path("organizer/subjects/new/", subjects.subject_new, name="subject_new"),
    path("organizer/subjects/<uuid:uuid>/", subjects.subject_edit, name="subject"),
    path("organizer/subjects/<uuid:uuid>/shift/", subjects.subject_shift, name="subject_shift"),
    path("organizer/subjects/<uuid:uuid>/delete/", subjects.subject_delete, name="subject_delete"),
    path("organizer/themes/new/", subjects.theme_new, name="theme_new"),
    path("organizer/themes/<uuid:uuid>/", subjects.theme_edit, name="theme"),
    path("organizer/themes/<uuid:uuid>/shift/", subjects.theme_shift, name="theme_shift"),
    path("organizer/themes/<uuid:uuid>/delete/", subjects.theme_delete, name="theme_delete"),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
]
