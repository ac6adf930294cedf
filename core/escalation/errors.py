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


class ChainsCode(StrEnum):
    """What can be wrong with chains that a group would adopt."""

    CHAIN_TWICE = "CHAIN_TWICE"
    CHAIN_MISSING = "CHAIN_MISSING"
    NOT_FOR_ALL = "NOT_FOR_ALL"
    LADDER_UNREACHED = "LADDER_UNREACHED"
    ROLE_NOT_TOLD = "ROLE_NOT_TOLD"
    ROLE_NOT_ABOVE = "ROLE_NOT_ABOVE"
    STEPS_OUT_OF_ORDER = "STEPS_OUT_OF_ORDER"
    NO_STEP_BEFORE = "NO_STEP_BEFORE"
    REPORT_TOO_SOON = "REPORT_TOO_SOON"


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
    ChainsCode.CHAIN_TWICE: ("{path} 与前面的链重复。", "{path}: {reason}."),
    ChainsCode.CHAIN_MISSING: ("{path} 缺少升级链：{reason}。", "{path}: {reason}."),
    ChainsCode.NOT_FOR_ALL: (
        "{path}：最后一级阶梯须适用于所有工单，任何事项都不能无人过问。",
        "{path}: {reason}; nothing waits unseen.",
    ),
    ChainsCode.LADDER_UNREACHED: (
        "{path}：前面的阶梯已适用于所有工单，此处不会生效。",
        "{path}: {reason}, so this one never counts.",
    ),
    ChainsCode.ROLE_NOT_TOLD: ("{path}：该角色不是升级告知对象。", "{path}: {reason}."),
    ChainsCode.ROLE_NOT_ABOVE: ("{path}：解除升级须由上级决定。", "{path}: {reason}."),
    ChainsCode.STEPS_OUT_OF_ORDER: ("{path}：前面的步骤反而更晚。", "{path}: {reason}."),
    ChainsCode.NO_STEP_BEFORE: ("{path}：第一步之前没有上一步。", "{path}: {reason}."),
    ChainsCode.REPORT_TOO_SOON: ("{path}：书面报告在被要求之前就已逾期。", "{path}: {reason}."),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "ChainsCode", "EscalationCode"]
