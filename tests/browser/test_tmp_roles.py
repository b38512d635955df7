import pytest
from datetime import date, datetime, UTC
from minga.kernel.tenancy import scope
from minga.access.models import Account
from minga.programmes.models import ElectoralPeriod, Programme
from minga.outreach.models import MassRequest
from minga.people.operations.contacts import write_document
from minga.people.rules.entry import DocumentEntry
from minga.people import operations as people
from minga.portal import operations as portal
from minga.kernel.actor import Actor
from tests.factories import make_account
from tests.factories.people import make_person, make_participation
from tests.factories.access import sign_undertaking
from minga.kernel import clock


@pytest.mark.django_db
def test_shots(window, sign_in, manta, quito):
    site = Programme.objects.get(slug="site"); site.municipalities.add(manta, quito)
    a = make_account(["technician"], manta, name="Mariela Anchundia")
    b = make_account(["coordinator"], manta, name="Fausto Cevallos"); b.assignments.update(duties=["unit_lead"])
    c = make_account(["case_worker"], manta, name="Lourdes Pincay")
    d = make_account(["technician"], manta, name="Kerly Intriago", is_signed=False); d.assignments.update(ends_on=date(2026, 12, 10))
    ElectoralPeriod.objects.create(programme=site, municipality=manta, starts_on=date(2026, 11, 1), ends_on=date(2027, 2, 14), source="Resolución PLE-CNE-1-2026")
    at = clock.now()
    with scope(manta.pk):
        p = make_person(manta, given_names="Rosa", surnames="Delgado"); make_participation(p)
        write_document(p, DocumentEntry("cedula_ec", "1712345675", "EC"))
        MassRequest.objects.create(municipality=manta, people=120, reason="A las primeras 120 del orden de llamada, para seis aulas", asked_at=at, asked_by=a)
        who = Actor(account_id=a.pk, roles=frozenset({"technician"}), municipality_id=manta.pk, label=a.name)
        t = people.offer_transfer(person=p, destination=quito, consent_how="spoken", has_consented=True, actor=who, at=at)
        who = Actor(account_id=b.pk, roles=frozenset({"programme_admin"}), municipality_id=manta.pk, label=b.name)
        e = make_account(["technician"], manta, name="Sale Pronto")
        h = portal.hand_over(municipality=manta, giver=e, receiver=a, reason="Cambio de autoridades", ends_on=date(2027, 5, 14), actor=who, at=at)
    pages = {
        "programme_admin": {
            "team": "/manta/cuentas/equipo/", "account": f"/manta/cuentas/{d.public_id}/", "paper": f"/manta/cuentas/{d.public_id}/compromiso/",
            "sign": f"/manta/cuentas/{d.public_id}/compromiso/anotar/", "role": f"/manta/cuentas/{d.public_id}/roles/nuevo/",
            "handover": f"/manta/entregas/nueva/?giver={a.public_id}&receiver={b.public_id}&reason=Licencia", "acts": "/manta/entregas/",
            "act": f"/manta/entregas/{h.public_id}/acta/", "mass": "/manta/convocatorias/grandes/", "review": "/manta/personas/otro-lugar/",
            "period": "/manta/programa/periodo-electoral/", "day": "/manta/mi-dia/",
        },
        "technician": {"ask": f"/manta/personas/{p.public_id}/otro-lugar/", "move": f"/manta/personas/{p.public_id}/mudanza/",
            "moves": "/manta/personas/mudanzas/", "detail": f"/manta/personas/mudanzas/{t.public_id}/", "person": f"/manta/personas/{p.public_id}/"},
    }
    out = []
    for role, found in pages.items():
        sign_in(role)
        for width in (360, 1280):
            w = window(width=width)
            for name, path in found.items():
                status = w.open(path)
                bad = w.axe()
                out.append((name, width, status, w.has_sideways_scroll(), bad))
                w.do(lambda page: page.screenshot(path=f"/tmp/minga/shots-roles/{name}-{width}.png", full_page=True))
    print("\n".join(map(str, out)))
