"""The count of an import: every row of the file is taken, already there, or rejected."""

from collections.abc import Container
from dataclasses import dataclass, field

from core.importing.findings import Code
from core.importing.judge import Verdict

LINES_SHOWN = 5


@dataclass(slots=True)
class Told:
    """How often a code was given, and on which lines of the file first."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """Once more."""
        self.count += 1
        if len(self.lines) < LINES_SHOWN:
            self.lines.append(line)


@dataclass(slots=True)
class Tally:
    """What became of the rows so far. A row with several findings counts once among the rows."""

    rows: int
    blank_lines: int
    taken_open: int = 0
    taken_closed: int = 0
    already_there: int = 0
    rejected: int = 0
    noted: int = 0
    rejections: dict[Code, Told] = field(default_factory=dict)
    notes: dict[Code, Told] = field(default_factory=dict)

    def add(self, verdict: Verdict, placed: Container[str]) -> None:
        """Count a row; `placed` are the source keys of those taken just now."""
        if verdict.draft is None:
            self.rejected += 1
        elif verdict.draft.source_key not in placed:
            self.already_there += 1
        elif verdict.draft.closed_at is None:
            self.taken_open += 1
        else:
            self.taken_closed += 1
        self.noted += verdict.draft is not None and bool(verdict.findings)
        told = self.rejections if verdict.draft is None else self.notes
        for code in dict.fromkeys(finding.code for finding in verdict.telling):
            told.setdefault(code, Told()).add(verdict.row.line)

    @property
    def taken(self) -> int:
        """Rows that are in the database because of this run."""
        return self.taken_open + self.taken_closed

    @property
    def balanced(self) -> bool:
        """Whether every row of the file is accounted for."""
        return self.taken + self.already_there + self.rejected == self.rows


__all__ = ["Tally", "Told"]
