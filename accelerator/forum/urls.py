"""Addresses of this room."""

from django.urls import path

from accelerator.forum.views import draft, forums, people, public, releases, structure

app_name = "forum"
_FORUM = "organizer/forums/<slug:slug>"
urlpatterns = [
    path("forums/", public.forum_list, name="catalogue"),
    path("forums/<slug:slug>/programme/", public.programme, name="programme"),
    path("forums/<slug:slug>/programme.ics", public.calendar, name="calendar"),
    path("forums/<slug:slug>/programme/<uuid:uuid>/", public.session, name="session"),
    path("forums/<slug:slug>/programme/<uuid:uuid>.ics", public.calendar, name="session_calendar"),
    path("organizer/forums/", forums.index, name="organizer"),
    path("organizer/new-forum/", forums.new, name="organizer_new"),
    path(f"{_FORUM}/", draft.draft, name="organizer_draft"),
    path(f"{_FORUM}/about/", forums.edit, name="organizer_edit"),
    path(f"{_FORUM}/delete/", forums.delete, name="organizer_delete"),
    path(f"{_FORUM}/structure/", structure.structure, name="organizer_structure"),
    path(f"{_FORUM}/days/<str:day>/", structure.day_edit, name="organizer_day"),
    path(f"{_FORUM}/halls/<uuid:uuid>/", structure.hall_edit, name="organizer_hall"),
    path(f"{_FORUM}/halls/<uuid:uuid>/delete/", structure.hall_delete, name="organizer_hall_delete"),
    path(f"{_FORUM}/tracks/<uuid:uuid>/", structure.track_edit, name="organizer_track"),
    path(f"{_FORUM}/tracks/<uuid:uuid>/delete/", structure.track_delete, name="organizer_track_delete"),
    path(f"{_FORUM}/people/", people.forum_people, name="organizer_forum_people"),
    path(f"{_FORUM}/sessions/new/", draft.session_new, name="organizer_session_new"),
    path(f"{_FORUM}/sessions/<uuid:uuid>/", draft.session_edit, name="organizer_session"),
    path(f"{_FORUM}/sessions/<uuid:uuid>/move/", draft.session_move, name="organizer_session_move"),
    path(f"{_FORUM}/sessions/<uuid:uuid>/delete/", draft.session_delete, name="organizer_session_delete"),
    path(f"{_FORUM}/publish/", releases.publish, name="organizer_publish"),
    path(f"{_FORUM}/announce/", releases.announce, name="organizer_announce"),
    path(f"{_FORUM}/releases/", releases.releases, name="organizer_releases"),
    path("organizer/people/", people.people, name="organizer_people"),
    path("organizer/people/new/", people.person, name="organizer_person_new"),
    path("organizer/people/<uuid:uuid>/", people.person, name="organizer_person"),
    path("organizer/people/<uuid:uuid>/delete/", people.person_delete, name="organizer_person_delete"),
    path("organizer/organisations/", people.organisations, name="organizer_organisations"),
    path("organizer/organisations/new/", people.organisation, name="organizer_organisation_new"),
    path("organizer/organisations/<uuid:uuid>/", people.organisation, name="organizer_organisation"),
    path(
        "organizer/organisations/<uuid:uuid>/delete/", people.organisation_delete, name="organizer_organisation_delete"
    ),
]
