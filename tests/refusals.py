"""Expecting a refusal by its code: its words may change, the code may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from minga.kernel.refusals import Refused


@contextmanager
def refuses(code: str) -> Iterator[Any]:
    """The block must raise Refused with this code."""
    with pytest.raises(Refused) as raised:
        yield raised
    assert raised.value.refusal.code == code
