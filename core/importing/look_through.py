"""Looking a file through before anything is imported from it."""

from pathlib import Path

from core.importing.csv_source import CsvSource
from core.importing.errors import ImportCode, ImportRefused
from core.importing.mapping import Mapping
from core.importing.source import Source, check_columns
from core.importing.workbook_source import WorkbookSource


def look_through(path: Path, mapping: Mapping) -> Source:
    """The file, read once to its end. Refused where it is not what the mapping declares.

    Raises FORMAT_UNKNOWN, COLUMNS_MISSING, COLUMNS_REPEATED, and what the kind of file raises.
    """
    source = _opened(path, mapping)
    check_columns(source, mapping.columns)
    return source


def _opened(path: Path, mapping: Mapping) -> Source:
    suffix = path.suffix.lower()
    for kind in (CsvSource, WorkbookSource):
        if suffix in kind.SUFFIXES:
            return kind(path, mapping.file)
    known = ", ".join((*CsvSource.SUFFIXES, *WorkbookSource.SUFFIXES))
    raise ImportRefused(
        ImportCode.FORMAT_UNKNOWN,
        f"{path}: what is in it is told by its name, and {suffix or 'no suffix'} is not known.",
        f"Name it for what it is: {known}.",
    )


__all__ = ["look_through"]
