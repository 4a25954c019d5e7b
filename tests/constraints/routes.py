"""Routes and their stops."""

from tests.constraints.enterprises import albums_of
from tests.constraints.proofs import Proof, Values, one
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.routes import RouteFactory, route_over
from tests.factories.tours import TourFactory


def route_of_two() -> Values:
    route = route_over([TourFactory(), TourFactory()])
    first, second = route.stops.order_by("position")
    return {"route": route.pk, "second": second.pk, "first_tour": first.tour_id, "another_tour": TourFactory().pk}


PROOFS = {
    "routes_route_album_of_enterprise": Proof(
        lambda: albums_of(RouteFactory(enterprise=EnterpriseFactory())),
        "UPDATE routes_route SET album_id = {} WHERE id = %(id)s",
        ["%(own_album)s", "NULL"],
        ["%(other_album)s", "%(nobodys_album)s"],
    ),
    "routes_route_days_sane": Proof(
        one(RouteFactory), "UPDATE routes_route SET days = {} WHERE id = %(id)s", ["1", "14"], ["0", "15"]
    ),
    "routes_routestop_position_once": Proof(
        route_of_two,
        "UPDATE routes_routestop SET position = {} WHERE route_id = %(route)s",
        ["1 - position"],  # the two change places
        ["0"],
    ),
    "routes_routestop_tour_once": Proof(
        route_of_two,
        "UPDATE routes_routestop SET tour_id = {} WHERE id = %(second)s",
        ["%(another_tour)s"],
        ["%(first_tour)s"],
    ),
}
