"""Free text as it is kept: trimmed, bounded, and something PostgreSQL can hold."""

import re
from enum import StrEnum

from core.errors import GuanjiaError


class TextCode(StrEnum):
    """What can be wrong with a text, whatever it says."""

    TEXT_REQUIRED = "TEXT_REQUIRED"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    TEXT_UNREADABLE = "TEXT_UNREADABLE"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    TextCode.TEXT_REQUIRED: ("此项必填。", "This cannot be left empty."),
    TextCode.TEXT_TOO_LONG: (
        "文字过长，最多 {most} 字。",
        "The text is too long: at most {most} characters.",
    ),
    TextCode.TEXT_UNREADABLE: (
        "文字中含有无法保存的控制字符。",
        "The text holds control characters that cannot be kept.",
    ),
}
"""Message texts by code: zh-CN, en."""

_UNREADABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\ud800-\\udfff]")


def optional(field: str, value: str | None, most: int) -> str | None:
    """`value` trimmed; None where nothing is left. `most` counts characters.

    Raises TEXT_TOO_LONG, and TEXT_UNREADABLE for control characters other than tab, newline and
    return, and for halves of surrogate pairs.
    """
    if value is None:
        return None
    trimmed = value.strip()
    if len(trimmed) > most:
        raise GuanjiaError(TextCode.TEXT_TOO_LONG, field=field, details={"most": most})
    if not trimmed.isprintable() and _UNREADABLE.search(trimmed):
        raise GuanjiaError(TextCode.TEXT_UNREADABLE, field=field)
    return trimmed or None


def required(field: str, value: str | None, most: int) -> str:
    """Like `optional`, but raises TEXT_REQUIRED where nothing is left."""
    kept = optional(field, value, most)
    if kept is None:
        raise GuanjiaError(TextCode.TEXT_REQUIRED, field=field)
    return kept


__all__ = ["TEXTS", "TextCode", "optional", "required"]
