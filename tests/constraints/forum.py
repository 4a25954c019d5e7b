"""What `tests/forum/test_constraints.py` leaves over."""

from tests.constraints.proofs import Proof, one
from tests.factories.forum import ForumFactory

PROOFS = {
    "forum_release_number_from_one": Proof(
        one(ForumFactory),
        "INSERT INTO forum_release"
        " (uuid, forum_id, published_at, schema_version, snapshot, note, waivers, number)"
        " VALUES (gen_random_uuid(), %(id)s, now(), 1, '{{}}', '{{}}', '[]', {})",
        ["1"],
        ["0"],
    ),
}
