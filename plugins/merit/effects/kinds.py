"""The words of effects."""

from collections.abc import Mapping

from core.coded import Coded


class MeritEffectKind(Coded):
    """What can follow from a grade."""

    TALK = "TALK", "谈话提醒"
    PRAISE = "PRAISE", "通报表扬"
    TRAINING = "TRAINING", "培训"
    PAYMENT = "PAYMENT", "发放奖金"
    DEDUCTION = "DEDUCTION", "扣款"
    SUSPENSION = "SUSPENSION", "停职"
    DEMOTION = "DEMOTION", "降级"
    DISMISSAL = "DISMISSAL", "解除劳动合同"
    NO_DISTINCTION = "NO_DISTINCTION", "不评优"
    NO_PROMOTION = "NO_PROMOTION", "不晋级"


STANDING = frozenset({MeritEffectKind.NO_DISTINCTION, MeritEffectKind.NO_PROMOTION})
"""Effects that hold by themselves for a time: there is nothing to carry out."""

LASTING = STANDING | {MeritEffectKind.SUSPENSION}
"""Effects that last for a number of days."""

MONEY = frozenset({MeritEffectKind.PAYMENT, MeritEffectKind.DEDUCTION})
"""Effects that are on the pay-roll list."""

EFFECT_TITLES: Mapping[MeritEffectKind, tuple[str, str]] = {
    MeritEffectKind.TALK: ("谈话提醒", "a talk with the person"),
    MeritEffectKind.PRAISE: ("通报表扬", "praise made known"),
    MeritEffectKind.TRAINING: ("培训", "training"),
    MeritEffectKind.PAYMENT: ("发放奖金", "a payment"),
    MeritEffectKind.DEDUCTION: ("扣款", "a deduction"),
    MeritEffectKind.SUSPENSION: ("停职", "suspension"),
    MeritEffectKind.DEMOTION: ("降级", "demotion"),
    MeritEffectKind.DISMISSAL: ("解除劳动合同", "dismissal"),
    MeritEffectKind.NO_DISTINCTION: ("不评优", "no distinction"),
    MeritEffectKind.NO_PROMOTION: ("不晋级", "no promotion"),
}
"""Their names on paper: zh-CN, en."""


class MeritEffectState(Coded):
    """What became of an effect."""

    DUE = "DUE", "待执行"
    DONE = "DONE", "已执行"
    WAIVED = "WAIVED", "经批准不执行"
    HOLDS = "HOLDS", "期内有效"


class MeritDoer(Coded):
    """Who carries an effect out."""

    DEPARTMENT = "DEPARTMENT", "部门负责人"
    ESTATE = "ESTATE", "管理处"
    COMPANY = "COMPANY", "公司"


__all__ = [
    "EFFECT_TITLES",
    "LASTING",
    "MONEY",
    "STANDING",
    "MeritDoer",
    "MeritEffectKind",
    "MeritEffectState",
]
