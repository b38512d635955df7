"""How all areas use the components: each exists, each prop is declared, each template compiles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django_cotton.compiler_regex import CottonCompiler, Tag

PACKAGE = Path(__file__).parents[2] / "minga"
COMPONENTS = PACKAGE / "ui/templates/cotton/ui"
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "/templates/" in str(path))
# Attributes of HTML that a component passes on to its element.
PASSED_ON = re.compile(
    r"(data-|aria-|hx-).+|id|autocomplete|form|formaction|formnovalidate|target|rel|download|lang|role|title"
)


def props_of(component: str) -> set[str]:
    """Declared props and named slots."""
    source = (COMPONENTS / f"{component}.html").read_text()
    declared = re.search(r"<c-vars\s(.*?)/>\n", source, re.DOTALL)
    assert declared
    return {name.lstrip(":") for name in re.findall(r"(?:^|\s)(:?[a-z_]+)=", declared.group(1))}


def uses(source: str) -> list[tuple[str, list[str]]]:
    """Every `<c-ui.NAME …>` of a template with the names of its attributes."""
    plain, _ignored = CottonCompiler().exclude_ignorables(source)
    found = []
    for match in Tag.tag_pattern.finditer(plain):
        tag = Tag(match)
        if tag.tag_name.startswith("c-ui.") and not tag.is_closing:
            names = [name.lstrip(":") for name, *_ in Tag.attr_pattern.findall(tag.attrs)]
            found.append((tag.tag_name.removeprefix("c-ui.").replace("-", "_"), names))
    return found


def test_what_a_use_is() -> None:
    assert uses('<c-ui.link-button :href="x" label="{{ y|z }}" data-a="1" open />') == [
        ("link_button", ["href", "label", "data-a", "open"])
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_template_compiles_and_uses_components_as_declared(path: Path) -> None:
    get_template(str(path).split("/templates/", 1)[1])
    source = path.read_text()
    wrong = []
    for component, names in uses(source):
        if not (COMPONENTS / f"{component}.html").exists():
            wrong.append(f"no component {component}")
            continue
        known = props_of(component)
        wrong += [f"{component} has no prop {n}" for n in names if n not in known and not PASSED_ON.fullmatch(n)]
    assert wrong == []
    plain, _ignored = CottonCompiler().exclude_ignorables(source)
    assert len(re.findall(r"<c-ui\.", plain)) == len(uses(source)), "a component tag that cotton cannot read"
