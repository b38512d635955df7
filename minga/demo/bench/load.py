"""Several visitors at once: each thread asks its own questions, all times are kept."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Ask = Callable[[], float]  # one request, its seconds; raises when the answer is wrong


@dataclass
class Outcome:
    """Seconds of every right answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def at_once(askers: Sequence[Sequence[Ask]]) -> Outcome:
    """Run each sequence of requests in a thread of its own, all beginning together."""
    outcome, gate = Outcome(), threading.Barrier(len(askers))

    def visit(asks: Sequence[Ask]) -> None:
        gate.wait()
        for ask in asks:
            try:
                outcome.seconds.append(ask())
            except (RuntimeError, OSError, LookupError) as error:
                outcome.errors.append(repr(error))

    threads = [threading.Thread(target=visit, args=(asks,)) for asks in askers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome
