"""Chromium in front of the application, in two ways.

`window`: the browser's requests are answered inside the test's own transaction, so the test sees what its fixtures
made and leaves nothing behind; middleware, cookies, redirects and headers (with the content policy) are the real ones.
`site_window`: the seeded demonstration, served by real processes (`minga/demo/served.py`), for whole journeys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from minga.demo.served import Site, demo_site

from .windows import Desk, Window


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """The system's Chromium, headless; without one the browser tests fail, they are never skipped."""
    opened = Desk()
    yield opened
    opened.close()


@pytest.fixture
def window(desk: Desk, client: Any) -> Iterator[Callable[..., Window]]:
    """`window(width=360, javascript=True)`: a window signed in as `sign_in` signed in the client, if it did."""
    windows: list[Window] = []

    def make(width: int = 360, javascript: bool = True) -> Window:
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        windows.append(Window(desk, desk.url, width, javascript, cookies))
        return windows[-1]

    yield make
    for one in windows:
        one.close()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demonstration, seeded once a run and served by real processes."""
    with demo_site() as served:
        yield served


@pytest.fixture
def site_window(desk: Desk, site: Site) -> Iterator[Callable[..., Window]]:
    """`site_window(width=360, javascript=True)`: a window on the served demonstration, not signed in."""
    windows: list[Window] = []

    def make(width: int = 360, javascript: bool = True) -> Window:
        windows.append(Window(desk, site.url, width, javascript, {}))
        return windows[-1]

    yield make
    for one in windows:
        one.close()
