"""One row on the desk: its cells by column name, and what is found while they are read."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from core import text
from core.errors import GuanjiaError
from core.importing.findings import Code, Finding
from core.importing.mapping import Choice, Words
from core.importing.source import Row, cell_text
from core.importing.times import Reader, Reading

T = TypeVar("T")

EXACT = 10**15
"""Spreadsheets keep 15 digits of a number: from here on they round."""

ANY_LENGTH = 1 << 31
SHOWN = 60
"""Characters of a value that a reason quotes."""

_STRAY_BYTE = re.compile("[\udc80-\udcff]")


class Slip:
    """The cells of a row, as text, words of ours, or times. What is wrong is noted, not raised."""

    def __init__(self, row: Row, places: Mapping[str, int], blank: frozenset[str]) -> None:
        self.findings: list[Finding] = []
        self._cells = row.cells
        self._places = places
        self._blank = blank

    @property
    def rejected(self) -> bool:
        """Whether anything found so far keeps the row out."""
        return any(finding.rejects for finding in self.findings)

    def reject(self, code: Code, column: str | None, reason: str) -> None:
        """Keep the row out."""
        self.findings.append(Finding(code, column, reason))

    def note(self, code: Code, column: str | None, reason: str) -> None:
        """Take the row all the same, and say so."""
        self.findings.append(Finding(code, column, reason, rejects=False))

    def text(self, column: str) -> str | None:
        """What the column says, trimmed and otherwise whole; None where it is blank."""
        cell = self._cells[self._places[column]]
        written = cell_text(cell)
        if isinstance(cell, int | float) and abs(cell) >= EXACT:
            self.reject(
                Code.NUMBER_ROUNDED,
                column,
                f"{column} is a number of more than 15 digits; make it text in the source",
            )
        if written in self._blank:
            return None
        try:
            return text.optional(column, written, ANY_LENGTH)
        except GuanjiaError:
            stray = _STRAY_BYTE.search(written)
            if stray is None:
                self.reject(Code.TEXT_UNREADABLE, column, f"{column} has control characters")
            else:
                byte = ord(stray.group()) - 0xDC00
                self.reject(Code.UNDECODABLE, column, f"{column} has the byte 0x{byte:02x}")
            return None

    def words(self, said: Words | None) -> str | None:
        """The text a declaration comes to; None where nothing is declared or all is blank."""
        if said is None or said.value is not None:
            return None if said is None else said.value
        parts = (self.text(column) for column in said.reads)
        return said.join.join(part for part in parts if part is not None) or None

    def choice(self, declared: Choice[T], ours: Callable[[str], T]) -> T | None:
        """The word of ours a declaration comes to; None where the column is blank, or unknown.

        `ours` reads a column that uses our own words; it raises ValueError for others.
        """
        if declared.value is not None:
            return declared.value
        assert declared.column is not None
        said = self.text(declared.column)
        if said is None:
            return declared.empty
        try:
            return _meaning(declared, said, ours)
        except ValueError:
            if declared.otherwise is not None:
                return declared.otherwise
            self.reject(
                Code.VALUE_UNKNOWN,
                declared.column,
                f"{declared.column} has {_quoted(said)}, which the mapping does not know",
            )
            return None

    def time(self, column: str, read: Reader) -> Reading | None:
        """The instant in a column; None where it is blank or unreadable."""
        cell = self._cells[self._places[column]]
        if isinstance(cell, str) and (not cell.strip() or cell.strip() in self._blank):
            return None
        try:
            return read(cell)
        except ValueError as error:
            self.reject(Code.TIME_UNREADABLE, column, f"{column} has {_quoted(str(cell))}: {error}")
            return None

    def missing(self, columns: Sequence[str]) -> None:
        """Keep the row out for what it does not say, unless it is out because of that already."""
        if not any(finding.column in columns for finding in self.findings):
            named = ", ".join(columns)
            self.reject(Code.VALUE_MISSING, columns[0] if columns else None, f"{named} is empty")


def _meaning(declared: Choice[T], said: str, ours: Callable[[str], T]) -> T:
    if declared.words:
        if said not in declared.words:
            raise ValueError
        return declared.words[said]
    if declared.patterns:
        for pattern in declared.patterns:
            if pattern.match.search(said):
                return pattern.means
        raise ValueError
    return ours(said)


def _quoted(said: str) -> str:
    return repr(said if len(said) <= SHOWN else said[:SHOWN] + "…")


__all__ = ["Slip"]
