"""What a sample is."""

from collections.abc import Callable
from typing import Any

from minga.territory.models import Municipality

Arguments = dict[str, Any]
Sample = Callable[[Municipality], Arguments]
