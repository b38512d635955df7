"""A browser without a screen: one connection, its cookies, forms sent back with their tokens."""

import http.client
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took to the last byte."""

    status: int
    location: str
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Visitor:
    """One person's browser on a server of this machine; not for several threads.

    Says that it came over https, as behind the proxy that production has in front.
    """

    def __init__(self, port: int, host: str = "localhost") -> None:
        self.host, self.port = host, port
        self.cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """The page at `path`, redirects not followed."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: list[tuple[str, str]] | dict[str, str]) -> Answer:
        """Send a form; the fields must hold the page's own tokens (see `form_fields`)."""
        return self._ask("POST", path, urlencode(fields).encode())

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def headers(self, path: str) -> dict[str, str]:
        """What the browser sends with a request, its cookies too."""
        return {
            "Host": f"{self.host}:{self.port}",
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{self.host}:{self.port}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept-Language": "es",
        }

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = self.headers(path)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        response = self._answer(method, path, body, headers)
        content = response.read()
        seconds = time.perf_counter() - begun
        self._keep_cookies(response)
        return Answer(response.status, response.headers.get("Location", ""), content, seconds)

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Ask once; a connection that the server closed while it was idle is opened again."""
        reused = self._connection is not None
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            if not reused or method != "GET":
                raise
            return self._answer(method, path, body, headers)
        except OSError:
            self.close()
            raise

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def path_of(location: str) -> str:
    """Path and query of an address, for the next request."""
    parts = urlsplit(location)
    return parts.path + (f"?{parts.query}" if parts.query else "")


class _Form(HTMLParser):
    """Collects the fields of each form as a browser without scripts would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = []
        self.links: list[str] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append([])
        name = given.get("name", "")
        if not self.forms or not (name or tag == "option"):
            return
        if tag == "input" and self._is_sent(given):
            self.forms[-1].append((name, given.get("value", "on" if given.get("type") == "checkbox" else "")))
        elif tag == "textarea":
            self._area = name
            self.forms[-1].append((name, ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1].append((self._select, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][-1] = (self._area, data)

    @staticmethod
    def _is_sent(given: dict[str, str]) -> bool:
        kind = given.get("type", "text")
        return kind not in ("submit", "button", "file") and (kind not in ("radio", "checkbox") or "checked" in given)


def form_fields(page: str, having: str = "") -> list[tuple[str, str]]:
    """The fields of the first form that has a field called `having`, as they stand; LookupError without one."""
    parser = _Form()
    parser.feed(page)
    for fields in parser.forms:
        if not having or any(name == having for name, _ in fields):
            return fields
    raise LookupError(f"no form with a field {having!r} on this page")


def links(page: str) -> list[str]:
    """The addresses of all links of a page, in order, without repeats."""
    parser = _Form()
    parser.feed(page)
    return list(dict.fromkeys(parser.links))
