"""What can stand in the way of keeping the house archive, with the texts people read."""

from enum import StrEnum


class EstateCode(StrEnum):
    """Refusals of the estates area."""

    ALREADY_LIVES_THERE = "ALREADY_LIVES_THERE"
    ALREADY_MOVED_OUT = "ALREADY_MOVED_OUT"
    DATES_REVERSED = "DATES_REVERSED"
    RESIDENT_AMBIGUOUS = "RESIDENT_AMBIGUOUS"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    EstateCode.ALREADY_LIVES_THERE: (
        "该住户在此期间已登记在这套房屋。",
        "This resident is on record in this house for that time already.",
    ),
    EstateCode.ALREADY_MOVED_OUT: ("该住户已迁出。", "This resident has moved out already."),
    EstateCode.DATES_REVERSED: (
        "迁出日期不能早于入住日期。",
        "Nobody moves out before moving in.",
    ),
    EstateCode.RESIDENT_AMBIGUOUS: (
        "请选择已有住户，或填写新住户的姓名和电话，二者取一。",
        "Name a resident on record, or give a new one's name and telephone: one of the two.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "EstateCode"]
