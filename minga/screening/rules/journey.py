"""Going through the pages of a form: which are shown, what comes next, how far one is."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from minga.screening.rules.form import FormRun, Page

DONE = "done"
STARTED = "started"
OPEN = "open"
"""States of a page: nothing missing; something answered and something missing; nothing answered yet."""


class Stop(NamedTuple):
    """A page on the way, with its state and its place among those shown."""

    page: Page
    state: str
    place: int


class Journey:
    """The pages of a form that are shown with the answers given so far; `known` are not asked."""

    def __init__(self, pages: Sequence[Page], run: FormRun, known: Collection[str]) -> None:
        self.run = run
        self.known = known
        self.pages = tuple(page for page in pages if run.shown(page, known=known))

    def page(self, code: str) -> Page | None:
        """The shown page of that code."""
        return next((page for page in self.pages if page.code == code), None)

    def after(self, code: str) -> Page | None:
        """The page after another one; None after the last."""
        place = self.place(code)
        return self.pages[place] if place < len(self.pages) else None

    def before(self, code: str) -> Page | None:
        """The page before another one; None before the first."""
        place = self.place(code)
        return self.pages[place - 2] if place > 1 else None

    def place(self, code: str) -> int:
        """Place of a page among those shown, from 1; 0 when it is not shown."""
        return next((place for place, page in enumerate(self.pages, 1) if page.code == code), 0)

    def stops(self) -> list[Stop]:
        """Every shown page with its state."""
        return [Stop(page, self._state(page), place) for place, page in enumerate(self.pages, 1)]

    def first_open(self) -> Page | None:
        """The first page where an answer is missing; None when all is there."""
        return next((stop.page for stop in self.stops() if stop.state != DONE and self._misses(stop.page)), None)

    def _misses(self, page: Page) -> bool:
        return bool(self.run.faults(self.run.shown(page, known=self.known)))

    def _state(self, page: Page) -> str:
        asked = [question for question in self.run.shown(page, known=self.known) if question.is_asked]
        answered = [question for question in asked if self.run.env[question.name] != ""]
        if self._misses(page):
            return STARTED if answered else OPEN
        return DONE if answered or not asked else OPEN
