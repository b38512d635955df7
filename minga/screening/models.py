"""Versions of the instrument, interviews with sealed answers, and the assessments that came of them."""

import uuid

from django.db import models
from django.db.models import Q

from minga.access.models import Account
from minga.kernel.sealing import BlindIndexField, SealedTextField
from minga.kernel.sensitivity import classify
from minga.kernel.tenancy import TenantForeignKey
from minga.people.models import Person
from minga.territory.models import Municipality, TenantModel

from .states import AnswersClass, AssessmentState, Channel, MainComponent


class InstrumentVersion(TenantModel):
    """One workbook of a municipality. The workbook never changes: the database refuses it (SCR-5).

    The version in force is the published one with the latest `published_at`.
    """

    number = models.PositiveIntegerField()
    title = models.TextField()
    workbook = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    problems = models.JSONField(default=list, blank=True)
    has_rules = models.BooleanField(default=True, help_text="Without routes it asks, and values nobody")
    note = models.TextField(blank=True, help_text="What is different, and who agreed")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(
        internal="number title workbook sha256 problems has_rules note loaded_at loaded_by published_at published_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="instrument_version_number_once"),
            models.UniqueConstraint(fields=["municipality", "sha256"], name="instrument_workbook_once"),
        ]
        indexes = [models.Index(fields=["municipality", "-published_at"], name="instrument_in_force")]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Submission(TenantModel):
    """One interview: begun, saved page by page, finished. `code` finds it again, on paper and on line."""

    code = models.TextField()
    version = TenantForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="submissions")
    person = TenantForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="submissions")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, help_text="Who goes on with it"
    )
    saved_at = models.DateTimeField()
    page = models.CharField(max_length=100, blank=True, help_text="Where to go on")
    finished_at = models.DateTimeField(null=True, blank=True)

    sensitivity = classify(
        internal="code version channel started_at started_by owner saved_at page finished_at", personal="person"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="submission_code_once"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(person__isnull=False),
                name="submission_finished_has_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "person", "-started_at"], name="submission_by_person"),
            models.Index(fields=["municipality", "version", "id"], name="submission_by_version"),
            models.Index(
                fields=["municipality", "-saved_at"], name="submission_drafts", condition=Q(finished_at__isnull=True)
            ),
            models.Index(
                fields=["municipality", "owner"],
                name="submission_drafts_by_owner",
                condition=Q(finished_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AnswerEnvelope(TenantModel):
    """The answers of one sensitivity class of one interview, sealed together as JSON."""

    submission = TenantForeignKey(Submission, on_delete=models.CASCADE, related_name="envelopes")
    answers_class = models.CharField(max_length=10, choices=AnswersClass.choices)
    answers = SealedTextField()

    sensitivity = classify(internal="submission answers_class", protected="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "submission", "answers_class"], name="answer_envelope_class_once"
            )
        ]

    def __str__(self) -> str:
        return self.answers_class


class TalkWish(TenantModel):
    """Somebody's wish to talk in private: a row exists only where there is a wish (SCR-10).

    Without the keys the table tells how many there are and when they were attended, never whose they are: `said` (the
    interview and the answer, as JSON) is sealed to this row, `submission_index` is keyed, and neither the public id nor
    an instant of writing leads to the interview that was finished in the same second.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = None
    said = SealedTextField()
    submission_index = BlindIndexField()
    attended_at = models.DateTimeField(null=True, blank=True)
    attended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    sensitivity = classify(protected="said submission_index attended_at attended_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "submission_index"], name="talk_wish_once_a_submission"),
            models.CheckConstraint(
                condition=Q(attended_by__isnull=True) | Q(attended_at__isnull=False),
                name="talk_wish_attended_by_has_an_hour",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "id"], name="talk_wish_open", condition=Q(attended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Assessment(TenantModel):
    """What the rules of a version advise on an interview as of a day, and what a named person decided (valoración).

    `gates`: service to `{"outcome": met|not_yet|not_met|unknown, "opens_on": ISO date or null}`. `detail`: outcomes of
    every condition, referrals, scores of the dimensions and the reasons, as JSON. `inputs_sha256`: of the answers used.
    `is_settled`: no missing answer could change the component. `is_current`: the one that counts for the person.
    Written for everybody again under a new version, so that each index has to pay for itself.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    submission = TenantForeignKey(Submission, on_delete=models.CASCADE, related_name="assessments")
    person = TenantForeignKey(Person, on_delete=models.CASCADE, related_name="assessments")
    version = TenantForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="assessments", db_index=False)
    as_of = models.DateField()
    computed_at = models.DateTimeField()
    inputs_sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True)
    advised_component = models.CharField(max_length=12, choices=MainComponent.choices, blank=True)
    is_settled = models.BooleanField()
    is_urgent = models.BooleanField()
    component = models.CharField(max_length=12, choices=MainComponent.choices, blank=True)
    gates = models.JSONField(default=dict, blank=True)
    priority = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    detail = SealedTextField()
    state = models.CharField(max_length=10, choices=AssessmentState.choices, default=AssessmentState.ADVISED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    reason = SealedTextField()

    badge_tones = {"advised": "yellow", "confirmed": "green", "overridden": "violet"}

    sensitivity = classify(
        internal="submission version as_of computed_at inputs_sha256 is_current state decided_at decided_by",
        personal="person advised_component component is_settled gates",
        sensitive="is_urgent priority detail reason",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "person"], condition=Q(is_current=True), name="assessment_current_once"
            ),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.ADVISED, decided_at__isnull=True, component="")
                | ~Q(state=AssessmentState.ADVISED) & Q(decided_at__isnull=False) & ~Q(component=""),
                name="assessment_decided_has_date_and_component",
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__gte=0, priority__lte=1),
                name="assessment_priority_0_to_1",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "computed_at", "id"],
                name="assessment_pending",
                condition=Q(is_current=True, state="advised"),
            ),
            models.Index(fields=["municipality", "version", "is_current"], name="assessment_by_version"),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def decision_mark(self) -> str:
        """Tells one decision from the next, for a form that must say which one its reader saw; empty before any."""
        return self.decided_at.isoformat() if self.decided_at else ""
