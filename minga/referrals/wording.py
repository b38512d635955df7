"""Sentences of refusals and scripts, said once."""

from django.utils.translation import gettext_lazy as _

SEND_WORDS = {
    "protected_by_phone": _(
        "Esta entidad atiende situaciones protegidas: no recibe enlaces ni mensajes, solo llamadas."
    ),
    "service_closed": _("Este servicio no atiende ahora: elija otro."),
    "no_agreement": _(
        "No hay un convenio vigente con esta organización: envíe la remisión sin datos, o dé la hoja a la persona."
    ),
    "field_not_agreed": _("El convenio con esta organización no permite compartir «%(field)s»: quite ese dato."),
    "slip_shares_nothing": _("La hoja que lleva la persona no comparte datos: quítelos o elija el enlace."),
    "no_email": _("Este servicio no tiene un correo registrado, o el municipio no tiene correo saliente."),
    "no_channel": _("Elija cómo llega el enlace a la organización."),
    "already_moved": _("La remisión ya está en «%(state)s»: vuelva a abrir la página."),
    "reason_needed": _("Elija el motivo."),
    "no_consent": _("Sin la autorización de la persona para esta organización no se envía nada."),
    "not_a_link": _("Esta remisión no se envió por enlace."),
    "nobody": _("Elija al menos una persona que haya autorizado."),
    "wrong_code": _("El código no es correcto. Le quedan %(left)s intentos."),
    "locked": _("Se escribieron demasiados códigos equivocados. Pida un enlace nuevo al municipio."),
    "dead_link": _("Este enlace ya no sirve."),
}
CASE_WORDS = {
    "adult_decides": _(
        "Es una persona adulta: nada se comunica a otra entidad sin su decisión. Si hay peligro inmediato, llame al "
        "911 y anótelo."
    ),
    "not_reported": _("Todavía no consta el aviso a la entidad especializada: regístrelo antes de cerrar."),
    "open_tasks": _("Quedan %(n)s tareas abiertas: termínelas o anote por qué no se harán."),
    "case_closed": _("Este caso está cerrado."),
    "already_done": _("Esta tarea ya está terminada."),
    "not_specialised": _("Elija una entidad especializada del directorio."),
    "not_trained": _(
        "Los primeros auxilios psicológicos los registra quien tiene formación vigente. Pida que la anoten."
    ),
}
DIRECTORY_WORDS = {
    "name_taken": _("Esta organización ya tiene un servicio con ese nombre en la ciudad."),
    "agreement_there": _("Ese documento ya está registrado para esta organización."),
    "already_ended": _("Este convenio ya terminó."),
    "nothing_to_import": _("El archivo no trae ningún servicio."),
}
