"""E-mail over a real SMTP connection: what surely left, what surely did not, what nobody can know."""

import pytest

from minga.messaging.channels import Letter, Result, channel

from .smtp_server import free_port, mute_server, smtp_server

LETTER = Letter("rosa@example.org", "Su cupo en Panadería", "Buenos días, Rosa:\n\nLe guardamos un cupo.", "0190-a")


@pytest.fixture
def inbox(settings):
    with smtp_server(settings) as inbox:
        yield inbox


def send(*letters):
    with channel("email").line() as line:
        return [line(letter) for letter in letters]


def test_letters_arrive_over_one_connection(inbox):
    assert [o.result for o in send(LETTER, LETTER._replace(address="luis@example.org"))] == [Result.ACCEPTED] * 2
    first, second = inbox.letters
    assert first.rcpt_tos == ["rosa@example.org"]
    assert second.rcpt_tos == ["luis@example.org"]
    text = first.content.decode()
    assert "Message-ID: <0190-a@manta.example.org>" in text
    assert "Auto-Submitted: auto-generated" in text


def test_line_break_in_a_subject_cannot_add_a_header(inbox):
    assert send(LETTER._replace(subject="Hola\nBcc: otra@example.org"))[0].result == Result.ACCEPTED
    assert inbox.letters[0].rcpt_tos == ["rosa@example.org"]
    assert b"\nBcc:" not in inbox.letters[0].content


def test_recipient_that_does_not_exist_is_refused_and_the_next_letter_leaves(inbox):
    inbox.refuse["rosa@example.org"] = "550 no such user"
    outcomes = send(LETTER, LETTER._replace(address="luis@example.org"))
    assert [o.result for o in outcomes] == [Result.REFUSED, Result.ACCEPTED]
    assert outcomes[0].detail == "RCPT: 550"


def test_full_mailbox_may_be_tried_again(inbox):
    inbox.refuse["rosa@example.org"] = "452 mailbox full"
    assert send(LETTER)[0].result == Result.NOT_SENT


@pytest.mark.parametrize(("reply", "result"), [("554 spam", Result.REFUSED), ("451 later", Result.NOT_SENT)])
def test_answer_to_the_text_is_known(inbox, reply, result):
    inbox.at_data = reply
    assert send(LETTER)[0].result == result


def test_connection_lost_after_the_text_is_unknown_and_the_next_letter_leaves(inbox):
    inbox.at_data = "drop"
    with channel("email").line() as line:
        assert line(LETTER).result == Result.UNKNOWN
        inbox.at_data = ""
        assert line(LETTER._replace(address="luis@example.org")).result == Result.ACCEPTED
    assert len(inbox.letters) == 2  # the first had arrived all the same: sending it again would have doubled it


def test_server_that_does_not_answer_sent_nothing(settings):
    with mute_server(settings):
        outcome = send(LETTER)[0]
    assert outcome.result == Result.NOT_SENT
    assert "connect" in outcome.detail


def test_server_that_is_not_there_sent_nothing(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert send(LETTER)[0].result == Result.NOT_SENT


def test_channel_is_offered_only_with_a_server(settings):
    settings.EMAIL_HOST = ""
    assert not channel("email").is_ready
    settings.EMAIL_HOST = "mail.example.org"
    assert channel("email").is_ready
