"""What every kind of file is to an import: a header, a known number of rows, and the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

from core.importing.errors import ImportCode, ImportRefused

Cell = str | int | float | bool | datetime | date | time | timedelta
"""What stands in one place: always text in CSV, what the spreadsheet holds in a workbook."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is the line of the file on which it begins (in a workbook: its row)."""

    line: int
    cells: tuple[Cell, ...]


class Source(Protocol):
    """A file that has been looked through once: it can be read as declared, to its end."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of its columns, trimmed."""

    @property
    def count(self) -> int:
        """How many rows it has, lines with nothing in them not counted."""

    @property
    def blank_lines(self) -> int:
        """How many lines have nothing in them."""

    @property
    def dialect(self) -> "Dialect":
        """How a file beside it is written, so that it can be read by the same mapping."""

    def rows(self) -> Iterator[Row]:
        """Its rows, in order; from the beginning at every call."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How CSV is written."""

    encoding: str
    delimiter: str = ","
    quote: str = '"'


def cell_text(cell: Cell) -> str:
    """What a cell says as text, trimmed: whole numbers without a point, times as ISO 8601."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a line has nothing in it."""
    return not any(not isinstance(cell, str) or cell.strip() for cell in cells)


def trimmed(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """The cells below the header's names; those beside them only where something is in them."""
    return cells[:width] if is_blank(cells[width:]) else cells


def named(path: Path, cells: Sequence[Cell]) -> tuple[str, ...]:
    """The names that a header line gives to its columns. Raises HEADER_MISSING."""
    names = [str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise ImportRefused(
            ImportCode.HEADER_MISSING,
            f"{path} has no line with column names where the mapping says it is.",
            "Say in [file] header_line on which line they stand.",
        )
    return tuple(names)


def check_columns(source: Source, wanted: Sequence[str]) -> None:
    """Whether the header has every column wanted, once. Raises COLUMNS_MISSING, _REPEATED."""
    missing = [name for name in wanted if name not in source.header]
    if missing:
        raise ImportRefused(
            ImportCode.COLUMNS_MISSING,
            f"{source.path} has no column {', '.join(missing)}.\n"
            f"It has: {', '.join(source.header)}",
            "Correct the mapping, or its delimiter and header_line if these are no column names.",
        )
    repeated = [name for name in wanted if source.header.count(name) > 1]
    if repeated:
        raise ImportRefused(
            ImportCode.COLUMNS_REPEATED,
            f"{source.path} has more than one column {', '.join(repeated)}.",
            "Rename all but the one that is meant.",
        )


__all__ = [
    "Cell",
    "Dialect",
    "Row",
    "Source",
    "cell_text",
    "check_columns",
    "is_blank",
    "named",
    "trimmed",
]
