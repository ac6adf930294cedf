"""Small rooms with plain names, and rule ids that can be looked up."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "tenants", "api", "plugins")
EMPTY_NAMES = {"utils", "helpers", "common", "manager", "misc", "base2"}
MOST_LINES = 400

_RULE = re.compile(r"\bS-[A-N]\d+\b")


def modules() -> Iterator[Path]:
    """Every module of the four floors and of the tests."""
    for floor in (*FLOORS, "tests"):
        yield from sorted((ROOT / floor).rglob("*.py"))


def test_no_file_has_grown_past_four_hundred_lines() -> None:
    large = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert large == {}, "a file past 400 lines is asking to be two"


def test_modules_are_named_for_what_they_hold() -> None:
    vague = [
        path for path in modules() if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES
    ]
    assert vague == []


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_says_what_it_is(floor: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / floor).rglob("*.py")
        if path.read_text("utf-8").strip()
        and ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None
    ]
    assert silent == []


def test_every_rule_that_is_cited_stands_in_the_service_standard() -> None:
    standard = set(
        re.findall(r"\*\*(S-[A-N]\d+)", (ROOT / "docs/service-standard.md").read_text("utf-8"))
    )
    unknown = {
        rule: str(path.relative_to(ROOT))
        for path in modules()
        for rule in _RULE.findall(path.read_text("utf-8"))
        if rule not in standard
    }
    assert unknown == {}


def test_nothing_refers_to_what_lies_outside_the_project() -> None:
    outside = re.compile(r"\.\./shared|/work/|\bsubagent|\bhelper-\d")
    found = [
        str(path.relative_to(ROOT))
        for pattern in ("**/*.py", "docs/**/*.md", "*.md", "Makefile", "pyproject.toml")
        for path in ROOT.glob(pattern)
        if not {".venv", "var", "node_modules"} & set(path.relative_to(ROOT).parts)
        and path != Path(__file__)
        and outside.search(path.read_text("utf-8"))
    ]
    assert found == []
