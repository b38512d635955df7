"""A picture of every page of the served demonstration, as each role sees it, at two widths.

Follows the links of each role from its first page and keeps one page of each address pattern.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from minga.access.states import Role
from minga.demo.bench.place import CODE
from minga.demo.served import demo_site

WIDTHS = (360, 1280)
ROLES = tuple(Role.values)
KEPT = CODE / "docs" / "screens"
MOST_PAGES = 120
TALLEST = 2400  # pixels of a page that a picture shows
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=es-EC",
]
# The dozen that docs/screens keeps: file name -> (role or "public", name of the address)
CHOSEN = {
    "front-door": ("public", "portal:front-door"),
    "self-registration": ("public", "screening:self-start"),
    "my-day": ("technician", "portal:my-day"),
    "people": ("technician", "people:person-list"),
    "person-file": ("technician", "portal:person-file"),
    "assessment": ("technician", "screening:assessment"),
    "instrument": ("technician", "screening:instrument"),
    "ranked-list": ("technician", "prioritisation:list-detail"),
    "round": ("technician", "outreach:round-detail"),
    "class": ("technician", "training:class-detail"),
    "attendance": ("facilitator", "attendance:session-list"),
    "indicator": ("authority", "monitoring:indicator"),
}


def _name_of(path: str) -> str | None:
    """The name of the address pattern of a path, or None for files and unknown ones."""
    from django.urls import Resolver404, resolve

    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    name = match.view_name
    return None if name.endswith(("pdf", "workbook", "logout", ".xlsx")) else name


def _pages_of(page: Any, first: str, base: str) -> Iterator[tuple[str, str]]:
    """(name, path) of one page of each pattern that links lead to, breadth first."""
    seen: set[str] = set()
    waiting = deque([first])
    asked = 0
    while waiting and asked < MOST_PAGES:
        path = waiting.popleft()
        name = _name_of(path)
        if name is None or name in seen:
            continue
        asked += 1
        if not _is_page(page.request.get(base + path)):  # asked first: the browser breaks off at a file to keep
            continue
        page.goto(base + path)
        seen.add(name)
        yield name, path
        links = page.eval_on_selector_all("a[href^='/']", "found => found.map(a => a.getAttribute('href'))")
        waiting.extend(link for link in links if not link.startswith("/static/"))


def _is_page(answer: Any) -> bool:
    """Whether an answer is a page to look at, not a file or a refusal."""
    kinds = answer.headers
    is_file = "attachment" in kinds.get("content-disposition", "")
    return answer.status == 200 and "text/html" in kinds.get("content-type", "") and not is_file


def take(folder: Path, people: int, roles: tuple[str, ...] = ("public", *ROLES)) -> dict[str, int]:
    """Make the pictures of these roles under `folder`; returns how many pages each role has."""
    from playwright.sync_api import sync_playwright

    counts: dict[str, int] = {}
    with demo_site(people) as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for role in roles:
            counts[role] = _take_role(chromium, site.url, role, folder)
        chromium.close()
    return counts


def _take_role(chromium: Any, url: str, role: str, folder: Path) -> int:
    context = chromium.new_context(locale="es-EC", viewport={"width": WIDTHS[1], "height": 900})
    page = context.new_page()
    first = "/manta/"
    if role != "public":
        page.goto(f"{url}/entrar/")
        page.locator(f"form[action$='/{role}/'] button").first.click()
        page.wait_for_load_state()
        first = "/manta/mi-dia/"
    count = 0
    for name, path in list(_pages_of(page, first, url)):
        count += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(url + path)
            target = folder / role / f"{name.replace(':', '.')}-{width}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(target), full_page=True, clip=_clip(page, width))
    context.close()
    return count


def _clip(page: Any, width: int) -> dict[str, int]:
    """The part of a page that a picture shows: all of it, or its first `TALLEST` pixels."""
    height = page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}


def keep(folder: Path) -> list[str]:
    """Copy the chosen dozen into docs/screens; returns the names that are missing."""
    KEPT.mkdir(parents=True, exist_ok=True)
    missing = []
    for name, (role, url_name) in CHOSEN.items():
        for width in WIDTHS:
            source = folder / role / f"{url_name.replace(':', '.')}-{width}.png"
            if source.exists():
                shutil.copyfile(source, KEPT / f"{name}-{width}.png")
            else:
                missing.append(f"{name}-{width}")
    return missing


def main(words: list[str]) -> int:
    """`bin/screens FOLDER [--people N] [--keep]`."""
    parser = argparse.ArgumentParser(prog="bin/screens", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--people", type=int, default=1600)
    parser.add_argument("--roles", nargs="+", choices=("public", *ROLES), default=("public", *ROLES))
    parser.add_argument("--keep", action="store_true", help="copy the dozen best into docs/screens")
    given = parser.parse_args(words)
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    django.setup()
    for role, count in take(given.folder, given.people, tuple(given.roles)).items():
        print(f"{role}: {count} pages")  # noqa: T201
    missing = keep(given.folder) if given.keep else []
    for name in missing:
        print(f"missing: {name}")  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
