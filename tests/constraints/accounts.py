"""People and what they agreed to; and, from `common`, the addresses that things once had."""

import uuid

from accelerator.base.accounts.models import Consent
from accelerator.base.common.models import FormerSlug
from tests.constraints.proofs import Proof, Values, one
from tests.factories.accounts import UserFactory
from tests.factories.booking import confirmed_order, consent_text


def two_people() -> Values:
    return {"first": UserFactory().pk, "second": UserFactory().pk}


def consent() -> Consent:
    return confirmed_order().consent


def former_slug() -> FormerSlug:
    return FormerSlug.objects.create(kind="tour", slug="once", target=uuid.uuid4())


PROOFS = {
    "accounts_user_email_once_in_any_case": Proof(
        two_people,
        "UPDATE accounts_user SET email = {} WHERE id = %(second)s",
        ["upper(email)"],
        ["(SELECT upper(email) FROM accounts_user WHERE id = %(first)s)"],
    ),
    "accounts_consenttext_version_once": Proof(
        one(consent_text),
        "INSERT INTO accounts_consenttext (kind, version, title, body, valid_from)"
        " SELECT kind, {}, title, body, valid_from FROM accounts_consenttext WHERE id = %(id)s",
        ["version + 100"],
        ["version"],
    ),
    "accounts_consent_withdrawn_after_given": Proof(
        one(consent),
        "UPDATE accounts_consent SET withdrawn_at = {} WHERE id = %(id)s",
        ["NULL", "given_at"],
        ["given_at - interval '1 second'"],
    ),
    "common_formerslug_once": Proof(
        one(former_slug),
        "INSERT INTO common_formerslug (kind, slug, target) SELECT {}, target FROM common_formerslug WHERE id = %(id)s",
        ["kind, 'another'", "'another', slug"],
        ["kind, slug"],
    ),
}
