"""The reject file: every row that was not taken, and every note on one that was, with its line.

CSV, written as the source is: the source's own columns stand as they are after four of ours, so
that the file, once corrected, can be imported with the same mapping.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.importing.errors import ImportCode, ImportRefused
from core.importing.judge import Verdict
from core.importing.source import Cell, Source, cell_text

OURS = ("import_line", "import_verdict", "import_code", "import_reason")
REJECTED, NOTED = "REJECTED", "NOTED"


class RejectFile:
    """An open reject file."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def write(self, verdict: Verdict) -> None:
        """One line for a row with findings: all its codes and reasons."""
        self._writer.writerow(
            (
                verdict.row.line,
                REJECTED if verdict.draft is None else NOTED,
                " ".join(finding.code for finding in verdict.telling),
                "; ".join(finding.reason for finding in verdict.telling),
                *map(_as_it_stood, verdict.row.cells),
            )
        )


def _as_it_stood(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell_text(cell)


@contextmanager
def reject_file(path: Path, source: Source) -> Iterator[RejectFile]:
    """The file, which appears under its name, complete, when the block has ended well.

    Raises REJECT_UNWRITABLE before anything is imported.
    """
    draft = path.with_name(f"{path.name}.part")
    try:
        if path.exists() and path.samefile(source.path):
            raise ImportRefused(
                ImportCode.REJECT_UNWRITABLE,
                f"{path} is the file to import.",
                "Name another one with --reject.",
            )
        file = draft.open(
            "w", encoding=source.dialect.encoding, errors="surrogateescape", newline=""
        )
    except OSError as error:
        raise ImportRefused(
            ImportCode.REJECT_UNWRITABLE,
            f"{path} cannot be written: {error.strerror}.",
            "Name another place with --reject.",
        ) from error
    try:
        with file:
            writer = csv.writer(
                file, delimiter=source.dialect.delimiter, quotechar=source.dialect.quote
            )
            writer.writerow((*OURS, *source.header))
            yield RejectFile(writer)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


__all__ = ["NOTED", "OURS", "REJECTED", "RejectFile", "reject_file"]
