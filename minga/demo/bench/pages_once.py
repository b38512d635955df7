"""The process that finds the pages of `bin/bench pages`: follows links as each role and counts queries."""

import json
import sys
from collections import deque
from typing import Any

import django

from minga.demo.bench.dataset import LARGEST
from minga.demo.bench.staff import EMAILS
from minga.demo.bench.visitor import links, path_of

LEFT_ALONE = ("account_logout", "set_language")
MOST_PAGES = 150
HOST = "localhost"


def main() -> None:
    """One JSON object a line: role, name of the address, an example, queries."""
    django.setup()
    for role, email in EMAILS.items():
        for name, (path, queries) in pages_of(email).items():
            found = {"role": role, "name": name, "path": path, "queries": queries}
            sys.stdout.write(json.dumps(found) + "\n")


def pages_of(email: str) -> dict[str, tuple[str, int]]:
    """Name of the address → (one example, queries) of every page reached by links from the person's day."""
    from django.conf import settings
    from django.test import Client

    from minga.access.models import Account
    from minga.access.presence import FACTOR

    client = Client(HTTP_HOST=HOST)
    client.force_login(Account.objects.get(email=email), backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[FACTOR] = "bench"  # who reads pages here has no phone for a second step
    session.save()
    found: dict[str, tuple[str, int]] = {}
    waiting = deque([f"/{LARGEST}/mi-dia/", "/inicio/", f"/{LARGEST}/"])
    seen = set(waiting)
    while waiting and len(found) < MOST_PAGES:
        path = waiting.popleft()
        name = name_of(path)
        if name is None or name in found:
            continue
        status, body, queries = ask(client, path)
        if status != 200:
            continue
        found[name] = (path, queries)
        for link in map(path_of, links(body)):
            if link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def name_of(path: str) -> str | None:
    """The name of an address with its filters (`people:person-list?`), None for what is no page of ours to ask for."""
    from django.urls import Resolver404, resolve

    plain, _, query = path.partition("?")
    parts = plain.split("/")
    if plain.startswith("/static/") or (len(parts) > 2 and parts[1] != LARGEST and _is_other_city(parts[1])):
        return None
    try:
        name = resolve(plain).view_name
    except Resolver404:
        return None
    return None if name in LEFT_ALONE else f"{name}?" if query else name


def _is_other_city(word: str) -> bool:
    from minga.territory.models import Municipality

    return Municipality.objects.filter(slug=word).exists()


def ask(client: Any, path: str) -> tuple[int, str, int]:
    """Status, text and number of queries of one page, asked for twice: the first fills the process's caches."""
    from django.db import connection

    client.get(path, secure=True)
    count = 0

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        answer = client.get(path, secure=True)
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode() if is_html else "", count


if __name__ == "__main__":
    main()
