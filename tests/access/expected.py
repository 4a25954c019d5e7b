"""Who may do what at which address: the one reviewed table. An address of the portal that is missing here fails.

To add a line when you add an address:

    Line("enterprises:people", "cabinet", get="s- .--- ---- -", post="s- e--- ---- -"),

- the URL's name, then the name of what its keyword arguments are built from (`KWARGS` in world.py; add a builder there
  when none fits, and to `House.build` whatever it stands on);
- one letter for each actor in the order of this ruler: a stranger who is not signed in and a tourist, the people of
  this enterprise, the people of another one, an organizer;

         s- .--- ---- -
         |║ |║||  |║|| └ organizer
         |║ |║||  └╨┴┴── owner, manager, guide, gate of another enterprise
         |║ └╨┴┴──────── owner, manager, guide, gate of this enterprise
         |└───────────── tourist: signed in, member of nothing
         └────────────── anonymous

- and for each answer a letter of `ANSWERS` below; leave `post` out where there is nothing to send. It is sent with an
  empty form unless `body` names one: what a refused form
  (`e`) shows is that the actor may come as far as the form. One letter alone stands for all actors.

What need not be written: under `cabinet/<slug>/` every keyword argument is tried again with the other enterprise's
object and with a guessed one, and a guessed slug too; all of these must be 404 (strangers are asked to sign in).

Run `pytest tests/access -k "enterprises:people"`; a failure prints the answers as they are. Copy them only when you
would defend each of them.
"""

from dataclasses import dataclass, field
from typing import Any

ANSWERS = {
    ".": "the page or file itself (200)",
    "r": "done, go on there (a redirect within the portal)",
    "s": "asked to sign in",
    "-": "there is no such page (404)",
    "e": "the form is refused (400 or 422)",
    "x": "this method is not served (405)",
    "f": "forbidden (403)",
    "g": "gone (410)",
    "c": "the page is older than what it shows (409)",
}

READ_ONLY = "~"  # there is nothing to send to this page: who sees it gets 405, others that or what a GET gets


@dataclass(frozen=True)
class Line:
    name: str
    kwargs: str = ""
    get: str = "."
    post: str = READ_ONLY
    body: dict[str, Any] = field(default_factory=dict, hash=False)


EVERYBODY_SIGNED_IN = "s. .... .... ."
MANAGERS, MANAGERS_FORM = "s- ..-- ---- -", "s- ee-- ---- -"
ORGANIZERS, ORGANIZERS_FORM = "s- ---- ---- .", "s- ---- ---- e"

TABLE: list[Line] = [
    # Plain addresses
    Line("healthz"),
    Line("readyz"),
    Line("metrics", get="-"),  # no token is set
    Line("robots"),
    Line("security_txt"),
    Line("sitemap"),
    Line("country_map"),
    Line("favicon", get="r"),
    Line("touch_icon", get="r"),
    Line("share_image", "share image", get="r"),  # of what it never showed: the page's own address follows
    # A photo without renditions has no files; who may see one is tested with its files (test_photos_served.py).
    Line("photo_file", "photo file", get="-"),
    # common
    Line("common:appearance", get="x", post="r"),
    Line("common:gallery"),
    # accounts
    Line("accounts:settings", get=EVERYBODY_SIGNED_IN, post="se eeee eeee e"),
    Line("accounts:second_step", get=EVERYBODY_SIGNED_IN),
    Line("accounts:own_data", get=EVERYBODY_SIGNED_IN),
    Line("accounts:delete", get=EVERYBODY_SIGNED_IN, post="se eeee eeee e"),
    Line("accounts:session_end", "device", get="x", post="sr ---- ---- -"),
    # An enterprise's people
    Line("enterprises:cabinet", get="s. rrrr rrrr ."),
    Line("enterprises:people", "cabinet", get="s- .--- ---- -", post="s- e--- ---- -"),
    Line("enterprises:member_role", "member", get="x", post="s- r--- ---- -", body={"role": "gate"}),
    Line("enterprises:member_remove", "member", get="s- .--- ---- -", post="s- r--- ---- -"),
    Line("enterprises:invitation_resend", "invitation", get="x", post="s- r--- ---- -"),
    Line("enterprises:invitation_revoke", "invitation", get="x", post="s- r--- ---- -"),
    Line("enterprises:invitation", "invitation link", get=".", post="se eeee eeee e"),
    # An enterprise's pages and places
    Line("enterprises:profile", "cabinet", get="s- ..-- ---- -", post="s- ee-- ---- -"),
    Line("enterprises:preview", "cabinet", get="x", post="s- ..-- ---- -"),
    Line("enterprises:visibility", "cabinet", get="s- ..-- ---- -", post="s- rr-- ---- -"),
    Line("enterprises:sites", "cabinet", get="s- ..-- ---- -"),
    Line("enterprises:site_new", "cabinet", get="s- ..-- ---- -", post="s- ee-- ---- -"),
    Line("enterprises:site", "site", get="s- ..-- ---- -", post="s- ee-- ---- -"),
    Line("enterprises:site_delete", "site", get="s- ..-- ---- -", post="s- ee-- ---- -"),
    Line("enterprises:photos", "cabinet", get=MANAGERS),
    Line("enterprises:album", "album", get=MANAGERS, post=MANAGERS_FORM),
    Line("enterprises:desk_album", "desk album", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:desk_photo", "desk photo", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:desk_photo_shift", "desk photo", get="x", post="s- ---- ---- r", body={"to": "up"}),
    Line("enterprises:desk_photo_delete", "desk photo", get=ORGANIZERS, post="s- ---- ---- r"),
    Line("enterprises:photo", "photo", get=MANAGERS, post=MANAGERS_FORM),
    Line("enterprises:photo_shift", "photo", get="x", post="s- rr-- ---- -", body={"to": "up"}),
    Line("enterprises:photo_delete", "photo", get=MANAGERS, post="s- rr-- ---- -"),
    # tours
    Line("catalogue:tours"),
    Line("catalogue:tour", "tour"),
    Line("catalogue:map"),
    Line("catalogue:favourites", post="f"),  # sent from no page of ours
    # planner (an empty plan leads back to the page of plans)
    Line("planner:plan"),
    Line("planner:add", get="x", post="r"),
    Line("planner:book", get="r", post="r"),
    # booking (a link opens its order for everyone who has it)
    Line("booking:hold", "slot", post="e"),
    Line("booking:order", "order"),
    Line("booking:details", "order", get="r", post="r"),
    Line("booking:times", "order"),
    Line("booking:reschedule", "leg", get="r", post="r"),  # to the slot it is on
    Line("booking:people", "order", post="c"),  # names none of the visitors that are there
    Line("booking:reminders", "order", get=".", post="r"),
    Line("booking:cancel", "order", get=".", post="r"),
    Line("booking:consent", "order"),
    Line("booking:own_data", "order"),
    Line("booking:withdraw", "order", get=".", post="r"),
    Line("booking:pdf", "order"),
    Line("booking:calendar", "order"),
    Line("booking:mine", get=EVERYBODY_SIGNED_IN),
    # Date alerts
    Line("alerts:ask", "tour without dates", post="e"),
    Line("alerts:sent", "tour without dates"),
    Line("alerts:confirm", "alert", post="r"),
    Line("alerts:stop", "alert", post="r"),
    # forum and seasons
    Line("forum:catalogue"),
    Line("forum:programme", "forum"),
    # Nothing is released in this world, and a draft is never visible outside, not to organizers either.
    Line("forum:calendar", "forum", get="-"),
    Line("forum:session", "session", get="-"),
    Line("forum:session_calendar", "session", get="-"),
    Line("seasons:catalogue"),
    Line("seasons:season", "season"),
    # A cabinet's tours, slots and routes
    Line("tours:cabinet", "cabinet", get=MANAGERS),
    Line("tours:cabinet_new", "cabinet", get=MANAGERS, post=MANAGERS_FORM),
    Line("tours:cabinet_tour", "cabinet tour", get=MANAGERS),
    Line("tours:cabinet_basics", "cabinet tour", get=MANAGERS, post=MANAGERS_FORM),
    Line("tours:cabinet_prices", "cabinet tour", get=MANAGERS, post=MANAGERS_FORM),
    Line(
        "tours:cabinet_requirements", "cabinet tour", get=MANAGERS, post="s- cc-- ---- -"
    ),  # every requirement may stay unknown, but not the version of those that were seen
    Line("tours:cabinet_rules", "cabinet tour", get=MANAGERS, post=MANAGERS_FORM),
    Line("tours:cabinet_status", "cabinet tour status", get=MANAGERS, post="s- rr-- ---- -"),
    Line("tours:cabinet_copy", "cabinet tour", get="x", post="s- rr-- ---- -"),
    Line("gate:today", "cabinet", get="s- .... ---- -"),
    Line("gate:scan", "cabinet", get="s- .... ---- -", post="s- .... ---- -"),
    Line("scan_redirect", "scan", get="s- rrrr ---- -"),
    Line("gate:roster", "cabinet slot", get="s- .... ---- -"),
    Line("gate:pass_list", "cabinet slot", get=MANAGERS, post="s- ..-- ---- -"),
    Line("gate:roster_file", "cabinet slot file", get=MANAGERS),
    Line("gate:days_file", "cabinet file", get=MANAGERS),
    Line("gate:attend", "cabinet booking", get="x", post="s- rrrr ---- -"),
    Line("gate:cancel", "cabinet booking", get=MANAGERS, post="s- ee-- ---- -"),
    Line("gate:resend", "cabinet booking", get="x", post="s- ---- ---- -"),
    Line("schedule:slots", "cabinet", get="s- ...- ---- -"),
    Line("schedule:slot_new", "cabinet", get=MANAGERS, post=MANAGERS_FORM),
    Line("schedule:slots_bulk", "cabinet", get="x", post=MANAGERS_FORM),
    Line("schedule:rules", "cabinet", get=MANAGERS),
    Line("schedule:rule_new", "cabinet", get=MANAGERS, post=MANAGERS_FORM),
    Line("schedule:rule", "cabinet rule", get=MANAGERS, post=MANAGERS_FORM),
    Line("schedule:rule_run", "cabinet rule", get="x", post="s- rr-- ---- -"),
    Line("schedule:rule_clear", "cabinet rule", get="x", post="s- rr-- ---- -"),
    Line("schedule:rule_end", "cabinet rule", get=MANAGERS, post=MANAGERS_FORM),
    Line("schedule:slot", "cabinet slot", get="s- ...- ---- -"),
    Line("schedule:slot_capacity", "cabinet slot", get="x", post=MANAGERS_FORM),
    Line("schedule:slot_languages", "cabinet slot", get="x", post="s- rr-- ---- -"),
    Line("schedule:slot_status", "cabinet slot", get="x", post="s- rr-- ---- -"),
    Line("schedule:slot_move", "cabinet slot", get=MANAGERS, post=MANAGERS_FORM),
    Line("schedule:slot_cancel", "cabinet slot", get=MANAGERS, post=MANAGERS_FORM),
    # Routes
    Line("routes:catalogue"),
    Line("routes:route", "route"),
    Line("booking:route", "route", post="e"),
    Line("routes:cabinet", "cabinet", get=MANAGERS),
    Line("routes:cabinet_new", "cabinet", get=MANAGERS, post=MANAGERS_FORM),
    Line("routes:cabinet_edit", "cabinet route", get=MANAGERS, post=MANAGERS_FORM),
    Line("routes:cabinet_delete", "cabinet route", get=MANAGERS, post=MANAGERS_FORM),  # a published one is refused
    # The organizer's desk
    Line("enterprises:desk", get=ORGANIZERS),
    Line("enterprises:desk_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:desk_one", "owner", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:subjects", get=ORGANIZERS),
    Line("enterprises:subject_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:subject", "subject", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:subject_shift", "subject", get="x", post="s- ---- ---- r"),
    Line("enterprises:subject_delete", "subject", get=ORGANIZERS, post="s- ---- ---- r"),
    Line("enterprises:theme_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:theme", "theme", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("enterprises:theme_shift", "theme", get="x", post="s- ---- ---- r"),
    Line("enterprises:theme_delete", "theme", get=ORGANIZERS, post="s- ---- ---- r"),
    Line("enterprises:desk_resend", "owner invitation", get="x", post="s- ---- ---- r"),
    Line("enterprises:desk_revoke", "owner invitation", get="x", post="s- ---- ---- r"),
    Line("routes:organizer", get=ORGANIZERS),
    Line("routes:organizer_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("routes:organizer_edit", "organizer route", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("routes:organizer_delete", "organizer route", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer", get=ORGANIZERS),
    Line("forum:organizer_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_draft", "forum", get=ORGANIZERS),
    Line("forum:organizer_edit", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_delete", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_structure", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_day", "day", get=ORGANIZERS, post="s- ---- ---- c"),
    Line("forum:organizer_hall", "hall", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_hall_delete", "hall", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_track", "track", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_track_delete", "track", get=ORGANIZERS, post="s- ---- ---- r"),
    Line("forum:organizer_forum_people", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_session_new", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_session", "session", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_session_move", "session", get=ORGANIZERS, post="s- ---- ---- c"),
    Line("forum:organizer_session_delete", "session", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_publish", "forum", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_announce", "forum", get="x", post="s- ---- ---- r"),
    Line("forum:organizer_releases", "forum", get=ORGANIZERS),
    Line("forum:organizer_people", get=ORGANIZERS),
    Line("forum:organizer_person_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_person", "person", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_person_delete", "person", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_organisations", get=ORGANIZERS),
    Line("forum:organizer_organisation_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_organisation", "organisation", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("forum:organizer_organisation_delete", "organisation", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("seasons:organizer", get=ORGANIZERS),
    Line("seasons:new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("seasons:edit", "season", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("seasons:stages", "season", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("seasons:regions", "season", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("seasons:delete", "season", get=ORGANIZERS, post=ORGANIZERS_FORM),
    # portal
    Line("portal:home"),
    Line("portal:regions"),
    Line("portal:search"),
    Line("portal:suggestions"),
    Line("portal:region", "region"),
    Line("portal:enterprise", "enterprise"),
    Line("portal:forum", "forum"),
    Line("portal:manifest"),
    Line("portal:about"),
    Line("portal:contacts"),
    Line("portal:help"),
    Line("portal:terms"),
    Line("portal:page", "page"),
    Line("portal:desk_pages", get=ORGANIZERS),
    Line("portal:desk_page_new", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("portal:desk_page", "page", get=ORGANIZERS, post=ORGANIZERS_FORM),
    Line("portal:desk_page_delete", "page", get=ORGANIZERS, post="s- ---- ---- r"),
    Line("portal:privacy"),
    Line("portal:organizer", get=ORGANIZERS),
]
