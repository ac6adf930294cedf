"""What can stand in the way of escalating and answering, with the texts people read."""

from enum import StrEnum


class EscalationCode(StrEnum):
    """Refusals of the escalation area."""

    NOT_TOLD = "NOT_TOLD"
    NOT_ANSWERABLE = "NOT_ANSWERABLE"
    NOBODY_ABOVE = "NOBODY_ABOVE"
    ALREADY_RUNNING = "ALREADY_RUNNING"
    ALREADY_ENDED = "ALREADY_ENDED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    ALREADY_RECORDED = "ALREADY_RECORDED"
    TICKET_NOT_OPEN = "TICKET_NOT_OPEN"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    EscalationCode.NOT_TOLD: (
        "只有被告知的人，或其上级，才能确认或报告。",
        "This is for those who were told, and those above them.",
    ),
    EscalationCode.NOT_ANSWERABLE: (
        "该步骤当前状态为 {state}，无需确认。",
        "This step is {state}: there is nothing to acknowledge.",
    ),
    EscalationCode.NOBODY_ABOVE: (
        "已是最后一级，无法继续上报。",
        "This is the last step: there is nobody to pass it on to.",
    ),
    EscalationCode.ALREADY_RUNNING: (
        "该工单已在升级中。",
        "This ticket is being escalated already.",
    ),
    EscalationCode.ALREADY_ENDED: ("该升级已结束。", "This escalation has ended."),
    EscalationCode.ALREADY_SUBMITTED: (
        "该书面报告已提交。",
        "This report was handed in already.",
    ),
    EscalationCode.ALREADY_RECORDED: (
        "该联合验收已登记，或因工单返工而作废。",
        "This verification was recorded already, or the ticket went back to work.",
    ),
    EscalationCode.TICKET_NOT_OPEN: (
        "工单已办结或撤回，不能升级。",
        "The ticket is done or withdrawn: there is nothing to escalate.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "EscalationCode"]
