"""A visitor's hand on a phone: it counts what it does, and how long that takes by a keystroke-level model.

The operators are those of Card, Moran and Newell (The keystroke-level model, 1980), with times for a phone. A choice
takes a thought (MENTAL); typing one's own name and pressing the button that ends a form do not. A select is two taps,
one to open it. Whatever lies below the screen is reached by swipes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

KEY, TAP, MENTAL, SWIPE, LOAD = 0.3, 1.2, 1.35, 0.8, 0.5  # seconds
REACH = 0.8  # of a screen, that one swipe moves


@dataclass
class Hand:
    """Acts on one page, and remembers how many acts there were and what they cost."""

    page: Page
    interactions: int = 0
    seconds: float = 0.0

    def choose(self, select: Locator, value: str) -> None:
        """Choose one of a list."""
        self._act(select, MENTAL + 2 * TAP)
        select.select_option(value)

    def type(self, field: Locator, text: str) -> None:
        """Type what one knows by heart."""
        self._act(field, TAP + KEY * len(text))
        field.fill(text)

    def check(self, box: Locator) -> None:
        """Tick a box, having read what it says."""
        self._act(box, MENTAL + TAP)
        box.check()

    def follow(self, link: Locator) -> None:
        """Choose where to go, and wait for the page."""
        self._act(link, MENTAL + TAP + LOAD)
        self._load(link)

    def send(self, button: Locator) -> None:
        """Press the button that ends a form, and wait for the answer."""
        self._act(button, TAP + LOAD)
        self._load(button)

    def _load(self, target: Locator) -> None:
        with self.page.expect_navigation(wait_until="load"):
            target.click()

    def _act(self, target: Locator, seconds: float) -> None:
        self.interactions += 1
        self.seconds += seconds + SWIPE * self._swipes(target)
        target.scroll_into_view_if_needed()

    def _swipes(self, target: Locator) -> int:
        """How many swipes bring the target onto the screen; none for what is there."""
        box, screen = target.bounding_box(), self.page.viewport_size
        assert box is not None and screen is not None
        beyond = max(box["y"] + box["height"] - screen["height"], -box["y"], 0)
        return math.ceil(beyond / (screen["height"] * REACH))
