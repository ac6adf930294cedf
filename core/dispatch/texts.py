"""What people read for each ground of a score: zh-CN, en. `{a}`, `{b}`, `{c}` are its facts."""

from collections.abc import Mapping
from functools import lru_cache

import orjson

from core.dispatch.kinds import ScoreGround
from core.staff.models import Skill

GROUNDS: Mapping[ScoreGround, tuple[str, str]] = {
    ScoreGround.NO_SKILL_NEEDED: ("此类工单不要求专门技能", "No particular skill is needed"),
    ScoreGround.SKILL_ENOUGH: ("{a} {b} 级（要求 {c} 级）", "{a} at level {b} ({c} needed)"),
    ScoreGround.SKILL_BELOW: ("{a}仅 {b} 级（要求 {c} 级）", "{a} only at level {b} ({c} needed)"),
    ScoreGround.SKILL_MISSING: (
        "没有有效的{a}技能（要求 {c} 级）",
        "No valid skill {a} (level {c} needed)",
    ),
    ScoreGround.OWN_AREA: ("在其责任区域内", "In their own area"),
    ScoreGround.WHOLE_ESTATE: ("负责整个项目", "Responsible for the whole estate"),
    ScoreGround.OTHER_AREA: ("不在其责任区域内", "Outside their area"),
    ScoreGround.PLACE_UNKNOWN: ("工单地点没有对应楼栋", "The ticket names no building"),
    ScoreGround.FROM_WORK: ("正在约 {a} 米外处理其他工单", "Working some {a} m away"),
    ScoreGround.FROM_AREA: ("责任区域距现场约 {a} 米", "Their area is some {a} m away"),
    ScoreGround.WHEREABOUTS_UNKNOWN: ("当前位置未知", "Where they are is not known"),
    ScoreGround.ON_DUTY: ("当班至 {a}", "On duty until {a}"),
    ScoreGround.DUTY_ENDS_SOON: (
        "当班，但 {a} 下班，可能做不完",
        "On duty, but only until {a}: it may not be enough",
    ),
    ScoreGround.DUTY_BEGINS_SOON: ("未当班，{a} 上班", "Off duty; on again at {a}"),
    ScoreGround.OFF_DUTY: ("未当班", "Off duty"),
    ScoreGround.NO_ROSTER: ("本项目没有排班记录", "No roster is kept here"),
    ScoreGround.NOTHING_OPEN: ("手头没有工单", "Has no open ticket"),
    ScoreGround.OPEN_TICKETS: ("手头有 {a} 张工单", "Has {a} open tickets"),
    ScoreGround.NOTHING_AT_RISK: ("没有临近到期的承诺", "Has no promise at risk"),
    ScoreGround.PROMISES_AT_RISK: (
        "{a} 张工单的承诺即将到期，{b} 张工单已超时",
        "{a} tickets have a promise falling due shortly, {b} are overdue",
    ),
    ScoreGround.RETURNED_IT: ("曾退回本工单", "Gave this ticket back before"),
    ScoreGround.LEADS_DEPARTMENT: ("负责人，优先派给其下属", "Leads others, who are asked first"),
    ScoreGround.PLUGIN_SAYS: ("{b}", "{b}"),
}

SKILLS: Mapping[Skill, tuple[str, str]] = {
    Skill.PLUMBING: ("给排水", "Plumbing"),
    Skill.ELECTRICITY: ("强电", "Electricity"),
    Skill.LOW_VOLTAGE: ("弱电", "Low voltage"),
    Skill.HVAC: ("暖通空调", "Heating and cooling"),
    Skill.LIFT: ("电梯", "Lifts"),
    Skill.MASONRY: ("土建", "Masonry"),
    Skill.CARPENTRY: ("木工门窗", "Carpentry"),
    Skill.LOCKS: ("锁具", "Locks"),
    Skill.FIRE_SAFETY: ("消防", "Fire safety"),
    Skill.SECURITY: ("秩序维护", "Security"),
    Skill.CLEANING: ("保洁", "Cleaning"),
    Skill.GREENING: ("绿化", "Greening"),
    Skill.RECEPTION: ("接待沟通", "Reception"),
}


@lru_cache(maxsize=2)
def as_json(*, english: bool) -> str:
    """All texts of a language by code, as a JSON object: PostgreSQL fills them in."""
    told = [(code.value, text[english]) for code, text in GROUNDS.items()]
    told += [(skill.value, text[english]) for skill, text in SKILLS.items()]
    return orjson.dumps(dict(told)).decode()


__all__ = ["GROUNDS", "SKILLS", "as_json"]
