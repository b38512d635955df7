"""A service directory of fictitious organisations in each demo city, an agreement, and some ordinary referrals.

Nothing on violence, health or protection is planted; the specialised entity stands in the directory alone.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from minga.kernel.actor import Actor
from minga.organisations.models import Organisation
from minga.organisations.operations import create_organisation
from minga.organisations.states import OrganisationKind
from minga.people.consent_texts import VERSIONS
from minga.people.operations import record_consent
from minga.people.states import ConsentHow, ConsentPurpose
from minga.referrals import operations, queries
from minga.referrals.models import Service
from minga.referrals.operations.sending import Request
from minga.referrals.states import Need, ProtectionCategory, ReferralState, ReturnReason, SharedField, Urgency, Way
from minga.territory.models import Municipality

PHONE = "1800 000 000"  # never issued
WEEK = ["MO", "TU", "WE", "TH", "FR"]


@dataclass(frozen=True)
class ServicePlan:
    """A service of the demonstration: whose, what for, whom it takes, how many a month."""

    organisation: str
    kind: OrganisationKind
    name: str
    needs: tuple[Need, ...]
    description: str
    eligibility: str
    capacity: int | None = None
    protection: tuple[ProtectionCategory, ...] = ()


SERVICES = (
    ServicePlan(
        "Fundación Mesa Abierta", OrganisationKind.NGO, "Comedor y víveres", (Need.FOOD, Need.HYGIENE),
        "Almuerzo de lunes a viernes y una canasta al mes.", "Familias con niñas y niños, primero.", 120,
    ),
    ServicePlan(
        "Asociación Techo Vecino", OrganisationKind.COMMUNITY, "Alojamiento de paso", (Need.SHELTER,),
        "Hasta diez noches.", "Personas y familias sin lugar donde dormir.", 30,
    ),
    ServicePlan(
        "Consultorio Jurídico del Parque", OrganisationKind.UNIVERSITY, "Asesoría de trámites",
        (Need.PAPERS, Need.LEGAL), "Ayuda con documentos, contratos y reclamos.", "Todas las personas.", 60,
    ),
    ServicePlan(
        "Cooperativa La Semilla", OrganisationKind.FINANCIAL, "Acompañamiento al negocio",
        (Need.LIVELIHOOD, Need.FINANCE), "Visitas al negocio y educación financiera por seis meses.",
        "Personas con un negocio en marcha.", 40,
    ),
    ServicePlan(
        "Unidad Especializada", OrganisationKind.CENTRAL_GOVERNMENT, "Atención inmediata", (),
        "Escucha y protege. Solo por teléfono o en persona.", "Cualquier persona en peligro.",
        protection=(ProtectionCategory.VIOLENCE, ProtectionCategory.TRAFFICKING, ProtectionCategory.CHILD),
    ),
)  # fmt: skip


def seed_referrals(*, municipality: Municipality, technician: Actor, coordinator: Actor, at: datetime) -> int:
    """Directory, agreement and up to four referrals at different steps; how many. Must run in the scope."""
    services = [_service(municipality, plan, technician, coordinator, at) for plan in SERVICES]
    food, _shelter, papers, business, _entity = services
    for service in (food, papers):
        operations.record_agreement(
            municipality=municipality,
            organisation=service.organisation,
            document=f"CONV-{municipality.code}-{service.pk:03d}",
            purpose="Atender la necesidad por la que se remite, y nada más.",
            fields=[SharedField.NAME, SharedField.PHONE, SharedField.AGE, SharedField.NOTE],
            starts_on=(at - timedelta(days=120)).date(),
            ends_on=(at + timedelta(days=245)).date(),
            actor=coordinator,
            at=at - timedelta(days=120),
        )
    people = [row.person for row in queries.needs_referral(technician)[:4]]
    steps = (
        (food, Need.FOOD, Urgency.SOON, 9, ReferralState.SENT),
        (papers, Need.PAPERS, Urgency.NORMAL, 6, ReferralState.ACCEPTED),
        (food, Need.FOOD, Urgency.NOW, 8, ReferralState.ATTENDED),
        (business, Need.LIVELIHOOD, Urgency.NORMAL, 5, ReferralState.RETURNED),
    )
    for person, step in zip(people, steps, strict=False):
        _refer(person, *step, technician, at)
    return len(people)


def _service(
    municipality: Municipality, plan: ServicePlan, technician: Actor, coordinator: Actor, at: datetime
) -> Service:
    name = f"{plan.organisation} de {municipality.name} (ejemplo)"
    organisation = Organisation.objects.filter(name=name).first() or create_organisation(
        municipality=municipality, name=name, kind=plan.kind, actor=coordinator, at=at
    )
    service = operations.create_service(
        municipality=municipality,
        organisation=organisation,
        name=plan.name,
        description=plan.description,
        needs=list(plan.needs),
        protection=list(plan.protection),
        eligibility=plan.eligibility,
        capacity=plan.capacity,
        phone=PHONE,
        contact="Recepción",
        actor=technician,
        at=at - timedelta(days=125),
    )
    operations.add_place(
        service=service,
        address=f"Calle de ejemplo 10, {municipality.name}",
        days=WEEK,
        opens_at=time(8),
        closes_at=time(16),
        actor=technician,
        at=at - timedelta(days=125),
    )
    return service


def _refer(person, service, need, urgency, days_ago, state, technician, at):
    sent_at = at - timedelta(days=days_ago)
    record_consent(
        person=person,
        purpose=ConsentPurpose.SHARE_PARTNER,
        partner=service.organisation,
        text_version=VERSIONS[-1],
        how=ConsentHow.SPOKEN,
        actor=technician,
        at=sent_at,
    )
    agreement = queries.agreement_in_force(service.organisation, sent_at.date())
    request = Request(
        service=service,
        need=need,
        need_text="Puede acercarse por las mañanas.",
        urgency=urgency,
        way=Way.LINK,
        channel="hand",
        fields=(SharedField.NAME, SharedField.PHONE) if agreement else (),
    )
    sent = operations.send_referral(person=person, request=request, actor=technician, at=sent_at)
    if state == ReferralState.SENT:
        return
    operations.answer_referral(
        referral=sent.referrals[0],
        to=state,
        reason=ReturnReason.NO_CAPACITY if state == ReferralState.RETURNED else "",
        actor=technician,
        at=sent_at + timedelta(days=1),
    )
