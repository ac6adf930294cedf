"""What can stand in the way of a step, with the texts people read."""

from enum import StrEnum

from core.errors import GuanjiaError


class TicketCode(StrEnum):
    """Refusals of the tickets area."""

    STEP_NOT_ALLOWED = "STEP_NOT_ALLOWED"
    RECORD_INCOMPLETE = "RECORD_INCOMPLETE"
    CHANNEL_NOT_ALLOWED = "CHANNEL_NOT_ALLOWED"
    PHONE_UNREADABLE = "PHONE_UNREADABLE"
    TIME_IN_FUTURE = "TIME_IN_FUTURE"
    TIME_IN_PAST = "TIME_IN_PAST"
    TIME_TOO_OLD = "TIME_TOO_OLD"
    TIMES_REVERSED = "TIMES_REVERSED"
    CATEGORY_OF_OTHER_KIND = "CATEGORY_OF_OTHER_KIND"
    NATURE_REQUIRED = "NATURE_REQUIRED"
    NATURE_NOT_FOR_KIND = "NATURE_NOT_FOR_KIND"
    ASSIGNEE_REQUIRED = "ASSIGNEE_REQUIRED"
    ASSIGNEE_OF_OTHER_DEPARTMENT = "ASSIGNEE_OF_OTHER_DEPARTMENT"
    REASON_REQUIRED = "REASON_REQUIRED"
    HOLD_TOO_LONG = "HOLD_TOO_LONG"
    MATERIAL_INVALID = "MATERIAL_INVALID"
    LABOUR_INVALID = "LABOUR_INVALID"
    FEE_INVALID = "FEE_INVALID"
    DEPARTMENT_HEAD_MISSING = "DEPARTMENT_HEAD_MISSING"
    ESTATE_CLOSED = "ESTATE_CLOSED"
    VETOED = "VETOED"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    TicketCode.STEP_NOT_ALLOWED: (
        "工单当前状态（{state}）下您不能执行 {action}，可执行的操作：{allowed}。",
        "{action} is not open to you while the ticket is {state}; allowed: {allowed}.",
    ),
    TicketCode.RECORD_INCOMPLETE: (
        "受理记录不完整，缺少：{missing}。不清楚的请注明原因。",
        "The record lacks: {missing}. Say why, where something is unknown.",
    ),
    TicketCode.CHANNEL_NOT_ALLOWED: (
        "您不能以渠道 {channel} 报事。",
        "You cannot report by the channel {channel}.",
    ),
    TicketCode.PHONE_UNREADABLE: (
        "电话号码无法识别，请只填数字、空格、加号和短横线。",
        "This is no telephone number: digits, spaces, + and - only.",
    ),
    TicketCode.TIME_IN_FUTURE: ("时间不能晚于现在。", "This time lies in the future."),
    TicketCode.TIME_IN_PAST: ("时间必须晚于现在。", "This time lies in the past."),
    TicketCode.TIME_TOO_OLD: (
        "时间过早，最早为 {earliest}。",
        "This time is too long ago: {earliest} at the earliest.",
    ),
    TicketCode.TIMES_REVERSED: (
        "发生时间不能晚于受理时间。",
        "It cannot have happened after it was received.",
    ),
    TicketCode.CATEGORY_OF_OTHER_KIND: (
        "该类别属于 {kind}，与所选类型不符。",
        "This category belongs to the kind {kind}.",
    ),
    TicketCode.NATURE_REQUIRED: (
        "投诉须注明是维修类还是服务类。",
        "A complaint is either repair-type or service-type: say which.",
    ),
    TicketCode.NATURE_NOT_FOR_KIND: (
        "只有投诉区分维修类和服务类。",
        "Only complaints are repair-type or service-type.",
    ),
    TicketCode.ASSIGNEE_REQUIRED: (
        "报修须派到具体人员。",
        "A repair is dispatched to a person: name one.",
    ),
    TicketCode.ASSIGNEE_OF_OTHER_DEPARTMENT: (
        "该员工不属于所选部门。",
        "This person does not belong to the department named.",
    ),
    TicketCode.REASON_REQUIRED: (
        "系统建议的人选明显更合适，另选他人请说明理由。",
        "Somebody clearly better was proposed: say why it is to be another.",
    ),
    TicketCode.HOLD_TOO_LONG: (
        "以此原因最晚可挂起至 {latest}。",
        "For this reason the ticket can be held until {latest} at the latest.",
    ),
    TicketCode.MATERIAL_INVALID: (
        "材料数量须大于零，费用不得为负，最多 {most} 项。",
        "Materials need a quantity above zero and a cost not below it; at most {most} of them.",
    ),
    TicketCode.LABOUR_INVALID: (
        "工时须在 0 至 {most} 分钟之间。",
        "Labour lies between 0 and {most} minutes.",
    ),
    TicketCode.FEE_INVALID: ("费用不得为负。", "A fee is not below zero."),
    TicketCode.DEPARTMENT_HEAD_MISSING: (
        "未找到可亲自接手的部门负责人，请指定一位。",
        "No department head was found to take over: name one.",
    ),
    TicketCode.VETOED: (
        "本项目的规则不允许：{reason}",
        "A rule of this estate does not allow it: {reason}",
    ),
    TicketCode.ESTATE_CLOSED: ("该项目已停止服务。", "This estate is no longer served."),
}
"""Message texts by code: zh-CN, en. Placeholders come from the error's details."""


class StepNotAllowed(GuanjiaError):
    """The action is not open to this caller in the ticket's present state."""

    def __init__(self, action: str, state: str, allowed: tuple[str, ...]) -> None:
        super().__init__(
            TicketCode.STEP_NOT_ALLOWED,
            details={"action": action, "state": state, "allowed": allowed},
        )
        self.allowed = allowed


class RecordIncomplete(GuanjiaError):
    """The record of S-A2 lacks something: `field` is the first of it, `missing` all."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(
            TicketCode.RECORD_INCOMPLETE, field=missing[0], details={"missing": missing}
        )
        self.missing = missing


__all__ = ["TEXTS", "RecordIncomplete", "StepNotAllowed", "TicketCode"]
