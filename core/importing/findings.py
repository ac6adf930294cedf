"""What can be wrong with a row: why it is rejected, or what to note about a row that is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Reason codes of the reject file."""

    WRONG_WIDTH = "WRONG_WIDTH"
    UNDECODABLE = "UNDECODABLE"
    TEXT_UNREADABLE = "TEXT_UNREADABLE"
    NUMBER_ROUNDED = "NUMBER_ROUNDED"
    KEY_MISSING = "KEY_MISSING"
    KEY_TOO_LONG = "KEY_TOO_LONG"
    KEY_REPEATED = "KEY_REPEATED"
    VALUE_MISSING = "VALUE_MISSING"
    VALUE_UNKNOWN = "VALUE_UNKNOWN"
    CATEGORY_OF_OTHER_KIND = "CATEGORY_OF_OTHER_KIND"
    TIME_UNREADABLE = "TIME_UNREADABLE"
    TIME_IN_FUTURE = "TIME_IN_FUTURE"
    TIME_TOO_OLD = "TIME_TOO_OLD"
    TIME_REPEATED = "TIME_REPEATED"
    TIME_SKIPPED = "TIME_SKIPPED"
    CLOSED_BEFORE_OPENED = "CLOSED_BEFORE_OPENED"
    STATUS_CONTRADICTS = "STATUS_CONTRADICTS"
    DUE_TOO_LATE = "DUE_TOO_LATE"
    DUE_BEFORE_OPENED = "DUE_BEFORE_OPENED"
    OCCURRED_AFTER_OPENED = "OCCURRED_AFTER_OPENED"
    PHONE_UNREADABLE = "PHONE_UNREADABLE"
    RESULT_WHILE_OPEN = "RESULT_WHILE_OPEN"


MEANINGS: Mapping[Code, str] = {
    Code.WRONG_WIDTH: "more or fewer fields than the header names",
    Code.UNDECODABLE: "bytes that are not of the declared encoding",
    Code.TEXT_UNREADABLE: "control characters that cannot be kept",
    Code.NUMBER_ROUNDED: "a number of more than 15 digits, which the spreadsheet has rounded",
    Code.KEY_MISSING: "no source key, so a second run could not know the row again",
    Code.KEY_TOO_LONG: "a source key of more than 300 characters",
    Code.KEY_REPEATED: "the source key of an earlier row of the file",
    Code.VALUE_MISSING: "nothing where a value is required",
    Code.VALUE_UNKNOWN: "a value that the mapping does not know",
    Code.CATEGORY_OF_OTHER_KIND: "a category that belongs to another kind of ticket",
    Code.TIME_UNREADABLE: "a time in none of the declared formats",
    Code.TIME_IN_FUTURE: "opened or closed later than now",
    Code.TIME_TOO_OLD: "opened before the earliest date that the mapping allows",
    Code.TIME_REPEATED: "a local time that the end of summer time made happen twice",
    Code.TIME_SKIPPED: "a local time that the start of summer time left out",
    Code.CLOSED_BEFORE_OPENED: "closed before it was opened",
    Code.STATUS_CONTRADICTS: "the status and the closing time say different things",
    Code.DUE_TOO_LATE: "promised for implausibly long after the opening",
    Code.DUE_BEFORE_OPENED: "promised for a time before the opening",
    Code.OCCURRED_AFTER_OPENED: "said to have happened after it was reported",
    Code.PHONE_UNREADABLE: "no telephone number",
    Code.RESULT_WHILE_OPEN: "a result, although the ticket is open",
}
"""What each code means, for the report and the documentation."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one row. `column` is the file's; `reason` says what was found and done.

    A row with any finding that `rejects` is not taken; the other findings are notes.
    """

    code: Code
    column: str | None
    reason: str
    rejects: bool = True


__all__ = ["MEANINGS", "Code", "Finding"]
