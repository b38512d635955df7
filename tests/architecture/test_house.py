"""The rules of the house that import-linter cannot see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

from minga.kernel.sensitivity import BASE_FIELDS

ROOT = Path(__file__).resolve().parents[2]
MINGA = ROOT / "minga"
ENTRY_MODULES = {
    "kept",
    "urls",
    "views",
    "api",
    "forms",
    "middleware",
    "limiting",
    "proxies",
    "stages",
    "headers",
    "adapter",
    "links",
    "context",
    "navigation",
    "presentation",
    "public_urls",
    "tenant_urls",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "service", "manager", "handle", "process", "do"}
SOFT, HARD, TEST_HARD = 250, 400, 500
# Files over the soft limit. This list may only shrink.
LARGE_FILES: dict[str, int] = {}
THIRD_PARTY_APPS = {"contenttypes", "auth", "sessions", "account", "procrastinate", "messages"}


def areas() -> list[str]:
    pyproject = (ROOT / "pyproject.toml").read_text()
    block = re.search(r"exhaustive = true\s+layers = \[(.*?)\]", pyproject, re.S)
    assert block
    return re.findall(r"\w+", " ".join(re.findall(r'"([\w |]+)"', block.group(1))))  # "a | b" are siblings


def python_files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*.py")) if "migrations" not in p.parts]


def area_of(path: Path) -> str:
    return path.relative_to(MINGA).parts[0]


def is_view(path: Path) -> bool:
    return path.stem == "views" or path.stem.endswith("_views") or "views" in path.parts


def test_files_are_small():
    too_large = {}
    for path in python_files(MINGA):
        lines = len(path.read_text().splitlines())
        allowed = LARGE_FILES.get(str(path.relative_to(ROOT)), HARD)
        if lines > allowed:
            too_large[str(path.relative_to(ROOT))] = lines
    for path in python_files(ROOT / "tests"):
        lines = len(path.read_text().splitlines())
        if lines > TEST_HARD:
            too_large[str(path.relative_to(ROOT))] = lines
    assert not too_large


@pytest.mark.parametrize(("limit", "folder"), [(40, "minga")])
def test_functions_are_short(limit, folder):
    long = []
    for path in python_files(ROOT / folder):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
                if lines > limit:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({lines})")
    assert not long


def test_views_are_short():
    long = []
    for path in filter(is_view, python_files(MINGA)):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
                if lines > 25:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({lines})")
    assert not long


def test_templates_are_short():
    long = [p for p in MINGA.rglob("templates/**/*.html") if len(p.read_text().splitlines()) > 200]
    assert not long


def test_modules_say_what_belongs_in_them():
    silent = [
        str(p.relative_to(ROOT))
        for p in python_files(MINGA)
        if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert not silent


def test_public_functions_of_operations_queries_and_rules_have_docstrings():
    silent = []
    for path in python_files(MINGA):
        layer = path.relative_to(MINGA).parts[1].removesuffix(".py") if len(path.relative_to(MINGA).parts) > 1 else ""
        if layer not in {"operations", "queries", "rules", "permissions"}:
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent


def operations_of(area: Path) -> list[ast.FunctionDef]:
    """The operations an area offers: functions of `operations.py`, or those that `operations/__init__.py` exports."""
    single, package = area / "operations.py", area / "operations"
    if single.exists():
        return [node for node in ast.parse(single.read_text()).body if isinstance(node, ast.FunctionDef)]
    if not package.exists():
        return []
    exported = set(re.findall(r'^    "(\w+)",$', (package / "__init__.py").read_text(), re.M))
    functions = [
        node
        for path in python_files(package)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    ]
    return [node for node in functions if node.name in exported]


def test_operations_take_keywords_only():
    positional = [
        f"{area.name}: {node.name}"
        for area in sorted(MINGA.iterdir())
        for node in operations_of(area)
        if not node.name.startswith(("_", "load_")) and node.args.args
    ]
    assert not positional


def test_names_say_something():
    bad = [
        str(p.relative_to(ROOT))
        for p in MINGA.rglob("*.py")
        if p.stem in FORBIDDEN_NAMES or set(p.relative_to(MINGA).parts[:-1]) & FORBIDDEN_NAMES
    ]
    assert not bad


def test_http_stays_in_the_entry_modules():
    strays = []
    for path in python_files(MINGA):
        parts = {part.removesuffix(".py") for part in path.relative_to(MINGA).parts}
        if parts & (ENTRY_MODULES | {"config", "ui", "views"}):
            continue
        if re.search(r"^\s*(from|import) django\.(http|shortcuts)", path.read_text(), re.M):
            strays.append(str(path.relative_to(ROOT)))
    assert not strays


def test_views_hold_no_queries():
    strays = [
        str(p.relative_to(ROOT)) for p in python_files(MINGA) if is_view(p) and re.search(r"\.objects\b", p.read_text())
    ]
    assert not strays


def test_only_the_clock_reads_the_clock():
    strays = []
    for path in python_files(MINGA):
        if path == MINGA / "kernel" / "clock.py" or {"management", "bench", "config"} & set(path.parts):
            continue
        if re.search(r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.today\(", path.read_text()):
            strays.append(str(path.relative_to(ROOT)))
    assert not strays


def test_foreign_keys_point_down():
    order = areas()
    upward = []
    for model in apps.get_models():
        here = model._meta.app_label
        if here not in order:
            continue
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model._meta.app_label in order:
                there = field.related_model._meta.app_label
                if order.index(there) < order.index(here):
                    upward.append(f"{model._meta.label}.{field.name} → {there}")
    assert not upward


def test_templates_use_only_their_own_area_and_ui():
    strays = []
    for path in MINGA.rglob("templates/**/*.html"):
        area = area_of(path)
        for used in re.findall(r"""{%\s*(?:include|extends)\s+["'](\w+)/""", path.read_text()):
            if used not in {area, "ui"}:
                strays.append(f"{path.relative_to(ROOT)} uses {used}/")
    assert not strays


def test_every_field_has_a_sensitivity():
    missing = []
    for model in apps.get_models(include_auto_created=False):
        if model._meta.app_label in THIRD_PARTY_APPS:
            continue
        classes = BASE_FIELDS | getattr(model, "sensitivity", {})
        names = {f.name for f in model._meta.local_fields} | {f.name for f in model._meta.local_many_to_many}
        missing += [f"{model._meta.label}.{name}" for name in sorted(names - set(classes))]
    assert not missing


def test_every_area_has_its_readme():
    missing = [
        area
        for area in areas()
        if (MINGA / area).is_dir()
        and (
            not (MINGA / area / "README.md").exists() or len((MINGA / area / "README.md").read_text().splitlines()) > 25
        )
    ]
    assert not missing


def test_no_inline_script_or_style():
    strays = [
        str(p.relative_to(ROOT))
        for p in MINGA.rglob("templates/**/*.html")
        if re.search(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son\w+=", p.read_text())
    ]
    assert not strays
