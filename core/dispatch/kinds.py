"""The words dispatch is described in: how an estate dispatches, and what a score is made of."""

from enum import StrEnum

from core.coded import Coded


class DispatchMode(Coded):
    """Who decides at an estate (S-C2)."""

    MANUAL = "MANUAL", "人工派单：排名仅供参考"
    PROPOSED = "PROPOSED", "系统建议，人工确认；另选他人须说明理由"
    AUTOMATIC = "AUTOMATIC", "系统自动派单"
    TOGETHER = "TOGETHER", "系统每小时合并派单，紧急工单随到随派"


SENDS_ITSELF = frozenset({DispatchMode.AUTOMATIC, DispatchMode.TOGETHER})
"""Modes in which the system dispatches, and escalates what it cannot (S-C5)."""

WANTS_REASONS = SENDS_ITSELF | {DispatchMode.PROPOSED}
"""Modes in which somebody clearly behind the best is picked only with a reason."""


class ScorePart(Coded):
    """The parts of a score, in the order in which they are told."""

    SKILL = "SKILL", "技能与等级"
    AREA = "AREA", "责任区域"
    DISTANCE = "DISTANCE", "距离"
    DUTY = "DUTY", "值班"
    LOAD = "LOAD", "在手工单"
    PROMISES = "PROMISES", "承诺风险"
    RETURNED = "RETURNED", "曾退单"
    LEADS = "LEADS", "部门负责人"
    PLUGIN = "PLUGIN", "插件加减分"


WEIGHED = (
    ScorePart.SKILL,
    ScorePart.AREA,
    ScorePart.DISTANCE,
    ScorePart.DUTY,
    ScorePart.LOAD,
    ScorePart.PROMISES,
)
"""Parts that everybody has; the others are told where they apply."""


class ScoreGround(StrEnum):
    """Why a part has the points it has.

    `core.dispatch.texts` says it in words.
    """

    NO_SKILL_NEEDED = "NO_SKILL_NEEDED"
    SKILL_ENOUGH = "SKILL_ENOUGH"
    SKILL_BELOW = "SKILL_BELOW"
    SKILL_MISSING = "SKILL_MISSING"
    OWN_AREA = "OWN_AREA"
    WHOLE_ESTATE = "WHOLE_ESTATE"
    OTHER_AREA = "OTHER_AREA"
    PLACE_UNKNOWN = "PLACE_UNKNOWN"
    FROM_WORK = "FROM_WORK"
    FROM_AREA = "FROM_AREA"
    WHEREABOUTS_UNKNOWN = "WHEREABOUTS_UNKNOWN"
    ON_DUTY = "ON_DUTY"
    DUTY_ENDS_SOON = "DUTY_ENDS_SOON"
    DUTY_BEGINS_SOON = "DUTY_BEGINS_SOON"
    OFF_DUTY = "OFF_DUTY"
    NO_ROSTER = "NO_ROSTER"
    NOTHING_OPEN = "NOTHING_OPEN"
    OPEN_TICKETS = "OPEN_TICKETS"
    NOTHING_AT_RISK = "NOTHING_AT_RISK"
    PROMISES_AT_RISK = "PROMISES_AT_RISK"
    RETURNED_IT = "RETURNED_IT"
    LEADS_DEPARTMENT = "LEADS_DEPARTMENT"
    PLUGIN_SAYS = "PLUGIN_SAYS"


class Lack(Coded):
    """Why the system could dispatch a ticket to nobody (S-C5)."""

    NOBODY_THERE = "NOBODY_THERE", "没有对应部门或技能的人员"
    NOBODY_ABLE = "NOBODY_ABLE", "无人达到所需技能等级"
    NOBODY_ON_DUTY = "NOBODY_ON_DUTY", "有能力的人员均不当班"
    BELOW_THRESHOLD = "BELOW_THRESHOLD", "最高分低于阈值"
    REFUSED = "REFUSED", "插件不同意"


__all__ = [
    "SENDS_ITSELF",
    "WANTS_REASONS",
    "WEIGHED",
    "DispatchMode",
    "Lack",
    "ScoreGround",
    "ScorePart",
]
