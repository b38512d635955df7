"""The texts a city starts with, in Spanish and English; a city changes them through MessageTemplate (CON-3)."""

from __future__ import annotations

from typing import NamedTuple

PLACES = ("nombre", "curso", "contenido", "inicio", "lugar", "plazo", "municipio", "telefono", "oficina")


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
