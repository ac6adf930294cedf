"""The page on importing says all that the code knows."""

from pathlib import Path

from core.importing.declared import Rules
from core.importing.errors import ImportCode
from core.importing.findings import MEANINGS, Code
from core.importing.mapping import Mapping, TicketFields, load, shipped

PAGE = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")


def test_every_code_is_explained() -> None:
    for code in (*Code, *ImportCode):
        assert f"`{code}`" in PAGE, code


def test_every_reason_is_told_in_the_words_of_the_report() -> None:
    assert set(MEANINGS) == set(Code)
    for code, meaning in MEANINGS.items():
        assert f"| `{code}` | {meaning} |" in PAGE


def test_every_key_of_a_mapping_is_explained() -> None:
    keys = (*Mapping.model_fields, *TicketFields.model_fields, *Rules.model_fields)
    for key in keys:
        assert f"`{key}`" in PAGE or f"[{key}]" in PAGE, key


def test_every_shipped_mapping_is_named() -> None:
    for name in shipped():
        assert f"`{name}`" in PAGE


def test_the_mapping_shown_can_be_used(tmp_path: Path) -> None:
    shown = tmp_path / "shown.toml"
    shown.write_text(PAGE.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert load(str(shown)).ticket.due_at is not None
