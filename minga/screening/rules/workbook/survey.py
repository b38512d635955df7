"""The `survey` sheet: rows to groups and questions, naming what is not supported and why."""

import re
from types import MappingProxyType

from minga.screening.rules.instrument import SENSITIVITIES, Group, Kind, Question
from minga.screening.rules.language.tokens import with_plain_quotes
from minga.screening.rules.problems import ERROR, UNSUPPORTED, WARNING, LoadProblem
from minga.screening.rules.workbook.choices import ChoiceLists
from minga.screening.rules.workbook.sheets import SheetRow
from minga.screening.rules.workbook.words import words

_KINDS = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "range": Kind.RANGE,
    "note": Kind.NOTE,
    "calculate": Kind.CALCULATE,
    "acknowledge": Kind.ACKNOWLEDGE,
    "trigger": Kind.ACKNOWLEDGE,
    "start": Kind.METADATA,
    "end": Kind.METADATA,
    "today": Kind.METADATA,
}
_QUIET = frozenset({"deviceid", "username", "phonenumber", "email", "simserial", "subscriberid", "audit"})
_LISTED = {"select_one": Kind.SELECT_ONE, "select_multiple": Kind.SELECT_MULTIPLE}
_REASONS = {
    "geopoint": "maps",
    "geotrace": "maps",
    "geoshape": "maps",
    "image": "files",
    "audio": "files",
    "video": "files",
    "file": "files",
    "background-audio": "files",
    "barcode": "device",
    "rank": "ranking",
    "dateTime": "instants",
    "datetime": "instants",
    "hidden": "device",
    "xml-external": "external_data",
    "csv-external": "external_data",
}
_SELECT = re.compile(r"(select[_ ]one|select1|select[_ ]multiple|select all that apply)(?: from)?\s+(\S+)(.*)\Z")
_NAME = re.compile(r"[A-Za-z_][\w.\-]*\Z")
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "required")


class SurveyReader:
    """Reads row by row, keeping the groups that are open and the repeats that it is inside of."""

    def __init__(self, lists: ChoiceLists, default_language: str) -> None:
        self.lists = lists
        self.default_language = default_language
        self.questions: list[Question] = []
        self.groups: dict[str, Group] = {}
        self.left_out: dict[str, int] = {}
        self.problems: list[LoadProblem] = []
        self._open: list[str] = []
        self._repeats: list[str] = []
        self._names: dict[str, int] = {}

    def read(self, rows: tuple[SheetRow, ...]) -> None:
        """All rows of the sheet; afterwards the attributes hold what was found."""
        for row in rows:
            kind = re.sub(r"\s+", " ", row.get("type"))
            if kind and row.get("disabled").lower() not in ("yes", "true"):
                self._row(row, kind)
        if self._open or self._repeats:
            name = (self._open + self._repeats)[-1]
            self.problems.append(LoadProblem("survey", 0, "type", "group_not_closed", ERROR, {"name": name}))

    def _row(self, row: SheetRow, kind: str) -> None:
        match kind.replace(" ", "_"):
            case "begin_repeat":
                self._note(row, "type", "repeats", UNSUPPORTED, reason="repeats")
                self.left_out[row.get("name")] = row.number
                self._repeats.append(row.get("name"))
            case "end_repeat":
                self._close(row, self._repeats)
            case "begin_group" if not self._repeats:
                self._group(row)
            case "end_group" if not self._repeats:
                self._close(row, self._open)
            case "begin_group" | "end_group":
                pass
            case _:
                self._question(row, kind)

    def _note(self, row: SheetRow, column: str, code: str, severity: str, **details: str | int) -> None:
        details = {"name": row.get("name"), **details}
        self.problems.append(LoadProblem("survey", row.number, column, code, severity, details))

    def _close(self, row: SheetRow, opened: list[str]) -> None:
        if opened:
            opened.pop()
        else:
            self._note(row, "type", "group_not_opened", ERROR)

    def _group(self, row: SheetRow) -> None:
        name = row.get("name") or f"group_{row.number}"
        self._expression(row, "relevant", "relevance")
        self._open.append(name)
        self.groups[name] = Group(
            row=row.number,
            name=name,
            label=words(row, "label", self.default_language),
            hint=words(row, "hint", self.default_language),
            relevant=with_plain_quotes(row.get("relevant", "relevance")),
            appearance=row.get("appearance"),
        )

    def _question(self, row: SheetRow, kind: str) -> None:
        name = row.get("name")
        if kind in _QUIET:
            return
        if not name or not _NAME.match(name):
            self._note(row, "name", "bad_name", ERROR)
            return
        if self._repeats:
            self.left_out[name] = row.number
            self._note(row, "type", "inside_repeat", UNSUPPORTED, repeat=self._repeats[-1])
            return
        if name in self._names:
            self._note(row, "name", "name_twice", ERROR, other_row=self._names[name])
            return
        self._names[name] = row.number
        found = self._kind(row, kind)
        if found is None:
            self.left_out[name] = row.number
            return
        self.questions.append(self._built(row, name, *found))

    def _kind(self, row: SheetRow, kind: str) -> tuple[Kind, str] | None:
        if kind in _KINDS:
            return _KINDS[kind], ""
        selecting = _SELECT.match(kind)
        if selecting is None:
            self._unknown_kind(row, kind)
            return None
        verb, list_name, rest = selecting.groups()
        if list_name.startswith("${"):
            self._note(row, "type", "choices_from_repeat", UNSUPPORTED, list=list_name)
        elif rest.strip():
            self._note(row, "type", "or_other", UNSUPPORTED)
        elif list_name not in self.lists:
            self._note(row, "type", "no_such_list", ERROR, list=list_name)
        else:
            return (Kind.SELECT_ONE if "one" in verb or verb == "select1" else Kind.SELECT_MULTIPLE), list_name
        return None

    def _unknown_kind(self, row: SheetRow, kind: str) -> None:
        word = kind.split(" ")[0]
        if word in _REASONS:
            self._note(row, "type", "kind_unsupported", UNSUPPORTED, kind=word, reason=_REASONS[word])
        elif word.endswith("_from_file") or "external" in word:
            self._note(row, "type", "kind_unsupported", UNSUPPORTED, kind=word, reason="external_data")
        else:
            self._note(row, "type", "unknown_kind", ERROR, kind=kind)

    def _expression(self, row: SheetRow, *columns: str) -> str:
        text = row.get(*columns)
        plain = with_plain_quotes(text)
        if plain != text:
            self._note(row, columns[0], "quotes_repaired", WARNING)
        return plain

    def _sensitivity(self, row: SheetRow) -> str:
        given = row.get("sensitivity").lower() or "personal"
        if given not in SENSITIVITIES:
            self._note(row, "sensitivity", "unknown_sensitivity", ERROR, given=given)
        return given

    def _built(self, row: SheetRow, name: str, kind: Kind, list_name: str) -> Question:
        label = words(row, "label", self.default_language)
        asked = kind not in (Kind.CALCULATE, Kind.METADATA)
        if asked and not label and row.get("appearance") != "label":
            self._note(row, "label", "no_label", WARNING)
        required = self._expression(row, "required")
        return Question(
            row=row.number,
            name=name,
            kind=kind,
            label=label,
            hint=words(row, "hint", self.default_language),
            guidance=words(row, "guidance_hint", self.default_language),
            choices=self.lists.get(list_name, ()),
            groups=tuple(self._open),
            required=_truth_expression(required),
            required_message=words(row, "required_message", self.default_language),
            relevant=self._expression(row, "relevant", "relevance"),
            constraint=self._expression(row, "constraint"),
            constraint_message=words(row, "constraint_message", self.default_language),
            calculation=self._expression(row, "calculation"),
            choice_filter=self._expression(row, "choice_filter"),
            default=row.get("default"),
            appearance=row.get("appearance"),
            parameters=MappingProxyType(dict(re.findall(r"(\w+)\s*=\s*([^\s;,]+)", row.get("parameters")))),
            sensitivity=self._sensitivity(row),
            person_field=row.get("person_field"),
        )


def _truth_expression(text: str) -> str:
    """A required cell as an expression: yes/true give `true()`, no/false and nothing give no expression."""
    word = text.lower()
    if word in ("yes", "true", "true()", "sí", "si", "1"):
        return "true()"
    return "" if word in ("", "no", "false", "false()", "0") else text
