"""What the catalogue answers to the hooks of the apps below."""

from accelerator.base.common.hooks import share_cards
from tours.catalogue.sharing import find_tour_card

share_cards("tour")(find_tour_card)
