"""Staff who register people while parts of the product are killed: each POST is repeated until it is acknowledged."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from minga.access.states import Role
from minga.demo.bench.dataset import LARGEST
from minga.demo.bench.staff import signed_in
from minga.demo.bench.visitor import Answer, Visitor, form_fields

FORM = f"/{LARGEST}/personas/nueva/"
PATIENCE_SECONDS = 180
SURNAME = "Pruebafallas"


@dataclass
class Acknowledged:
    """Names whose registration was answered with "registered", how often POSTs were repeated, what went wrong."""

    names: list[str] = field(default_factory=list)
    repeated: int = 0
    errors: list[str] = field(default_factory=list)


class Writer(threading.Thread):
    """One technician: opens the form, registers somebody, opens the form again, until told to stop."""

    def __init__(self, port: int, number: int, stop: threading.Event, environment: Mapping[str, str]) -> None:
        super().__init__(name=f"writer {number}")
        self.visitor = signed_in(port, Role.TECHNICIAN, environment)
        self.number, self.stop_asked = number, stop
        self.done = Acknowledged()

    def run(self) -> None:
        """Register people one after the other; an answer that is neither success nor a failure to retry ends it."""
        for name in _names(self.number):
            if self.stop_asked.is_set():
                break
            try:
                self._register(name)
            except RuntimeError as error:
                self.done.errors.append(str(error))
                break
        self.visitor.close()

    def _register(self, name: str) -> None:
        page = self._until_answered(lambda visitor: visitor.get(FORM), {200})
        fields = dict(form_fields(page.text, "given_names"))
        fields |= {"given_names": name, "surnames": SURNAME, "population_group": "host", "sex": "female"}
        self._until_answered(lambda visitor: visitor.post(FORM, fields), {302, 303})
        self.done.names.append(name)

    def _until_answered(self, ask, right: set[int]) -> Answer:  # type: ignore[no-untyped-def]
        """Ask again, the same form with the same submission id, while the answer is no answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = _answer_or_none(ask, self.visitor)
            if answer is not None and answer.status in right and "/entrar/" not in answer.location:
                return answer
            if answer is not None and answer.status < 500:
                raise RuntimeError(f"status {answer.status} {answer.location} instead of {right}")
            self.done.repeated += 1
            time.sleep(0.2)
        raise RuntimeError(f"no answer for {PATIENCE_SECONDS} s")


def _answer_or_none(ask, visitor: Visitor) -> Answer | None:  # type: ignore[no-untyped-def]
    try:
        answer: Answer = ask(visitor)
    except (OSError, http.client.HTTPException):
        visitor.close()
        return None
    return answer


def _names(writer: int) -> Iterator[str]:
    """Names of letters only, never twice: "Aa Bcde"."""
    number = 0
    while True:
        number += 1
        letters, rest = "", number
        for _ in range(5):
            rest, digit = divmod(rest, 26)
            letters += chr(97 + digit)
        yield f"{'ABCDEFGH'[writer]}{letters}a"
