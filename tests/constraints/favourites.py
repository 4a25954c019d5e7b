"""Tours set aside with an account."""

from tests.constraints.proofs import Proof, Values
from tests.factories.accounts import UserFactory
from tests.factories.tours import TourFactory
from tours.favourites.models import Favourite


def two_of_a_person() -> Values:
    user = UserFactory()
    first, second = (Favourite.objects.create(user=user, tour=TourFactory()) for _ in range(2))
    return {"id": second.pk, "first_tour": first.tour_id, "another_tour": TourFactory().pk}


PROOFS = {
    "favourites_favourite_once": Proof(
        two_of_a_person,
        "UPDATE favourites_favourite SET tour_id = {} WHERE id = %(id)s",
        ["%(another_tour)s"],
        ["%(first_tour)s"],
    ),
}
