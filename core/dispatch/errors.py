"""What can stand in the way of setting dispatch up, with the texts people read."""

from enum import StrEnum


class DispatchCode(StrEnum):
    """Refusals of the dispatch area."""

    THRESHOLD_INVALID = "THRESHOLD_INVALID"
    PLACE_INVALID = "PLACE_INVALID"
    AREA_TOO_LARGE = "AREA_TOO_LARGE"
    NEED_INVALID = "NEED_INVALID"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    DispatchCode.THRESHOLD_INVALID: (
        "阈值须在 0 至 100 之间。",
        "The threshold lies between 0 and 100.",
    ),
    DispatchCode.PLACE_INVALID: (
        "经纬度超出范围。",
        "This is no place on earth: latitude -90 to 90, longitude -180 to 180 degrees.",
    ),
    DispatchCode.AREA_TOO_LARGE: (
        "责任区域最多 {most} 栋楼；负责整个项目的人员无需设置。",
        "An area has at most {most} buildings; who is for the whole estate needs none.",
    ),
    DispatchCode.NEED_INVALID: (
        "请填写至少一个职能，技能等级 1 至 5 且不重复，用时 1 至 {most} 分钟。",
        "Name a function; levels from 1 to 5, no skill twice, and 1 to {most} minutes.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "DispatchCode"]
