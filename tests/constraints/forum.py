"""What `tests/forum/test_constraints.py` leaves over."""

from tests.constraints.proofs import Proof, one
from tests.factories.forum import ForumFactory

PROOFS = {
    "forum_forum_not_too_long": Proof(
        one(ForumFactory), "UPDATE forum_forum SET ends_date = starts_date + {} WHERE id = %(id)s", ["30"], ["31"]
    ),
    "forum_forum_days_sane": Proof(
        one(ForumFactory),
        "UPDATE forum_forum SET starts_date = '{0}', ends_date = '{0}' WHERE id = %(id)s",
        ["2000-01-01", "2100-12-31"],
        ["1999-12-31", "2101-01-01", "9999-12-31"],
    ),
    "forum_release_number_from_one": Proof(
        one(ForumFactory),
        "INSERT INTO forum_release"
        " (uuid, forum_id, published_at, schema_version, snapshot, note, waivers, number)"
        " VALUES (gen_random_uuid(), %(id)s, now(), 1, '{{}}', '{{}}', '[]', {})",
        ["1"],
        ["0"],
    ),
}
