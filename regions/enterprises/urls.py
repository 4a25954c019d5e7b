"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from regions.enterprises.views import desk, people, photos, profile

app_name = "enterprises"
urlpatterns: list[URLPattern | URLResolver] = [
    path("cabinet/", people.cabinet_list, name="cabinet"),
    path("cabinet/<slug:slug>/people/", people.people, name="people"),
    path("cabinet/<slug:slug>/people/<uuid:uuid>/role/", people.member_role, name="member_role"),
    path("cabinet/<slug:slug>/people/<uuid:uuid>/remove/", people.member_remove, name="member_remove"),
    path("cabinet/<slug:slug>/invitations/<uuid:uuid>/resend/", people.invitation_resend, name="invitation_resend"),
    path("cabinet/<slug:slug>/invitations/<uuid:uuid>/revoke/", people.invitation_revoke, name="invitation_revoke"),
    path("cabinet/<slug:slug>/enterprise/", profile.profile, name="profile"),
    path("cabinet/<slug:slug>/enterprise/preview/", profile.preview, name="preview"),
    path("cabinet/<slug:slug>/enterprise/visibility/", profile.visibility, name="visibility"),
    path("cabinet/<slug:slug>/sites/", profile.sites, name="sites"),
    path("cabinet/<slug:slug>/sites/new/", profile.site_new, name="site_new"),
    path("cabinet/<slug:slug>/sites/<uuid:uuid>/", profile.site, name="site"),
    path("cabinet/<slug:slug>/sites/<uuid:uuid>/delete/", profile.site_delete, name="site_delete"),
    path("cabinet/<slug:slug>/photos/", photos.photos, name="photos"),
    path("cabinet/<slug:slug>/photos/<uuid:uuid>/", photos.photo, name="photo"),
    path("cabinet/<slug:slug>/photos/<uuid:uuid>/shift/", photos.photo_shift, name="photo_shift"),
    path("cabinet/<slug:slug>/photos/<uuid:uuid>/delete/", photos.photo_delete, name="photo_delete"),
    path("organizer/enterprises/", desk.index, name="desk"),
    path("organizer/enterprises/new/", desk.new, name="desk_new"),
    path("organizer/enterprises/<uuid:uuid>/", desk.one, name="desk_one"),
    path("organizer/enterprises/<uuid:uuid>/<uuid:invitation_uuid>/resend/", desk.resend, name="desk_resend"),
    path("organizer/enterprises/<uuid:uuid>/<uuid:invitation_uuid>/revoke/", desk.revoke, name="desk_revoke"),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
]
