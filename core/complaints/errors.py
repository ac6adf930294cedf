"""What can stand in the way of recording a stage, with the texts people read."""

from enum import StrEnum


class ComplaintCode(StrEnum):
    """Refusals of the complaints area."""

    STAGE_OUT_OF_ORDER = "STAGE_OUT_OF_ORDER"
    STAGE_NOT_FOR_NATURE = "STAGE_NOT_FOR_NATURE"
    RESPONSIBLE_REQUIRED = "RESPONSIBLE_REQUIRED"
    ATTENDANCE_REQUIRED = "ATTENDANCE_REQUIRED"
    STAGES_MISSING = "STAGES_MISSING"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    ComplaintCode.STAGE_OUT_OF_ORDER: (
        "请先记录前面的环节：{missing}。",
        "Stages before this one are not on record yet: {missing}.",
    ),
    ComplaintCode.STAGE_NOT_FOR_NATURE: (
        "维修类投诉没有这一环节。",
        "A repair-type complaint has no such stage.",
    ),
    ComplaintCode.RESPONSIBLE_REQUIRED: (
        "判定责任须注明责任部门。",
        "Name the department that is responsible.",
    ),
    ComplaintCode.ATTENDANCE_REQUIRED: (
        "重要客户或重大投诉须由管家与部门主管共同到场。",
        "The butler and the department's supervisor attend a grave complaint together.",
    ),
    ComplaintCode.STAGES_MISSING: (
        "投诉尚有环节未完成，不能办结：{missing}。",
        "This complaint cannot be completed before these stages are on record: {missing}.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "ComplaintCode"]
