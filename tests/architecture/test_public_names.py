"""A module says at its end what it offers, and offers what it says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_shape import FLOORS, ROOT

DECLARATIONS = {"models.py", "kinds.py"}
"""Files that hold nothing but what they offer."""

REVISIONS = {"versions", "migrations"}
"""Folders of what Alembic reads."""

COMMANDS = ROOT / "api" / "cli"


def offering(floor: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules of a floor that define public functions or classes."""
    for path in sorted((ROOT / floor).rglob("*.py")):
        if path.name in DECLARATIONS or COMMANDS in path.parents or path.parent.name in REVISIONS:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        if any(True for _ in public(tree)) and path.stem != "__main__":
            yield path, tree


def public(tree: ast.Module) -> Iterator[str]:
    """The names of its functions and classes that do not begin with an underscore."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node.name


def offered(tree: ast.Module) -> list[str] | None:
    """The module's `__all__`; None where it has none."""
    for node in reversed(tree.body):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            found: list[str] = ast.literal_eval(node.value)
            return found
    return None


def defined(tree: ast.Module) -> Iterator[str]:
    """Every name that the module binds at its top, whatever stands around it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


@pytest.mark.parametrize("floor", FLOORS)
def test_every_module_says_what_it_offers(floor: str) -> None:
    silent = [
        str(path.relative_to(ROOT)) for path, tree in offering(floor) if offered(tree) is None
    ]
    assert silent == []


@pytest.mark.parametrize("floor", FLOORS)
def test_what_a_module_says_it_offers_is_there_and_public(floor: str) -> None:
    for path, tree in offering(floor):
        names = offered(tree) or []
        assert len(set(names)) == len(names), path
        assert set(names) <= set(defined(tree)), path
        assert not [name for name in names if name.startswith("_")], path
