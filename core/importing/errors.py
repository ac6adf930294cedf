"""What can stand in the way of a whole import, told to whoever started it.

Refused before a row is written: a mapping that says something impossible, a file that cannot be
read as declared, an estate that is not there. What is wrong with single rows is in `findings`.
"""

from enum import StrEnum


class ImportCode(StrEnum):
    """Why a file is not imported at all."""

    MAPPING_UNREADABLE = "MAPPING_UNREADABLE"
    MAPPING_INVALID = "MAPPING_INVALID"
    FILE_UNREADABLE = "FILE_UNREADABLE"
    FORMAT_UNKNOWN = "FORMAT_UNKNOWN"
    ENCODING_WRONG = "ENCODING_WRONG"
    CSV_BROKEN = "CSV_BROKEN"
    WORKBOOK_BROKEN = "WORKBOOK_BROKEN"
    SHEET_UNKNOWN = "SHEET_UNKNOWN"
    HEADER_MISSING = "HEADER_MISSING"
    COLUMNS_MISSING = "COLUMNS_MISSING"
    COLUMNS_REPEATED = "COLUMNS_REPEATED"
    CATEGORIES_UNKNOWN = "CATEGORIES_UNKNOWN"
    ESTATE_UNKNOWN = "ESTATE_UNKNOWN"
    ESTATE_AMBIGUOUS = "ESTATE_AMBIGUOUS"
    ESTATE_CLOSED = "ESTATE_CLOSED"
    REJECT_UNWRITABLE = "REJECT_UNWRITABLE"
    FILE_CHANGED = "FILE_CHANGED"


class ImportRefused(Exception):
    """The import cannot go on. `remedy` says what to do about it, one line or several."""

    def __init__(self, code: ImportCode, message: str, remedy: str = "") -> None:
        super().__init__(f"{code.value}: {message}")
        self.code = code
        self.message = message
        self.remedy = remedy


__all__ = ["ImportCode", "ImportRefused"]
