"""Workbooks (Excel and OpenDocument): rows numbered as the spreadsheet numbers them."""

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from core.importing.declared import FileFormat
from core.importing.errors import ImportCode, ImportRefused
from core.importing.source import Dialect, Row, is_blank, named, trimmed


class WorkbookSource:
    """One sheet of a workbook. Columns are counted from the first that is used."""

    SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

    def __init__(self, path: Path, declared: FileFormat) -> None:
        """Raises FILE_UNREADABLE, WORKBOOK_BROKEN, SHEET_UNKNOWN and HEADER_MISSING."""
        self.path = path
        self.dialect = Dialect("utf-8")
        self._header_line = declared.header_line
        self._sheet = _sheet(path, declared.sheet)
        lines = self._lines()
        self.header = named(path, next(lines, Row(1, ())).cells)
        self.count = self.blank_lines = 0
        for line in lines:
            if is_blank(line.cells):
                self.blank_lines += 1
            else:
                self.count += 1

    def rows(self) -> Iterator[Row]:
        """The rows below the header, blank ones left out."""
        width = len(self.header)
        lines = self._lines()
        next(lines, None)
        for line in lines:
            if not is_blank(line.cells):
                yield Row(line.line, trimmed(line.cells, width))

    def _lines(self) -> Iterator[Row]:
        """Every line of the sheet from the header on."""
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            if number >= self._header_line:
                yield Row(number, tuple(cells))


def _sheet(path: Path, named_sheet: str | None) -> CalamineSheet:
    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if not names or (named_sheet is not None and named_sheet not in names):
            raise ImportRefused(
                ImportCode.SHEET_UNKNOWN,
                f"{path} has no sheet {named_sheet or 'at all'}; it has: {', '.join(names)}",
                "Name one of them in [file] sheet.",
            )
        return workbook.get_sheet_by_name(named_sheet or names[0])
    except OSError as error:
        raise ImportRefused(ImportCode.FILE_UNREADABLE, f"{path}: {error.strerror}.") from error
    except PasswordError as error:
        raise ImportRefused(
            ImportCode.WORKBOOK_BROKEN,
            f"{path} is protected by a password.",
            "Save it without one.",
        ) from error
    except CalamineError as error:
        raise ImportRefused(
            ImportCode.WORKBOOK_BROKEN,
            f"{path} is no workbook that can be read: {error}.",
            "Open it in a spreadsheet and save it again as .xlsx, or name it .csv if it is CSV.",
        ) from error


__all__ = ["WorkbookSource"]
