"""Rows of a package judged and made into drafts of services; every problem with its row and column."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, time

from ..states import Need, ProtectionCategory, ServiceStatus
from .tables import DAYS, NEED, PROTECTION, HsdsProblem, PlaceDraft, Rows, ServiceDraft

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = 2000
FIRST_ROW = 2  # the first row of data in a spreadsheet


class Judge:
    """Reads the rows once; `drafts()` gives the services, `problems` what is wrong."""

    def __init__(self, rows: Rows, problems: list[HsdsProblem]):
        self.rows, self.problems = rows, list(problems)
        self.organisations = {row.get("id", ""): row for row in rows.get("organization", [])}
        self.terms = {row.get("id", ""): row.get("code", "") for row in rows.get("taxonomy_term", [])}
        self.locations = {row.get("id", ""): row for row in rows.get("location", [])}
        self.by_service = {name: self._grouped(name, "service_id") for name in _OF_SERVICE}
        self.attributes = self._grouped("attribute", "link_id")
        self.addresses = self._grouped("address", "location_id")
        self.location_phones = self._grouped("phone", "location_id")
        self.schedules = self._grouped("schedule", "service_at_location_id")

    def drafts(self) -> list[ServiceDraft]:
        """The services of the package, in its order; those with a problem are left out."""
        drafts, seen = [], set()
        for number, row in enumerate(self.rows.get("service", []), FIRST_ROW):
            before = len(self.problems)
            own = row.get("id", "")
            if own and own in seen:
                self._wrong(number, "id", "repeated", own)
            seen.add(own)
            draft = self._draft(number, row)
            if len(self.problems) == before:
                drafts.append(draft)
        return drafts

    def _grouped(self, table: str, key: str) -> dict[str, list[tuple[int, dict[str, str]]]]:
        found: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
        for number, row in enumerate(self.rows.get(table, []), FIRST_ROW):
            if row.get(key):
                found[row[key]].append((number, row))
        return found

    def _wrong(self, row: int, column: str, code: str, given: str = "", table: str = "service") -> None:
        self.problems.append(HsdsProblem(table, row, column, code, given[:80]))

    def _draft(self, number: int, row: dict[str, str]) -> ServiceDraft:
        own = row.get("id", "")
        for column in ("id", "name", "organization_id"):
            if not row.get(column):
                self._wrong(number, column, "empty")
        organisation = self.organisations.get(row.get("organization_id", ""), {})
        if row.get("organization_id") and not organisation.get("name"):
            self._wrong(number, "organization_id", "no_organization", row["organization_id"])
        return ServiceDraft(
            hsds_id=own,
            organisation=organisation.get("name", ""),
            organisation_fields={
                "short_name": organisation.get("alternate_name", "")[:60],
                "email": organisation.get("email", "") if _EMAIL.fullmatch(organisation.get("email", "")) else "",
            },
            fields=self._fields(number, row, own),
            places=self._places(own),
            verified_on=self._day(number, row),
        )

    def _fields(self, number: int, row: dict[str, str], own: str) -> dict[str, object]:
        codes = [self.terms.get(each.get("taxonomy_term_id", ""), "") for _row, each in self.attributes[own]]
        phones = {
            each.get("type", "") or "voice": each.get("number", "") for _row, each in self.by_service["phone"][own]
        }
        is_free, cost = self._cost(row, own)
        youngest, oldest = self._age(number, row, "minimum_age"), self._age(number, row, "maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            self._wrong(number, "maximum_age", "age_order")
        return {
            "name": self._text(number, row, "name"),
            "description": self._text(number, row, "description"),
            "eligibility": self._text(number, row, "eligibility_description"),
            "application": self._text(number, row, "application_process"),
            "url": self._url(number, row),
            "email": self._email(number, row),
            "status": self._status(number, row),
            "minimum_age": youngest,
            "maximum_age": oldest,
            "documents": self._first(own, "required_document", "document"),
            "contact": self._first(own, "contact", "title"),
            "capacity": self._capacity(own),
            "is_free": is_free,
            "cost": cost,
            "phone": next((value for kind, value in phones.items() if kind != "whatsapp"), ""),
            "whatsapp": phones.get("whatsapp", ""),
            "needs": _known(codes, NEED, Need.values),
            "protection": _known(codes, PROTECTION, ProtectionCategory.values),
        }

    def _text(self, number: int, row: dict[str, str], column: str) -> str:
        text = row.get(column, "")
        if len(text) > _LONGEST:
            self._wrong(number, column, "too_long")
        return text

    def _url(self, number: int, row: dict[str, str]) -> str:
        url = row.get("url", "")
        if url and not re.match(r"https?://\S+$", url):
            self._wrong(number, "url", "not_a_url", url)
        return url

    def _email(self, number: int, row: dict[str, str]) -> str:
        email = row.get("email", "")
        if email and not _EMAIL.fullmatch(email):
            self._wrong(number, "email", "not_an_email", email)
        return email

    def _status(self, number: int, row: dict[str, str]) -> str:
        status = "defunct" if row.get("status") == "inactive" else row.get("status", "")
        if status not in ServiceStatus.values:
            self._wrong(number, "status", "unknown_status", status)
        return status

    def _age(self, number: int, row: dict[str, str], column: str) -> int | None:
        text = row.get(column, "")
        if not text:
            return None
        whole = text.removesuffix(".0")
        if not whole.isdecimal() or int(whole) > 120:
            self._wrong(number, column, "not_an_age", text)
            return None
        return int(whole)

    def _day(self, number: int, row: dict[str, str]) -> date | None:
        text = row.get("assured_date", "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._wrong(number, "assured_date", "not_a_date", text)
            return None

    def _cost(self, row: dict[str, str], own: str) -> tuple[bool, str]:
        """Free unless the file says a price: a cost option above nothing, or words about fees."""
        options = [each for _row, each in self.by_service["cost_option"][own]]
        words = next((each["amount_description"] for each in options if each.get("amount_description")), "")
        if any(each.get("option") == "free" or each.get("amount") in ("0", "0.0", "0.00") for each in options):
            return True, words
        fees = row.get("fees_description", "")
        return not (options or fees) or fees.casefold() == "gratuito", words or fees

    def _first(self, own: str, table: str, column: str) -> str:
        return "; ".join(each[column] for _row, each in self.by_service[table][own] if each.get(column))[:_LONGEST]

    def _capacity(self, own: str) -> int | None:
        for number, each in self.by_service["service_capacity"][own]:
            text = (each.get("maximum") or each.get("available") or "").removesuffix(".0")
            if text.isdecimal():
                return int(text)
            self._wrong(number, "available", "not_a_number", text, "service_capacity")
        return None

    def _places(self, own: str) -> list[PlaceDraft]:
        return [self._place(number, joint) for number, joint in self.by_service["service_at_location"][own]]

    def _place(self, number: int, joint: dict[str, str]) -> PlaceDraft:
        at = joint.get("location_id", "")
        location = self.locations.get(at)
        if location is None:
            self._wrong(number, "location_id", "no_location", at, "service_at_location")
            return PlaceDraft()
        address = next((each.get("address_1", "") for _row, each in self.addresses[at]), "")
        place = PlaceDraft(name=location.get("name", ""), address=address or location.get("name", ""))
        if not place.address:
            self._wrong(number, "location_id", "no_address", at, "service_at_location")
        place.phone = next((each.get("number", "") for _row, each in self.location_phones[at]), "")
        for row, schedule in self.schedules[joint.get("id", "")][:1]:
            self._schedule(row, schedule, place)
        return place

    def _schedule(self, row: int, schedule: dict[str, str], place: PlaceDraft) -> None:
        days = [day.strip() for day in schedule.get("byday", "").split(",") if day.strip()]
        for day in days:
            if day not in DAYS:
                self._wrong(row, "byday", "unknown_day", day, "schedule")
        place.days = [day for day in DAYS if day in days]
        place.note = schedule.get("description", "")
        place.opens_at = self._time(row, schedule, "opens_at")
        place.closes_at = self._time(row, schedule, "closes_at")
        if place.opens_at is None or place.closes_at is None:
            place.opens_at = place.closes_at = None
        elif place.opens_at >= place.closes_at:
            self._wrong(row, "closes_at", "hours_reversed", schedule["closes_at"], "schedule")

    def _time(self, row: int, schedule: dict[str, str], column: str) -> time | None:
        text = schedule.get(column, "")[:5]
        try:
            return time.fromisoformat(text) if text else None
        except ValueError:
            self._wrong(row, column, "not_a_time", text, "schedule")
            return None


_OF_SERVICE = (
    "phone", "contact", "cost_option", "required_document", "service_capacity", "service_at_location",
)  # fmt: skip


def _known(codes: list[str], kind: str, values: list[str]) -> list[str]:
    """The codes of our own taxonomy; terms of another one say nothing here."""
    return [code.removeprefix(kind) for code in codes if code.startswith(kind) and code.removeprefix(kind) in values]
