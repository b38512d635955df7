"""What screening does when people tell something; in their transaction."""

from __future__ import annotations

from minga.kernel.events import reacts_to
from minga.people.events import PersonErasing

from .models import Submission
from .operations import forget_wishes


@reacts_to(PersonErasing)
def forget_wishes_of(event: PersonErasing) -> None:
    """The wish to talk in private has no key to the person: it goes while the interviews can still be named."""
    forget_wishes(submissions=Submission.objects.filter(person_id=event.person_id))
