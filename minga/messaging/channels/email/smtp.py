"""Sending over SMTP, and telling apart what surely left, what surely did not, and what nobody can know."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as _DjangoBackend

from ..base import Channel, Letter, Outcome, Result, Send


class _Noting:
    """Notes that the text began to leave: from then on a broken connection says nothing about the outcome."""

    has_begun = False

    def data(self, msg: Any) -> Any:
        self.has_begun = True
        return super().data(msg)  # type: ignore[misc]


class _Smtp(_Noting, smtplib.SMTP):
    pass


class _SmtpOverTls(_Noting, smtplib.SMTP_SSL):
    pass


class _Backend(_DjangoBackend):
    connection: Any
    _partial_connection: Any

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpOverTls if self.use_ssl else _Smtp


class Email(Channel):
    """E-mail; offered only where a server is set."""

    @property
    def is_sent_by_machine(self) -> bool:
        return True

    @property
    def is_ready(self) -> bool:
        return bool(settings.EMAIL_HOST)

    @contextmanager
    def line(self) -> Iterator[Send]:
        """One connection for many letters, opened at the first one and again after it broke."""
        backend = _Backend()
        try:
            yield lambda letter: _send(backend, letter)
        finally:
            _drop(backend)


def _send(backend: _Backend, letter: Letter) -> Outcome:
    try:
        backend.open()
    except OSError as error:  # refused, timed out, not found, and every SMTPException while greeting
        _drop(backend)
        return Outcome(Result.NOT_SENT, f"connect: {_said(error)}")
    backend.connection.has_begun = False
    try:
        backend.send_messages([_message(letter)])
    except smtplib.SMTPRecipientsRefused as error:
        return _answer(next(iter(error.recipients.values()))[0], "RCPT")
    except smtplib.SMTPResponseException as error:
        _drop(backend)
        return _answer(error.smtp_code, "answer")
    except OSError as error:
        began = backend.connection is None or backend.connection.has_begun
        _drop(backend)
        return Outcome(Result.UNKNOWN if began else Result.NOT_SENT, _said(error))
    return Outcome(Result.ACCEPTED)


def _message(letter: Letter) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return EmailMessage(
        subject=" ".join(letter.subject.split()),
        body=letter.body,
        to=[letter.address],
        headers={"Message-ID": f"<{letter.message_id}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _answer(code: int, step: str) -> Outcome:
    """The server answered with a refusal, so nothing left: 4xx may pass later, 5xx will not. 421 closes the line."""
    return Outcome(Result.NOT_SENT if 400 <= code < 500 else Result.REFUSED, f"{step}: {code}")


def _said(error: BaseException) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _drop(backend: _Backend) -> None:
    """Close without caring whether the other side still answers."""
    for connection in (backend.connection, backend._partial_connection):
        if connection is not None:
            connection.close()
    backend.connection = backend._partial_connection = None
