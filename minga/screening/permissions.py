"""Who may see interviews and assessments, and act on them: `screening`, `instrument` and `protected` of the table."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from minga.access.permissions import may, why_not
from minga.kernel.actor import PUBLIC, Actor
from minga.kernel.refusals import FORBIDDEN, Refusal

from .models import Assessment, InstrumentVersion, Submission, TalkWish
from .states import AnswersClass, Channel


def visible_versions(actor: Actor) -> QuerySet[InstrumentVersion]:
    """Versions of the instrument of the municipality in scope, without their workbooks."""
    seen = InstrumentVersion.objects.defer("workbook")
    return seen if may(actor, "instrument", "view") else seen.none()


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """Interviews of the municipality in scope, for whoever may see screening."""
    return Submission.objects.all() if may(actor, "screening", "view") else Submission.objects.none()


def visible_assessments(actor: Actor) -> QuerySet[Assessment]:
    """Assessments of the municipality in scope, for whoever may see screening."""
    return Assessment.objects.all() if may(actor, "screening", "view") else Assessment.objects.none()


def visible_classes(actor: Actor) -> frozenset[str]:
    """Classes of answers the actor may open: protected ones only with `protected`, the rest with `screening`."""
    seen: set[str] = set()
    if may(actor, "screening", "view"):
        seen |= {AnswersClass.INTERNAL, AnswersClass.PERSONAL, AnswersClass.SENSITIVE}
    if may(actor, "protected", "view"):
        seen.add(AnswersClass.PROTECTED)
    return frozenset(seen)


def visible_wishes(actor: Actor) -> QuerySet[TalkWish]:
    """Wishes to talk in private of the municipality in scope, for the specialised person only."""
    return TalkWish.objects.all() if may(actor, "protected", "view") else TalkWish.objects.none()


def why_not_load(actor: Actor) -> Refusal | None:
    """Loading a workbook as a new version."""
    return why_not(actor, "instrument", "change")


def why_not_publish(actor: Actor) -> Refusal | None:
    """Putting a version in force."""
    return why_not(actor, "instrument", "publish")


def why_not_start(actor: Actor, channel: str) -> Refusal | None:
    """Beginning an interview: the public only its own, staff with `screening.change` any."""
    if channel == Channel.SELF and PUBLIC in actor.roles:
        return None
    return why_not(actor, "screening", "change")


def why_not_answer(actor: Actor, submission: Submission) -> Refusal | None:
    """Writing answers: nobody once it is finished; the public only where it registers itself."""
    if submission.finished_at is not None:
        return Refusal("already_finished", _("Esta entrevista ya terminó. Para cambiar una respuesta, inicie otra."))
    return why_not_start(actor, submission.channel)


def why_not_decide(actor: Actor, assessment: Assessment) -> Refusal | None:
    """Confirming or changing an advice: a named person with `screening.confirm`, on the one that counts (SCR-1)."""
    refusal = why_not(actor, "screening", "confirm")
    if refusal is not None:
        return refusal
    if actor.account_id is None:
        return Refusal(
            "needs_a_person", _("Una valoración la confirma una persona con nombre, no el sistema."), kind=FORBIDDEN
        )
    if not assessment.is_current:
        return Refusal("not_current", _("Hay una valoración más reciente de esta persona: confirme esa."))
    return None


def why_not_evaluate_all(actor: Actor) -> Refusal | None:
    """Valuing everybody again under a new version."""
    return why_not(actor, "instrument", "publish")


def why_not_attend(actor: Actor) -> Refusal | None:
    """Noting that the wish to talk in private was attended: the specialised person only."""
    return why_not(actor, "protected", "change")
