"""The words: complete in both languages, and known wherever they are used."""

import ast
from pathlib import Path

import pytest

from core.notify import templates
from core.notify.templates import ALWAYS, Text, UnknownTemplate, problems, template

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "tenants", "api")


def used() -> dict[str, str]:
    """Every code given to `Telling` as a literal, and where."""
    found = {}
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Telling":
                    given = [each.value for each in node.keywords if each.arg == "template"]
                    for each in (*given, *node.args[2:3]):
                        if isinstance(each, ast.Constant):
                            found[str(each.value)] = str(path.relative_to(ROOT))
    return found


def test_every_template_that_is_told_by_is_shipped() -> None:
    for code, where in used().items():
        assert template(code).code == code, where


def test_every_template_names_only_what_it_is_given_in_both_languages() -> None:
    for each in templates.templates():
        for text in (each.zh, each.en):
            assert list(problems(text, each.values)) == [], each.code


def test_an_unknown_template_is_a_mistake_of_the_program() -> None:
    with pytest.raises(UnknownTemplate):
        template("customer.nonsense")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (Text("", "x"), ["title is empty"]),
        (Text("$nobody", "x"), ["title names $nobody"]),
        (Text("x", "5 $ only"), ["body has a $ that begins no name"]),
        (Text("x", "y" * 1001), ["body is longer than 1000"]),
        (Text("$number $$", "$name at $estate"), []),
    ],
)
def test_a_text_is_told_what_is_wrong_with_it(text: Text, told: list[str]) -> None:
    assert list(problems(text, {"number"})) == told
    assert {"name", "estate"} == ALWAYS


def test_files_that_are_written_wrongly_are_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('["x.y"]\ntopic = "PROGRESS"\nzh.title = "x"\nzh.body = "y"')
    with pytest.raises(ValueError, match=r"bad\.toml: x\.y: 'en'"):
        list(templates.read(tmp_path))
