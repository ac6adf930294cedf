"""Why nothing was done, in codes and in words."""

from enum import StrEnum

from core.errors import GuanjiaError


class DeveloperCode(StrEnum):
    """The codes of the plugin."""

    DEVELOPER_EXISTS = "DEVELOPER_EXISTS"
    DEVELOPER_HAS_NOBODY = "DEVELOPER_HAS_NOBODY"
    NOT_A_PARTNERS_ACCOUNT = "NOT_A_PARTNERS_ACCOUNT"
    ALREADY_A_MEMBER = "ALREADY_A_MEMBER"
    TERM_INVALID = "TERM_INVALID"
    START_INVALID = "START_INVALID"
    WARRANTY_NOT_PROPOSED = "WARRANTY_NOT_PROPOSED"
    ALREADY_HANDED_OVER = "ALREADY_HANDED_OVER"
    NOBODY_ANSWERS = "NOBODY_ANSWERS"
    HAND_OVER_STEP_NOT_ALLOWED = "HAND_OVER_STEP_NOT_ALLOWED"
    EVIDENCE_MISSING = "EVIDENCE_MISSING"
    EVIDENCE_NOT_OF_TICKET = "EVIDENCE_NOT_OF_TICKET"
    EVIDENCE_NOT_SENT = "EVIDENCE_NOT_SENT"
    REPAIR_DATE_TOO_LATE = "REPAIR_DATE_TOO_LATE"
    COST_INVALID = "COST_INVALID"
    COST_NOT_OPEN = "COST_NOT_OPEN"
    COST_NOT_BOOKABLE = "COST_NOT_BOOKABLE"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    DeveloperCode.DEVELOPER_EXISTS: (
        "本项目已有同名开发商。",
        "A developer of this name is on record here already.",
    ),
    DeveloperCode.DEVELOPER_HAS_NOBODY: (
        "该开发商没有可登录的人员，无法移交。",
        "Nobody of this developer can log in: there is nobody to hand it to.",
    ),
    DeveloperCode.NOT_A_PARTNERS_ACCOUNT: (
        "只有合作方账号可以加入开发商。",
        "Only a partner's account can be one of a developer's people.",
    ),
    DeveloperCode.ALREADY_A_MEMBER: (
        "该账号已属于这家开发商。",
        "The account is one of this developer's people already.",
    ),
    DeveloperCode.TERM_INVALID: (
        "保修条款有误：期限为 1 至 1200 个月，至少一个类别。",
        "A term runs from 1 to 1200 months and is for at least one of the group's categories.",
    ),
    DeveloperCode.START_INVALID: (
        "交付日期不能晚于今天，且只能针对一幢楼或一户。",
        "A hand-over date is not in the future, and is for one building or one house at most.",
    ),
    DeveloperCode.WARRANTY_NOT_PROPOSED: (
        "该工单没有待处理的保修建议。",
        "No warranty proposal stands for the ticket.",
    ),
    DeveloperCode.ALREADY_HANDED_OVER: (
        "该工单已在开发商处。",
        "The ticket is with the developer already.",
    ),
    DeveloperCode.NOBODY_ANSWERS: (
        "工单尚无人负责，您在本项目没有岗位：请先派单。",
        "Nobody has taken the ticket on, and you have no post here: dispatch it first.",
    ),
    DeveloperCode.HAND_OVER_STEP_NOT_ALLOWED: (
        "当前状态（{state}）下不能执行此操作。",
        "That cannot be done while the hand-over is {state}.",
    ),
    DeveloperCode.EVIDENCE_MISSING: (
        "请至少选择一个文件。",
        "Name the files that are to be evidence.",
    ),
    DeveloperCode.EVIDENCE_NOT_OF_TICKET: (
        "所选附件不属于该工单，或已在证据中。",
        "Evidence is chosen from the ticket's own attachments, each once.",
    ),
    DeveloperCode.EVIDENCE_NOT_SENT: (
        "所选文件尚未上传，或不是您为此事项上传的。",
        "Files are sent to their upload links first, for this matter, by who gives them.",
    ),
    DeveloperCode.REPAIR_DATE_TOO_LATE: (
        "维修日期最迟为 {latest}。",
        "The repair is promised for {latest} at the latest.",
    ),
    DeveloperCode.COST_INVALID: ("金额无效。", "The amount cannot be right."),
    DeveloperCode.COST_NOT_OPEN: (
        "该笔追偿当前不能这样处理。",
        "The claim does not stand so that this could be done with it.",
    ),
    DeveloperCode.COST_NOT_BOOKABLE: (
        "账务不能随之变更：{reason}",
        "The books cannot follow: {reason}",
    ),
}
"""Message texts by code: zh-CN, en."""


def refuse(code: DeveloperCode, field: str | None = None, /, **details: object) -> GuanjiaError:
    """The error of a code."""
    return GuanjiaError(code, field=field, details=details)


__all__ = ["TEXTS", "DeveloperCode", "refuse"]
