"""A text to a person is in the language of the text, also when whoever is at the screen reads another one."""

from __future__ import annotations

from django.utils import translation

from minga.outreach import queries
from minga.outreach.models import Invitation
from tests.factories.training import make_class, make_session


def test_dates_of_a_text_are_in_its_language(open_round, in_manta):
    class_group = make_class(in_manta, cupo=1)
    make_session(class_group)
    made = open_round(class_groups=[class_group])
    facts = {}
    for screen in ("es", "en"):
        with translation.override(screen):
            for_class = queries.facts_of(class_group, in_manta)
            facts[screen] = queries.facts_for(Invitation.objects.get(round=made.round), for_class, in_manta)
    assert facts["en"] == facts["es"]
    assert " de " in facts["en"]["inicio"] and " de " in facts["en"]["plazo"]


def test_paper_script_is_in_one_language(open_round, in_manta):
    made = open_round(1)
    with translation.override("en"):
        ((_class_group, script),) = queries.scripts_of(made.round, in_manta)
    assert "día anotado en cada fila" in script
