"""What can stand in the way of handing a shift over, with the texts people read."""

from enum import StrEnum


class HandoverCode(StrEnum):
    """Refusals of the handover area."""

    NOT_ON_STAFF_HERE = "NOT_ON_STAFF_HERE"
    SHIFT_END_UNKNOWN = "SHIFT_END_UNKNOWN"
    SIGNED_ALREADY = "SIGNED_ALREADY"
    SAME_PERSON = "SAME_PERSON"
    NOT_ON_THE_LIST = "NOT_ON_THE_LIST"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    HandoverCode.NOT_ON_STAFF_HERE: (
        "您不是该项目的在职员工，不能交接班。",
        "Only who works at the estate hands over or takes over there.",
    ),
    HandoverCode.SHIFT_END_UNKNOWN: (
        "您当前不在班，请填写班次结束时间。",
        "You are not on the roster now: say when your shift ends.",
    ),
    HandoverCode.SIGNED_ALREADY: (
        "该交接班已签收。",
        "This handover is signed already.",
    ),
    HandoverCode.SAME_PERSON: (
        "交班人不能自己接班，请由接班人签收。",
        "Nobody takes over from themselves: the incoming shift signs.",
    ),
    HandoverCode.NOT_ON_THE_LIST: (
        "所选工单不在清单中，或已不由交班人负责。",
        "These tickets are not on the list, or no longer the outgoing person's.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "HandoverCode"]
