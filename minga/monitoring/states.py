"""Codes of indicators and of the groups they are broken down by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Indicator(TextChoices):
    """The indicators of MON-2 that this version computes; each is a numerator over a denominator, or a count."""

    REGISTERED = "registered", _("Personas registradas")
    STARTED = "started", _("Personas que empezaron un ciclo")
    ATTENDANCE = "attendance", _("Asistencia")
    DESERTION = "desertion", _("Deserción")
    NO_SHOW = "no_show", _("No se presentaron")
    CERTIFIED = "certified", _("Personas certificadas")


class Dimension(TextChoices):
    """What a figure can be broken down by (MON-3)."""

    SEX = "sex", _("Sexo")
    POPULATION = "population", _("Población")
    AGE = "age", _("Edad")
    CITY = "city", _("Ciudad")


class Population(TextChoices):
    """The two populations of every report (PRG-8)."""

    MOBILITY = "mobility", _("Personas en situación de movilidad humana")
    HOST = "host", _("Comunidad de acogida y personas retornadas")


class AgeBand(TextChoices):
    """Age on the day of registration."""

    UNDER_18 = "0-17", _("Menos de 18")
    YOUNG = "18-29", _("18 a 29")
    ADULT = "30-44", _("30 a 44")
    MATURE = "45-59", _("45 a 59")
    OLDER = "60+", _("60 o más")
    UNKNOWN = "", _("Edad no dicha")
