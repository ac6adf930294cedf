"""What can stand in the way of keeping the staff's records, with the texts people read."""

from enum import StrEnum
from uuid import UUID

from core.errors import GuanjiaError


class StaffCode(StrEnum):
    """Refusals of the staff area."""

    DEPARTMENT_NAME_TAKEN = "DEPARTMENT_NAME_TAKEN"
    ROLE_NOT_YOURS_TO_GIVE = "ROLE_NOT_YOURS_TO_GIVE"
    HAS_LEFT = "HAS_LEFT"
    LEAVES_BEFORE_JOINING = "LEAVES_BEFORE_JOINING"
    TICKETS_STILL_OPEN = "TICKETS_STILL_OPEN"
    LEVEL_INVALID = "LEVEL_INVALID"
    DUTY_OVERLAPS = "DUTY_OVERLAPS"
    DUTY_INVALID = "DUTY_INVALID"
    ROSTER_TOO_LONG = "ROSTER_TOO_LONG"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    StaffCode.DEPARTMENT_NAME_TAKEN: (
        "该项目已有同名部门。",
        "The estate has a department of this name already.",
    ),
    StaffCode.ROLE_NOT_YOURS_TO_GIVE: (
        "您无权安排或变动此岗位：它不低于您的岗位。",
        "This post is not below yours: somebody above has to see to it.",
    ),
    StaffCode.HAS_LEFT: ("该员工已离职。", "They have left already."),
    StaffCode.LEAVES_BEFORE_JOINING: (
        "离职日期不能早于入职日期。",
        "Nobody leaves before joining.",
    ),
    StaffCode.TICKETS_STILL_OPEN: (
        "该员工名下还有 {count} 张未完成工单，请逐一指定接手人。",
        "They still have {count} open tickets: say for each who takes it over.",
    ),
    StaffCode.LEVEL_INVALID: (
        "技能等级为 1 至 5。",
        "Levels run from 1 (learning) to 5 (teaches it).",
    ),
    StaffCode.DUTY_OVERLAPS: (
        "与已有排班重叠：{starts_at} 至 {ends_at}。",
        "They are on duty already from {starts_at} to {ends_at}.",
    ),
    StaffCode.DUTY_INVALID: (
        "班次须在结束之前开始，且不超过 {hours} 小时。",
        "A duty begins before it ends and takes at most {hours} hours.",
    ),
    StaffCode.ROSTER_TOO_LONG: (
        "一次最多排 {weeks} 周、{duties} 个班次。",
        "At most {weeks} weeks and {duties} duties are planned at once.",
    ),
}
"""Message texts by code: zh-CN, en."""


class TicketsStillOpen(GuanjiaError):
    """Who leaves has tickets that nobody was named for; `tickets` are the first of them."""

    def __init__(self, estate_id: int, tickets: tuple[UUID, ...], count: int) -> None:
        super().__init__(StaffCode.TICKETS_STILL_OPEN, field="handOver", details={"count": count})
        self.estate_id = estate_id
        self.tickets = tickets


__all__ = ["TEXTS", "StaffCode", "TicketsStillOpen"]
