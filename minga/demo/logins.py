"""Who can sign in to the demonstration: one account for each role, with credentials that everybody may know."""

from dataclasses import dataclass
from datetime import date

from minga.access.states import Role

PASSWORD = "minga-demo-2026"  # noqa: S105 - meant to be known: these accounts exist in demo mode only
HOME_CANTON = "1308"  # Manta
SINCE = date(2026, 1, 5)


@dataclass(frozen=True)
class DemoAccount:
    """Who signs in as what. `everywhere`: the role holds in all municipalities, else in Manta."""

    role: Role
    email: str
    name: str
    everywhere: bool = False


ACCOUNTS = (
    DemoAccount(Role.TECHNICIAN, "tecnica@demo.example.org", "Mariela Anchundia"),
    DemoAccount(Role.COORDINATOR, "coordinacion@demo.example.org", "Fausto Cevallos"),
    DemoAccount(Role.FACILITATOR, "facilitadora@demo.example.org", "Kerly Intriago"),
    DemoAccount(Role.CASE_WORKER, "casos@demo.example.org", "Lourdes Pincay"),
    DemoAccount(Role.AUTHORITY, "autoridad@demo.example.org", "Byron Moreira"),
    DemoAccount(Role.ADVISER, "asesoria@demo.example.org", "Sofía Andrade", everywhere=True),
    DemoAccount(Role.DONOR_VIEWER, "donante@demo.example.org", "Elena Ruiz", everywhere=True),
    DemoAccount(Role.COMMUNICATION, "comunicacion@demo.example.org", "Gina Loor"),
    DemoAccount(Role.PROGRAMME_ADMIN, "programa@demo.example.org", "Diego Maldonado", everywhere=True),
)
