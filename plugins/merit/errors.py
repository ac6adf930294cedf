"""Why nothing was done, in codes and in words."""

from enum import StrEnum

from core.errors import GuanjiaError


class MeritCode(StrEnum):
    """The codes of the plugin."""

    MERIT_STEP_NOT_ALLOWED = "MERIT_STEP_NOT_ALLOWED"
    MERIT_OWN_CASE = "MERIT_OWN_CASE"
    MERIT_ANOTHER_PERSON_NEEDED = "MERIT_ANOTHER_PERSON_NEEDED"
    MERIT_EVIDENCE_REQUIRED = "MERIT_EVIDENCE_REQUIRED"
    MERIT_EVIDENCE_USED = "MERIT_EVIDENCE_USED"
    MERIT_GROUND_NOT_OF_GRADE = "MERIT_GROUND_NOT_OF_GRADE"
    MERIT_AMOUNT_INVALID = "MERIT_AMOUNT_INVALID"
    MERIT_OBJECTION_TOO_LATE = "MERIT_OBJECTION_TOO_LATE"
    MERIT_NOT_LIGHTER = "MERIT_NOT_LIGHTER"
    MERIT_EFFECT_NOT_DUE = "MERIT_EFFECT_NOT_DUE"
    MERIT_EFFECT_NOT_YET = "MERIT_EFFECT_NOT_YET"
    MERIT_ROLE_NOT_POSSIBLE = "MERIT_ROLE_NOT_POSSIBLE"
    MERIT_THANKED_ALREADY = "MERIT_THANKED_ALREADY"
    MERIT_NOBODY_TO_THANK = "MERIT_NOBODY_TO_THANK"
    MERIT_RULE_INVALID = "MERIT_RULE_INVALID"
    MERIT_INDICATOR_INVALID = "MERIT_INDICATOR_INVALID"
    MERIT_CORRECTION_INVALID = "MERIT_CORRECTION_INVALID"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    MeritCode.MERIT_STEP_NOT_ALLOWED: (
        "当前状态（{state}）不能执行此操作。",
        "That cannot be done in this state ({state}).",
    ),
    MeritCode.MERIT_OWN_CASE: (
        "任何人不得对本人的奖惩或考核作出决定。",
        "Nobody decides about themselves.",
    ),
    MeritCode.MERIT_ANOTHER_PERSON_NEEDED: (
        "须由未参与提出、签注、审批的人办理。",
        "Somebody else is needed: you have proposed, endorsed or approved it.",
    ),
    MeritCode.MERIT_EVIDENCE_REQUIRED: (
        "提出奖惩须附证据（工单、时限、评价或说明）。",
        "A proposal needs evidence: a ticket, a promise, an answer, or a statement.",
    ),
    MeritCode.MERIT_EVIDENCE_USED: (
        "该事实已用于其他奖惩。",
        "This fact has served for another case already.",
    ),
    MeritCode.MERIT_GROUND_NOT_OF_GRADE: (
        "理由与等级不符：奖励与惩处各有其理由。",
        "The ground is not one for this grade.",
    ),
    MeritCode.MERIT_AMOUNT_INVALID: (
        "奖金金额必须为 1 至 {most} 分；其他等级没有金额。",
        "A bonus has an amount of 1 to {most} fen; other grades have none.",
    ),
    MeritCode.MERIT_OBJECTION_TOO_LATE: (
        "异议期已过。",
        "The time for objections has passed.",
    ),
    MeritCode.MERIT_NOT_LIGHTER: (
        "减轻只能是同一阶梯上较轻的等级，或同一等级较少的扣分；奖励只能维持或撤销。",
        "Lighter is a lesser penalty, or the same with fewer points; no reward becomes lighter.",
    ),
    MeritCode.MERIT_EFFECT_NOT_DUE: (
        "该事项无须执行，或已执行。",
        "There is nothing to carry out, or it was done.",
    ),
    MeritCode.MERIT_EFFECT_NOT_YET: (
        "尚无记录可证：培训须先登记合格，解除合同须先办理离职。",
        "The record is missing: of a course that was passed, or of the place's end.",
    ),
    MeritCode.MERIT_ROLE_NOT_POSSIBLE: (
        "不能改任该岗位；只有降级可以改任。",
        "This role cannot be given here; and only a demotion gives one.",
    ),
    MeritCode.MERIT_THANKED_ALREADY: (
        "该工单的致谢已登记。",
        "Thanks for this ticket were recorded already.",
    ),
    MeritCode.MERIT_NOBODY_TO_THANK: (
        "该工单没有承办人可致谢。",
        "Nobody has worked on this ticket.",
    ),
    MeritCode.MERIT_RULE_INVALID: ("规则有误。", "The rule cannot be right."),
    MeritCode.MERIT_INDICATOR_INVALID: ("考核指标有误。", "The indicator cannot be right."),
    MeritCode.MERIT_CORRECTION_INVALID: (
        "更正后的得分须在 0 至 100 之间，且不同于原得分。",
        "A corrected score is 0 to 100, and another than before.",
    ),
}
"""Message texts by code: zh-CN, en."""


def refuse(code: MeritCode, field: str | None = None, /, **details: object) -> GuanjiaError:
    """The error of a code."""
    return GuanjiaError(code, field=field, details=details)


__all__ = ["TEXTS", "MeritCode", "refuse"]
