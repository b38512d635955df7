"""Households: people who live together, linked and never merged."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.codes import new_code
from minga.kernel.refusals import refuse_if

from ..models import Household, Person
from ..permissions import why_not_register


@transaction.atomic
def join_household(*, person: Person, other: Person, actor: Actor, at: datetime) -> Household:
    """Put a person into the household of another, which is made when there is none. Refuses without
    `people.change`. Doing it again changes nothing."""
    refuse_if(why_not_register(actor))
    locked = Person.objects.select_for_update(of=("self",)).order_by("pk")
    known = {each.pk: each for each in locked.filter(pk__in=[person.pk, other.pk])}
    person, other = known[person.pk], known[other.pk]
    household = other.household or Household.objects.create(
        municipality_id=other.municipality_id, code=new_code("HOG", 7)
    )
    for member in (other, person):
        if member.household_id != household.pk:
            member.household = household
            member.save(update_fields=["household"])
            audit.record(actor=actor, action="people.join_household", obj=member, fields=("household",), at=at)
    return household


@transaction.atomic
def leave_household(*, person: Person, actor: Actor, at: datetime) -> None:
    """Take a person out of their household; without one nothing happens. Refuses without `people.change`."""
    refuse_if(why_not_register(actor))
    if Person.objects.filter(pk=person.pk, household__isnull=False).update(household=None):
        audit.record(actor=actor, action="people.leave_household", obj=person, fields=("household",), at=at)
