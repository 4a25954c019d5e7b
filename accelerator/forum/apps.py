from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "accelerator.forum"
    label = "forum"
    verbose_name = _("Forums")

    def ready(self) -> None:
        from accelerator.base.accounts.desk import Room, register_rooms
        from accelerator.base.common import erasures, sharing
        from accelerator.forum.holding import holders_of_site
        from accelerator.forum.models import Forum
        from accelerator.forum.services.people import PERSON_REMOVED, delete_person_again
        from accelerator.forum.sharing import find_forum_card, find_programme_card, find_session_card
        from regions.enterprises.registry import tell_what_holds
        from regions.enterprises.shelves import Kind, register_kinds

        register_kinds(
            Kind(
                40, "forum", _("Forum"), lambda _enterprise: Forum.objects.none(),
                managed_by=lambda user: Forum.objects.managed_by(user).latest_first(),
                desk_page=lambda forum: reverse("forum:organizer_draft", args=[forum.slug]),
            )
        )  # fmt: skip
        tell_what_holds(holders_of_site)
        erasures.register(PERSON_REMOVED, delete_person_again)
        sharing.register("forum", find_forum_card)
        sharing.register("programme", find_programme_card)
        sharing.register("session", find_session_card)

        register_rooms(
            Room(30, "forum:organizer", _("Forums"), "presentation", _("Programme, halls, speakers, releases.")),
            Room(40, "forum:organizer_people", _("People"), "users"),
            Room(50, "forum:organizer_organisations", _("Organisations"), "building-2"),
        )
