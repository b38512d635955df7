"""The texts a city starts with, in Spanish and English; a city changes them through MessageTemplate (CON-3)."""

from __future__ import annotations

from typing import NamedTuple

PLACES = ("nombre", "curso", "contenido", "inicio", "lugar", "plazo", "municipio", "telefono", "oficina",
          "enlace", "codigo", "servicio")  # fmt: skip


class Text(NamedTuple):
    """Subject (e-mail only) and body, with places to fill in braces."""

    subject: str
    body: str


DEFAULT_TEXTS: dict[tuple[str, str, str], Text] = {
    ("invitation", "email", "es"): Text(
        "Su cupo en {curso}",
        "Buenos días, {nombre}:\n\n"
        "Le guardamos un cupo en {curso}. Es gratuito.\n\n"
        "Qué aprenderá: {contenido}\n"
        "Empieza: {inicio}\n"
        "Lugar: {lugar}\n\n"
        "Díganos si puede asistir hasta el {plazo}. Llame al {telefono} o acérquese a {oficina}. "
        "Si no puede esta vez, díganos también: no pierde su turno para la próxima.\n\n"
        "{municipio}",
    ),
    ("invitation", "email", "en"): Text(
        "Your place in {curso}",
        "Good morning, {nombre},\n\n"
        "We are keeping a place for you in {curso}. It is free of charge.\n\n"
        "What you will learn: {contenido}\n"
        "Starts: {inicio}\n"
        "Where: {lugar}\n\n"
        "Please tell us whether you can come by {plazo}. Call {telefono} or come to {oficina}. "
        "If you cannot come this time, tell us too: you keep your turn for the next one.\n\n"
        "{municipio}",
    ),
    ("invitation", "short", "es"): Text(
        "",
        "Hola, {nombre}. Le escribe el municipio ({municipio}). Le guardamos un cupo gratuito en {curso}. "
        "Empieza: {inicio}. Lugar: {lugar}. ¿Puede asistir? Responda hasta el {plazo} o llame al {telefono}.",
    ),
    ("invitation", "short", "en"): Text(
        "",
        "Hello, {nombre}. This is your city ({municipio}). We are keeping a free place for you in {curso}. "
        "Starts: {inicio}. Where: {lugar}. Can you come? Please answer by {plazo} or call {telefono}.",
    ),
    ("invitation", "spoken", "es"): Text(
        "",
        "Buenos días, ¿hablo con {nombre}? Le llamamos desde el municipio ({municipio}). (Si no es la persona: "
        "«¿A qué hora puedo volver a llamar?» y nada más.) Le guardamos un cupo en {curso}, que es gratuito. Empieza "
        "{inicio}, en {lugar}. Aprenderá: {contenido}. ¿Puede asistir? Le guardamos el cupo hasta el {plazo}. Si no "
        "puede, no pierde su turno para la próxima. ¿Qué necesitaría para poder venir?",
    ),
    ("invitation", "spoken", "en"): Text(
        "",
        "Good morning, am I speaking with {nombre}? We are calling from the city ({municipio}). (If it is somebody "
        "else: “When may I call again?” and nothing more.) We are keeping a place for you in {curso}, free of charge. "
        "It starts {inicio}, at {lugar}. You will learn: {contenido}. Can you come? We keep the place until {plazo}. "
        "If you cannot, you keep your turn for the next one. What would you need to be able to come?",
    ),
    ("partner_link", "email", "es"): Text(
        "Solicitud de atención {codigo}",
        "Buenos días:\n\n"
        "{municipio} envía a {servicio} la solicitud {codigo}. Ábrala desde el teléfono o la computadora con que la va "
        "a responder, porque sirve en un solo equipo y durante 72 horas:\n\n{enlace}\n\n"
        "El segundo código se lo damos por teléfono. ¿Dudas? {telefono}\n\n{municipio}",
    ),
    ("partner_link", "email", "en"): Text(
        "Request {codigo}",
        "Good morning,\n\n"
        "{municipio} sends {servicio} the request {codigo}. Open it on the phone or computer you will answer from, "
        "because it works on one device only and for 72 hours:\n\n{enlace}\n\n"
        "We give you the second code by telephone. Questions? {telefono}\n\n{municipio}",
    ),
    ("partner_link", "short", "es"): Text(
        "",
        "Buenos días. {municipio} envía a {servicio} la solicitud {codigo}. Ábrala en el equipo con que la va a "
        "responder (sirve en uno solo, 72 horas): {enlace} El segundo código se lo damos por teléfono.",
    ),
    ("partner_link", "short", "en"): Text(
        "",
        "Good morning. {municipio} sends {servicio} the request {codigo}. Open it on the device you will answer from "
        "(it works on one only, for 72 hours): {enlace} We give you the second code by telephone.",
    ),
    ("partner_link", "spoken", "es"): Text(
        "",
        "Buenos días, ¿hablo con {servicio}? Le llamamos desde {municipio} por la solicitud {codigo}. ¿Ya abrió el "
        "enlace? Le dicto el segundo código; escríbalo usted en la página y no lo reenvíe.",
    ),
    ("partner_link", "spoken", "en"): Text(
        "",
        "Good morning, am I speaking with {servicio}? We are calling from {municipio} about the request {codigo}. Have "
        "you opened the link? I will dictate the second code; please type it yourself and do not forward it.",
    ),
    ("reminder", "email", "es"): Text(
        "Esperamos su respuesta sobre {curso}",
        "Buenos días, {nombre}:\n\nSu cupo en {curso} sigue guardado hasta el {plazo}. Empieza: {inicio}. "
        "Lugar: {lugar}. Llame al {telefono} o acérquese a {oficina} para decirnos si puede asistir.\n\n{municipio}",
    ),
    ("reminder", "email", "en"): Text(
        "We await your answer about {curso}",
        "Good morning, {nombre},\n\nYour place in {curso} is kept until {plazo}. Starts: {inicio}. Where: {lugar}. "
        "Call {telefono} or come to {oficina} to tell us whether you can come.\n\n{municipio}",
    ),
    ("reminder", "short", "es"): Text(
        "",
        "Hola, {nombre}. Su cupo en {curso} sigue guardado hasta el {plazo}. ¿Puede asistir? "
        "Responda o llame al {telefono}. {municipio}",
    ),
    ("reminder", "short", "en"): Text(
        "",
        "Hello, {nombre}. Your place in {curso} is kept until {plazo}. Can you come? "
        "Please answer or call {telefono}. {municipio}",
    ),
    ("reminder", "spoken", "es"): Text(
        "",
        "Buenos días, ¿hablo con {nombre}? Le llamamos desde el municipio ({municipio}). Su cupo en {curso} sigue "
        "guardado hasta el {plazo}. ¿Puede asistir?",
    ),
    ("reminder", "spoken", "en"): Text(
        "",
        "Good morning, am I speaking with {nombre}? We are calling from the city ({municipio}). Your place in {curso} "
        "is kept until {plazo}. Can you come?",
    ),
}
