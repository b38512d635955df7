"""Donors' rules of a fund."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from minga.audit import operations as audit
from minga.kernel.actor import Actor
from minga.kernel.refusals import Refusal, Refused, refuse_if
from minga.programmes.models import Fund, FundRule
from minga.programmes.permissions import why_not_change_funds
from minga.programmes.queries import values_of_fund_rule
from minga.programmes.rules import what_is_wrong_with_fund_rule

_WORDS = {
    "share_needed": _("Escriba la proporción, de 1 a 100 por ciento."),
    "value_needed": _("Elija a qué se refiere la condición."),
    "value_unknown": _("Ese valor no existe en este programa: elija uno de la lista."),
    "text_needed": _("Escriba la condición con las palabras del convenio."),
}


@transaction.atomic
def add_fund_rule(
    *, fund: Fund, kind: str, value: str, share: Decimal | None, text: str, actor: Actor, at: datetime
) -> FundRule:
    """Keep a donor's rule (PRG-18); `share` is a fraction 0–1. The same rule again returns the one there is.

    Refuses without `programme.change` and what `rules.what_is_wrong_with_fund_rule` names.
    """
    refuse_if(why_not_change_funds(actor))
    allowed = values_of_fund_rule(fund, kind)
    keys = None if allowed is None else {key for key, _words in allowed}
    if wrong := what_is_wrong_with_fund_rule(kind, value, share, text, allowed=keys):
        raise Refused(Refusal(code=wrong, message=_WORDS[wrong]))
    rule, is_new = FundRule.objects.get_or_create(
        fund=fund, kind=kind, value=value if keys else "", share=share, defaults={"text": text.strip()}
    )
    if is_new:
        audit.record(actor=actor, action="programmes.add_fund_rule", obj=fund, fields=(kind,), at=at)
    return rule


@transaction.atomic
def remove_fund_rule(*, fund: Fund, rule_id: int, actor: Actor, at: datetime) -> int:
    """Take a rule away; returns 1, or 0 when it was gone already. Refuses without `programme.change`."""
    refuse_if(why_not_change_funds(actor))
    rule = FundRule.objects.filter(fund=fund, pk=rule_id).first()
    if rule is None:
        return 0
    rule.delete()
    audit.record(actor=actor, action="programmes.remove_fund_rule", obj=fund, fields=(rule.kind,), at=at)
    return 1
