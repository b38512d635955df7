"""Somebody with a browser without JavaScript: reads a page, follows its links, fills in and sends its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Form:
    """A form as a browser would send it: where to, and the values that stand in it."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @property
    def is_multipart(self) -> bool:
        return "file" in self.names


class _Reader(HTMLParser):
    """Collects the forms and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._form: Form | None = None
        self._select = self._area = self._href = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self._href, self._words = given.get("href", ""), []
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._control(self._form, tag, given)

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option":
            if self._select and "selected" in given:
                form.fields.append((self._select, given.get("value", "")))
            return
        if not name or "disabled" in given:
            return
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            form.fields.append((name, ""))
        elif tag == "input":
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif kind not in ("submit", "button", "file"):
            form.fields.append((name, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            if self._form is not None:  # a browser drops the first line break of a textarea
                self._form.fields[-1] = (self._area, self._form.fields[-1][1].removeprefix("\n"))
            self._area = ""
        elif tag == "a" and self._href:
            self.links.append((" ".join("".join(self._words).split()), self._href))
            self._href = ""

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._area and self._form is not None:
            self._form.fields[-1] = (self._area, self._form.fields[-1][1] + data)


class Walker:
    """Walks the pages through a Django test client; every step must succeed unless it says otherwise."""

    def __init__(self, client: Any):
        self.client = client
        self.account: Any = None
        self.path = ""
        self.text = ""
        self.status = 0

    def sign_in(self, account: Any) -> None:
        """Sign in as this account, and again by oneself when a session ended (30 minutes idle, 12 hours in all)."""
        self.account = account
        self.client.force_login(account)

    def open(self, path: str, status: int = 200) -> str:
        """Go to an address, following redirects; the page's text."""
        response = self.client.get(path, follow=True)
        if self.account and response.redirect_chain and response.redirect_chain[-1][0].startswith("/entrar/?"):
            self.sign_in(self.account)
            response = self.client.get(path, follow=True)
        return self._arrived(response, path, status)

    def follow(self, words: str) -> str:
        """Follow the first link whose text holds these words."""
        for text, href in self._read().links:
            if words in text:
                return self.open(href)
        raise AssertionError(f"no link «{words}» on {self.path}: {[text for text, _ in self._read().links]}")

    def send(
        self, having: str = "", *, to: str = "", status: int | None = 200, files: Any = None, **values: Any
    ) -> str:
        """Fill in and send the first form with a field `having` (or an action that ends with `to`).

        Values replace those in the form; a list is several; None leaves a field out.
        """
        form = self._form(having, to)
        data: dict[str, list[str]] = {}
        for name, value in form.fields:
            data.setdefault(name, []).append(value)
        for name, value in values.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        action = form.action or self.path
        sent: dict[str, Any] = {**data, **(files or {})}
        ask = self.client.get if form.method == "get" else self.client.post
        return self._arrived(ask(action, sent, follow=True), action, status)

    def option(self, name: str, words: str) -> str:
        """The value of the option of a select that reads so."""
        select = re.search(rf'<select[^>]*name="{name}".*?</select>', self.text, re.S)
        assert select, f"no select {name} on {self.path}"
        for value, label in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', select.group(0), re.S):
            if words in label:
                return str(value)
        raise AssertionError(f"no option «{words}» in {name} on {self.path}")

    def choice(self, name: str, words: str) -> str:
        """The value of the checkbox or radio of this name whose label reads so."""
        for tag in re.findall(rf'<input[^>]*name="{name}"[^>]*>', self.text):
            given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            label = re.search(rf'<label[^>]*for="{given["id"]}".*?</label>', self.text, re.S)
            if label and words in label.group(0):
                return str(given["value"])
        raise AssertionError(f"no choice «{words}» of {name} on {self.path}")

    def says(self, *words: str) -> None:
        """The page holds these words."""
        for one in words:
            assert one in self.text, f"«{one}» is not on {self.path}"

    def says_nothing_of(self, *words: str) -> None:
        """The page does not hold these words."""
        for one in words:
            assert one not in self.text, f"«{one}» is on {self.path}"

    def words(self) -> str:
        """What the page's main part says, without tags."""
        return " ".join(re.sub(r"<[^>]+>", " ", "<" + self.main()).split())

    def links_to(self, part: str) -> list[str]:
        """Addresses of the page's links that hold this part, in order, each once."""
        return list(dict.fromkeys(href for _, href in self._read().links if part in href))

    def fields(self, having: str = "", to: str = "") -> set[str]:
        """Names of the fields of a form of the page."""
        return self._form(having, to).names

    def _form(self, having: str, to: str) -> Form:
        for form in self._read(self.main()).forms:
            action = urlsplit(form.action or self.path).path
            if (not having or having in form.names) and (not to or action.endswith(to)):
                if having or to or form.method == "post":
                    return form
        raise AssertionError(f"no form with {having or to!r} on {self.path}: {self._read(self.main()).forms}")

    def main(self) -> str:
        """The page between header and footer."""
        return self.text.partition("<main")[2].partition("</main>")[0] or self.text

    def _read(self, text: str = "") -> _Reader:
        reader = _Reader()
        reader.feed(text or self.text)
        return reader

    def _arrived(self, response: Any, asked: str, status: int | None) -> str:
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else asked
        self.status = response.status_code
        is_text = "text/" in response.headers.get("Content-Type", "")
        self.text = response.content.decode() if is_text else ""
        assert status in (None, self.status), f"{asked} answered {self.status}: {self.words()[:800]}"
        return self.text


def answer_interview(walker: Walker, answers: dict[str, Any]) -> None:
    """Answer page after page of the interview that stands open, from the answers by question, until it can end.

    A question that appears because of an answer is answered when the page comes again.
    """
    for page in walker.links_to("/pagina/"):
        walker.open(page)
        for _ in range(4):
            asked = walker.fields()
            given = {name: _typed(value) for name, value in answers.items() if name in asked}
            walker.send(status=None, **given)
            if walker.status == 200 and walker.path != page:
                break
        assert walker.status == 200, walker.words()
        assert walker.path != page, walker.words()


def _typed(value: Any) -> Any:
    return value.split(" ") if isinstance(value, str) and " " in value else value


def answer_questions(walker: Walker, answers: dict[str, Any], *, until: str = "", most: int = 80) -> None:
    """Answer a self-registration, one question a page, from the answers by field, until a question or the end."""
    for _ in range(most):
        name = walker.path.rstrip("/").rpartition("/")[2]
        if "/pregunta/" not in walker.path or name == until:
            return
        given = {field: _typed(answers[field]) for field in walker.fields() if field in answers}
        walker.send(**given)
    assert most < 80, f"no end of the questions: {walker.path}"
