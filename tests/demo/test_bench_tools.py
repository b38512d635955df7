"""The tools of bin/bench: figures, forms as a browser sends them, visitors at once, places of their own."""

import json
import smtplib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from itertools import islice

import pytest

from minga.demo.bench import intake
from minga.demo.bench.cli import run
from minga.demo.bench.figures import case_line, latencies, percentile
from minga.demo.bench.load import at_once, processes_at_once
from minga.demo.bench.mail_sink import listening
from minga.demo.bench.place import BenchFailed, with_database
from minga.demo.bench.visitor import Visitor, form_fields, links, path_of
from minga.demo.bench.writers import _names

PAGE = """
<a href="/a/">one</a><a href="/a/">again</a><a href="/b/?q=1">two</a>
<form action="/search/"><input name="q" value=""></form>
<form method="post">
  <input type="hidden" name="csrfmiddlewaretoken" value="tok">
  <input name="login" value="x@example.org"><input type="checkbox" name="yes" checked>
  <input type="checkbox" name="no"><input type="radio" name="kind" value="a">
  <input type="radio" name="kind" value="b" checked>
  <select name="sex"><option value="f">F</option><option value="m" selected>M</option></select>
  <textarea name="note">hola</textarea><input type="submit" name="go" value="Go">
</form>
"""


def test_percentile_is_a_measured_value():
    seconds = [n / 1000 for n in range(1, 101)]
    assert percentile(seconds, 0.95) == 0.095
    assert percentile(seconds, 0.5) == 0.05
    assert percentile([0.2], 0.95) == 0.2
    with pytest.raises(ValueError):
        percentile([], 0.5)


def test_case_line_leaves_out_what_does_not_apply():
    line = json.loads(case_line("search", "none", 1000, **latencies([0.0101, 0.0301]), errors=0, peak_rss_mb=None))
    assert line == {"bench": "search", "case": "none", "people": 1000, "p50_ms": 10.1, "p95_ms": 30.1, "errors": 0}


def test_form_fields_are_those_a_browser_would_send():
    assert form_fields(PAGE, "login") == [
        ("csrfmiddlewaretoken", "tok"),
        ("login", "x@example.org"),
        ("yes", "on"),
        ("kind", "b"),
        ("sex", "m"),
        ("note", "hola"),
    ]
    assert links(PAGE) == ["/a/", "/b/?q=1"]
    with pytest.raises(LookupError):
        form_fields(PAGE, "password")


def test_path_of_an_absolute_address():
    assert path_of("https://localhost:1/manta/personas/?q=a") == "/manta/personas/?q=a"


def test_places_keep_server_and_role_but_not_the_database():
    assert with_database("postgresql://u:p@/minga?host=%2Frun", "minga_bench_x") == (
        "postgresql://u:p@/minga_bench_x?host=%2Frun"
    )


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = (self.headers.get("Cookie") or "").encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "sessionid=abc; HttpOnly; Path=/; Secure")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def echo():
    server = HTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_visitor_sends_back_the_cookies_it_was_given(echo):
    visitor = Visitor(echo)
    assert visitor.get("/").body == b""
    assert visitor.get("/").body == b"sessionid=abc"
    visitor.close()


def test_processes_at_once_keep_every_time_and_count_what_is_not_expected(echo):
    asks = [{"path": "/", "expected": "a=1"}, {"path": "/", "expected": "nobody"}]
    order = {"port": echo, "headers": {"Host": "localhost", "Cookie": "a=1"}, "asks": asks}
    outcome = processes_at_once([order, order])
    assert len(outcome.seconds) == 2
    assert len(outcome.errors) == 2
    assert "not the page that was expected" in outcome.errors[0]


def test_at_once_keeps_every_time_and_counts_what_went_wrong():
    def right() -> float:
        return 0.5

    def wrong() -> float:
        raise RuntimeError("status 500")

    outcome = at_once([[right, wrong], [right, right]])
    assert outcome.seconds == [0.5, 0.5, 0.5]
    assert outcome.errors == ["RuntimeError('status 500')"]


def test_mail_sink_counts_each_letter_it_accepted():
    with listening() as sink:
        for subject in ("Aviso 1", "Aviso 2", "Aviso 1"):
            with smtplib.SMTP("127.0.0.1", sink.port) as client:
                letter = f"Subject: {subject}\r\n\r\nhola\r\n.punto al comienzo\r\n"
                client.sendmail("minga@example.org", ["a@example.org"], letter)
        assert sink.accepted == {"Aviso 1": 2, "Aviso 2": 1}


def test_mail_sink_does_not_count_a_letter_that_was_cut_off():
    with listening() as sink:
        client = smtplib.SMTP("127.0.0.1", sink.port)
        client.ehlo()
        client.docmd("MAIL FROM:<a@example.org>")
        client.docmd("RCPT TO:<b@example.org>")
        client.docmd("DATA")
        client.send(b"Subject: Aviso 1\r\n\r\nho")
        client.close()
        assert not sink.accepted


def test_names_of_writers_never_repeat():
    names = [name for writer in range(3) for name in islice(_names(writer), 800)]
    assert len(set(names)) == len(names)
    assert all(name.isalpha() for name in names)


@pytest.fixture
def intake_answers(monkeypatch):
    """A measurement of which the test says how it ends; the command line is what is tested."""

    def give(measure):
        monkeypatch.setattr(intake, "measure", measure)

    return give


def test_bench_says_with_its_exit_code_whether_the_work_went_right(intake_answers, tmp_path, capsys):
    def run_it() -> tuple[int, str]:
        out = StringIO()
        return run(["intake", "--people", "10"], home=tmp_path, outer={"DATABASE_URL": "none"}, out=out), out.getvalue()

    intake_answers(lambda bench: bench.case("csv", seconds=2.0, errors=0))
    assert run_it() == (0, '{"bench": "intake", "case": "csv", "people": 10, "seconds": 2.0, "errors": 0}\n')
    intake_answers(lambda bench: bench.case("csv", seconds=2.0, errors=3))
    assert run_it()[0] == 1

    def fails(bench):
        raise BenchFailed("the sheet was not read")

    intake_answers(fails)
    assert run_it() == (1, "")
    assert "the sheet was not read" in capsys.readouterr().err


def test_bench_refuses_what_it_does_not_know(tmp_path):
    for words in (["nothing"], ["intake", "--people", "0"], ["intake", "--people", "many"], []):
        with pytest.raises(SystemExit) as refused:
            run(words, home=tmp_path, outer={}, out=StringIO())
        assert refused.value.code == 2
