"""The demonstration is made by the areas' own operations, whole, and only where nothing real is."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from minga.access.models import Account
from minga.access.states import Role
from minga.attendance.models import Mark
from minga.audit.models import Record
from minga.certification.models import Certificate
from minga.demo.logins import ACCOUNTS, PASSWORD
from minga.demo.seeding.demonstration import seed_demonstration
from minga.kernel.tenancy import scope
from minga.outreach.models import Invitation
from minga.people.models import Person
from minga.screening.models import Assessment
from minga.territory.models import Municipality
from minga.training.models import Cycle, Session

pytestmark = pytest.mark.django_db
STEPS = (
    "people.apply_import",
    "screening.confirm_assessment",
    "screening.override_assessment",
    "prioritisation.freeze_list",
    "outreach.open_round",
    "outreach.decline_invitation",
    "attendance.save_list",
    "certification.issue_certificate",
)


@pytest.fixture
def demo_mode(settings):
    settings.DEMO_MODE = True


@pytest.mark.slow
def test_every_step_of_the_path_has_life_in_manta(demo_mode, at):
    lines = []
    seed_demonstration(people=400, seed=5, at=at, say=lines.append)
    assert Municipality.objects.filter(is_demo=True).count() == 9
    manta = Municipality.objects.get(slug="manta")
    with scope(manta.pk):
        assert Person.objects.count() >= 42
        assert 0 < Assessment.objects.filter(is_current=True, state="advised").count() <= 8
        states = set(Invitation.objects.values_list("state", flat=True))
        assert {"accepted", "declined", "pending"} <= states
        assert set(Cycle.objects.values_list("state", flat=True)) == {"closed", "open", "planned"}
        assert Certificate.objects.count() >= 4
        assert {"attended", "absent"} <= set(Mark.objects.values_list("state", flat=True))
        days = {session.starts_at.astimezone().date() for session in Session.objects.all()}
        assert at.date() in days, "a session is today"
        assert not Session.objects.filter(ends_at__lt=at.replace(hour=0), marks__isnull=True).exists()
        missing = set(STEPS) - set(Record.objects.values_list("action", flat=True))
        assert not missing
    shown = StringIO()
    call_command("demo_accounts", stdout=shown)
    assert all(row.email in shown.getvalue() for row in ACCOUNTS)
    assert PASSWORD in shown.getvalue()


def test_each_role_has_one_demo_account_that_can_sign_in(demo_mode, at):
    from minga.demo.seeding.accounts import seed_accounts
    from minga.demo.seeding.frame import seed_frame
    from minga.kernel.actor import system_actor
    from minga.programmes.models import Programme

    programme = Programme.objects.get(slug="site")
    municipalities = seed_frame(programme=programme, actor=system_actor(), at=at)
    made = seed_accounts(municipalities=municipalities, actor=system_actor(), at=at)
    assert set(made) == set(Role.values)
    assert all(account.check_password(PASSWORD) and account.is_demo for account in made.values())


def test_seed_demo_refuses_a_database_with_something_real(demo_mode, manta):
    with pytest.raises(CommandError, match="not the demonstration"):
        call_command("seed_demo")


def test_seed_demo_refuses_an_account_that_is_not_the_demonstrations(demo_mode):
    Account.objects.create_user(email="real@example.org", name="Real")
    with pytest.raises(CommandError, match="not the demonstration"):
        call_command("seed_demo", "--if-empty")


def test_seed_demo_and_demo_accounts_exist_in_demo_mode_only(settings):
    settings.DEMO_MODE = False
    for command in ("seed_demo", "demo_accounts"):
        with pytest.raises(CommandError, match="MINGA_MODE=demo"):
            call_command(command)


def test_seed_demo_if_empty_leaves_a_demonstration_alone(demo_mode, manta):
    Municipality.objects.filter(pk=manta.pk).update(is_demo=True)
    said = StringIO()
    call_command("seed_demo", "--if-empty", stdout=said)
    assert "already" in said.getvalue()
    assert Municipality.objects.count() == 1
    with pytest.raises(CommandError, match="already"):
        call_command("seed_demo")
