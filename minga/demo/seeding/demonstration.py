"""The demonstration as a whole: which part comes after which."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from minga.demo.seeding.accounts import seed_accounts
from minga.demo.seeding.frame import seed_frame
from minga.kernel.actor import system_actor
from minga.programmes.models import Programme


@transaction.atomic
def seed_demonstration(*, people: int, seed: int, at: datetime, say: Callable[[str], object]) -> None:
    """Fill an empty database; one transaction, so that a killed run leaves nothing. `say` hears of each part."""
    actor = system_actor(label="Demostración")
    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=actor, at=at)
    say(f"{len(municipalities)} municipalities")
    accounts = seed_accounts(municipalities=municipalities, actor=actor, at=at)
    say(f"{len(accounts)} accounts")
