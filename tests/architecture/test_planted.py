"""Every contract and every rule of the house has been seen to fail: violations are planted in a copy of the code."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONG = "\n".join(f"    x = {number}" for number in range(60))
PLANTED = {
    # the three contracts of import-linter
    "minga/kernel/planted_upward.py": '"""Planted."""\n\nfrom minga.portal import navigation\n',
    "minga/training/rules_planted/__init__.py": '"""Planted."""\n',
    "minga/training/queries_planted.py": '"""Planted."""\n',
    # the rules of test_house
    "minga/training/large.py": '"""Planted."""\n' + "x = 1\n" * 401,
    "minga/training/long.py": f'"""Planted."""\n\n\ndef far_too_long():\n{LONG}\n',
    "minga/training/silent.py": "x = 1\n",
    "minga/training/utils.py": '"""Planted."""\n',
    "minga/training/strays.py": '"""Planted."""\n\nfrom datetime import datetime\n\nfrom django.http import HttpResponse\n\n'
    "now = datetime.now()\n",
    "minga/training/operations/planted.py": '"""Planted."""\n\n\ndef plan_cycle(place):\n    return place\n',
    "minga/training/views/planted.py": '"""Planted."""\n\nfrom minga.training.models import Course\n\nfound = Course.objects.all()\n\n\n'
    f"def far_too_long(request):\n{LONG[:800]}\n",
    "minga/training/templates/training/planted.html": '{% extends "people/base.html" %}\n<p style="color:red">x</p>\n'
    + "<br>\n" * 201,
}
APPENDED = {
    "minga/training/models/courses.py": "\n\nclass Planted(TenantModel):\n    upward = models.ForeignKey("
    "'outreach.Round', on_delete=models.CASCADE, related_name='+')\n    secret = models.TextField()\n",
    "minga/training/rules.py": "\nfrom django.conf import settings  # noqa\n",
    "minga/training/queries.py": "\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from minga.training import operations\n",
}
HELD = {
    "test_files_are_small",
    "test_functions_are_short",
    "test_views_are_short",
    "test_templates_are_short",
    "test_modules_say_what_belongs_in_them",
    "test_public_functions_of_operations_queries_and_rules_have_docstrings",
    "test_operations_take_keywords_only",
    "test_names_say_something",
    "test_http_stays_in_the_entry_modules",
    "test_views_hold_no_queries",
    "test_only_the_clock_reads_the_clock",
    "test_foreign_keys_point_down",
    "test_templates_use_only_their_own_area_and_ui",
    "test_every_field_has_a_sensitivity",
    "test_every_area_has_its_readme",
    "test_no_inline_script_or_style",
}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A copy of the code with one violation of each rule."""
    copy = tmp_path_factory.mktemp("planted")
    for name in ("minga", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "static", "*.png"))
    for name in ("pyproject.toml", "manage.py"):
        shutil.copyfile(ROOT / name, copy / name)
    for name, text in PLANTED.items():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_text(text, encoding="utf-8")
    for name, text in APPENDED.items():
        target = copy / name if (copy / name).exists() else copy / name.removesuffix(".py") / "__init__.py"
        target.write_text(target.read_text(encoding="utf-8") + text, encoding="utf-8")
    (copy / "minga" / "training" / "README.md").unlink()
    return copy


def run(folder: Path, *words: str) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode != 0
    return done.stdout + done.stderr


def test_each_contract_breaks(planted):
    said = run(planted, str(Path(sys.executable).with_name("lint-imports")))
    for contract in ("Areas know only the areas below them", "Inside an area", "Rules are plain Python"):
        assert re.search(rf"{contract}.* BROKEN", said), said[-3000:]


def test_each_rule_of_the_house_breaks(planted):
    said = run(
        planted, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture/test_house.py"
    )
    failed = set(re.findall(r"FAILED \S+::(test_\w+)", said))
    assert failed == HELD, f"not seen to fail: {HELD - failed}; failed besides: {failed - HELD}\n{said[-3000:]}"


def test_the_list_is_whole():
    rules = set(re.findall(r"^def (test_\w+)", (Path(__file__).parent / "test_house.py").read_text(), re.M))
    assert rules == HELD
