"""Staff of a benchmark at work: signed in, asking for pages one after the other."""

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from minga.access.states import Role
from minga.demo.bench.dataset import LARGEST
from minga.demo.bench.place import CODE
from minga.demo.bench.visitor import Answer, Visitor
from minga.demo.logins import ACCOUNTS

EMAILS = {row.role.value: row.email for row in ACCOUNTS}
SEARCHERS = (Role.TECHNICIAN, Role.COORDINATOR, Role.CASE_WORKER, Role.TECHNICIAN)


def signed_in(port: int, role: str, environment: Mapping[str, str]) -> Visitor:
    """A browser signed in as the account of a role, in the place whose environment this is."""
    visitor = Visitor(port)
    words = [sys.executable, "-m", "minga.demo.bench.session_once", EMAILS[role]]
    done = subprocess.run(words, env=environment, cwd=CODE, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    name, _, value = done.stdout.strip().partition("=")
    visitor.cookies[name] = value
    return visitor


def asking(visitor: Visitor, path: str, is_right: Callable[[Answer], bool]) -> Callable[[], float]:
    """One request, ready to be timed: its seconds, RuntimeError when the answer is not the right one."""

    def ask() -> float:
        answer = visitor.get(path)
        if answer.status != 200 or not is_right(answer):
            raise RuntimeError(f"{path}: status {answer.status}, not the page that was expected")
        return answer.seconds

    return ask


def in_turn(items: Sequence[str], staff: int) -> list[list[str]]:
    """Deal items to as many members of staff."""
    return [list(items[number::staff]) for number in range(staff)]


__all__ = ["EMAILS", "LARGEST", "SEARCHERS", "asking", "in_turn", "signed_in"]
