"""Chromium windows, driven from a thread of their own so that the test's thread can answer their requests."""

from __future__ import annotations

import io
import queue
import shutil
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, TypeVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import axe_core_python
from django.contrib.staticfiles import finders
from django.core.servers.basehttp import get_internal_wsgi_application
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

T = TypeVar("T")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter(e => {
  const box = e.getBoundingClientRect();
  const inText = e.closest('p, li:not([class]), dd, td, th, .govuk-breadcrumbs, .govuk-error-summary');
  const covers = getComputedStyle(e, '::after').position === 'absolute';
  const labelled = e.labels && [...e.labels].some(l => l.getBoundingClientRect().height >= 40);
  return box.width > 1 && box.height > 1 && box.height < 44 && !inText && !covers && !labelled
    && !e.classList.contains('govuk-skip-link');
}).map(e => e.outerHTML.slice(0, 100))"""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what went wrong."""


class Desk:
    """Chromium, and a local address whose requests are answered in the thread that called `run`.

    So the views see what the test's own transaction holds (uncommitted rows, the scope), without a second connection.
    """

    def __init__(self) -> None:
        path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        assert path, "no Chromium: apt-get install chromium"
        self._asked: queue.Queue[tuple[dict[str, Any], Future[Any]]] = queue.Queue()
        self._application = get_internal_wsgi_application()
        self._server = _Server(("127.0.0.1", 0), _Quiet)
        self._server.set_app(self._receive)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._thread.submit(self._launch, path).result(60)

    def run(self, action: Callable[[], T]) -> T:
        """Do something in the browser's thread, answering its requests meanwhile; its result or its exception."""
        job = self._thread.submit(action)
        while not job.done():
            try:
                environ, answer = self._asked.get(timeout=0.01)
            except queue.Empty:
                continue
            self._answer(environ, answer)
        return job.result()

    def close(self) -> None:
        """End Chromium and the address."""
        self._thread.submit(self._stop).result(30)
        self._thread.shutdown()
        self._server.shutdown()
        self._server.server_close()

    def _launch(self, path: str) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self.browser = self._playwright.chromium.launch(executable_path=path, args=_FLAGS)

    def _stop(self) -> None:
        self.browser.close()
        self._playwright.stop()

    def _receive(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """In a thread of the server: static files at once, the rest through the test's thread."""
        path = environ["PATH_INFO"]
        if path.startswith("/static/"):
            return _static(path.removeprefix("/static/"), start)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        answer: Future[Any] = Future()
        self._asked.put((environ, answer))
        status, headers, body = answer.result(60)
        start(status, headers)
        return [body]

    def _answer(self, environ: dict[str, Any], answer: Future[Any]) -> None:
        head: list[Any] = []
        # a request of its own would end by closing the connection that holds the test's transaction
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        try:
            response = self._application(environ, lambda status, headers, _info=None: head.extend((status, headers)))
            body = b"".join(response)
            response.close()
        except BaseException as error:
            answer.set_exception(error)
            raise
        finally:
            request_started.connect(close_old_connections)
            request_finished.connect(close_old_connections)
        answer.set_result((head[0], head[1], body))


class Window:
    """A browser window. `complaints` holds what its console said against the page (errors, policy violations)."""

    def __init__(self, desk: Desk, base: str, width: int, javascript: bool, cookies: dict[str, str]):
        self.desk, self.base = desk, base
        self.complaints: list[str] = []
        desk.run(lambda: self._open_window(width, javascript, cookies))

    def do(self, action: Callable[[Any], T]) -> T:
        """`window.do(lambda page: page.click("text=Guardar"))`: act on Playwright's page."""
        return self.desk.run(lambda: action(self._page))

    def open(self, path: str) -> int:
        """Go to an address of the application; the status of its answer."""
        status: int = self.do(lambda page: page.goto(self.base + path).status)
        return status

    def has_sideways_scroll(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(self.do(lambda page: page.evaluate("document.documentElement.scrollWidth > innerWidth")))

    def axe(self) -> list[str]:
        """What axe finds on the page as it is now: rule, how often, first element."""
        source = next(Path(str(axe_core_python.__file__)).parent.rglob("axe*.js")).read_text()
        self.do(lambda page: page.evaluate(source))
        found = self.do(lambda page: page.evaluate("axe.run()"))["violations"]
        return [f"{v['id']} x{len(v['nodes'])}: {v['nodes'][0]['html'][:120]}" for v in found]

    def small_targets(self) -> list[str]:
        """Controls and links that stand alone and are under 44 px high (links inside text and tables excepted)."""
        found: list[str] = self.do(lambda page: page.evaluate(_SMALL_TARGETS))
        return found

    def close(self) -> None:
        """Close the window with its cookies."""
        self.desk.run(self._context.close)

    def _open_window(self, width: int, javascript: bool, cookies: dict[str, str]) -> None:
        self._context = self.desk.browser.new_context(
            viewport={"width": width, "height": 800}, locale="es-EC", java_script_enabled=javascript,
            reduced_motion="reduce",
        )  # fmt: skip
        self._context.add_cookies([{"name": k, "value": v, "url": self.base} for k, v in cookies.items()])
        self._page = self._context.new_page()
        self._page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self._page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        expected = ("status of 4", "Autofocus processing")
        if message.type == "error" and not any(words in message.text for words in expected):
            self.complaints.append(message.text)


def _static(name: str, start: Callable[..., Any]) -> Iterable[bytes]:
    found = finders.find(name)
    if not isinstance(found, str):
        start("404 Not Found", [])
        return [b""]
    start("200 OK", [("Content-Type", _TYPES.get(Path(found).suffix, "application/octet-stream"))])
    return [Path(found).read_bytes()]
