"""Errors for whoever runs the service: what was wrong, where, and what to do about it.

They never reach a caller of the API. The command line prints them and leaves with the exit code
of their kind (`EXIT`).
"""

from enum import StrEnum


class OperatorCode(StrEnum):
    """What stands in the way of running."""

    CONFIGURATION = "CONFIGURATION"
    CLUSTER_IN_USE = "CLUSTER_IN_USE"
    CLUSTER_FAILED = "CLUSTER_FAILED"
    DATABASE_UNREACHABLE = "DATABASE_UNREACHABLE"
    DATABASE_TOO_OLD = "DATABASE_TOO_OLD"
    GRANTS_MISSING = "GRANTS_MISSING"
    ROLE_UNSAFE = "ROLE_UNSAFE"
    NOT_MIGRATED = "NOT_MIGRATED"
    MIGRATION_FAILED = "MIGRATION_FAILED"
    FILE_STORE_FAILED = "FILE_STORE_FAILED"
    FILE_UNWRITABLE = "FILE_UNWRITABLE"
    FILE_UNREADABLE = "FILE_UNREADABLE"
    FILE_UNUSABLE = "FILE_UNUSABLE"


FAILURE = 1
USAGE = 2
DATABASE = 3
PARTLY = 4

EXIT: dict[OperatorCode, int] = {
    OperatorCode.CONFIGURATION: USAGE,
    OperatorCode.CLUSTER_IN_USE: DATABASE,
    OperatorCode.CLUSTER_FAILED: DATABASE,
    OperatorCode.DATABASE_UNREACHABLE: DATABASE,
    OperatorCode.DATABASE_TOO_OLD: DATABASE,
    OperatorCode.GRANTS_MISSING: DATABASE,
    OperatorCode.ROLE_UNSAFE: DATABASE,
    OperatorCode.NOT_MIGRATED: DATABASE,
    OperatorCode.MIGRATION_FAILED: FAILURE,
    OperatorCode.FILE_STORE_FAILED: FAILURE,
    OperatorCode.FILE_UNWRITABLE: FAILURE,
    OperatorCode.FILE_UNREADABLE: FAILURE,
    OperatorCode.FILE_UNUSABLE: FAILURE,
}
"""Exit codes by kind: 1 the work failed, 2 asked wrongly, 3 the database is not ready. What is done
but for something that it names leaves with 4."""


class OperatorError(Exception):
    """A refusal to run. `remedy` says what to do, one line or several."""

    def __init__(self, code: OperatorCode, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}\n{remedy}" if remedy else message)
        self.code = code
        self.message = message
        self.remedy = remedy

    @property
    def exit_code(self) -> int:
        """The exit code a command leaves with."""
        return EXIT[self.code]


__all__ = ["DATABASE", "EXIT", "FAILURE", "PARTLY", "USAGE", "OperatorCode", "OperatorError"]
