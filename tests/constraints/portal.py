"""Constraints of the pages about the portal."""

from tests.constraints.proofs import Proof, one
from tests.factories.portal import PageFactory

PROOFS = {
    "portal_page_standard_is_published": Proof(
        one(lambda: PageFactory(slug="help")),
        "UPDATE portal_page SET status = '{}' WHERE id = %(id)s",
        ["published"],
        ["draft"],
    ),
}
