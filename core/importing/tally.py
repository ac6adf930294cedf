"""The count of an import: every row of the file is taken, already there, or rejected."""

from collections import Counter
from collections.abc import Iterable
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
    taken: int = 0
    already_there: int = 0
    rejected: int = 0
    noted: int = 0
    rejections: dict[Code, Told] = field(default_factory=dict)
    notes: dict[Code, Told] = field(default_factory=dict)
    taken_open: int = 0
    taken_closed: int = 0

    def judged(self, verdict: Verdict) -> None:
        """Count what was found in a row."""
        if verdict.draft is None:
            self.rejected += 1
        elif verdict.findings:
            self.noted += 1
        into = self.rejections if verdict.draft is None else self.notes
        for code in dict.fromkeys(
            finding.code
            for finding in verdict.findings
            if finding.rejects or verdict.draft is not None
        ):
            into.setdefault(code, Told()).add(verdict.row.line)

    def placed(self, verdicts: Iterable[Verdict], keys: set[str]) -> None:
        """Count what became of rows that could be taken; `keys` are those taken now."""
        count = Counter(
            (verdict.draft.source_key in keys, verdict.draft.closed_at is not None)
            for verdict in verdicts
            if verdict.draft is not None
        )
        self.taken_open += count[True, False]
        self.taken_closed += count[True, True]
        self.taken += count[True, False] + count[True, True]
        self.already_there += count[False, False] + count[False, True]

    @property
    def balanced(self) -> bool:
        """Whether every row of the file is accounted for."""
        return self.taken + self.already_there + self.rejected == self.rows


__all__ = ["Tally", "Told"]
