"""What can be wrong with a policy or a calendar, with the texts people read."""

from enum import StrEnum


class PolicyCode(StrEnum):
    """Refusals of the promises area."""

    RULE_TWICE = "RULE_TWICE"
    RULE_UNKNOWN = "RULE_UNKNOWN"
    POINT_TWICE = "POINT_TWICE"
    START_IS_STOP = "START_IS_STOP"
    WORKING_DAYS_PAUSED = "WORKING_DAYS_PAUSED"
    COMPLETION_MISSING = "COMPLETION_MISSING"
    CATEGORY_UNKNOWN = "CATEGORY_UNKNOWN"
    SHIFTS_INVALID = "SHIFTS_INVALID"
    ZONE_UNKNOWN = "ZONE_UNKNOWN"
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
    DAY_OUT_OF_RANGE = "DAY_OUT_OF_RANGE"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    PolicyCode.RULE_TWICE: (
        "{path} 与前面的承诺编号重复。",
        "{path}: this rule has a promise already.",
    ),
    PolicyCode.RULE_UNKNOWN: (
        "{path}：政策中没有这项承诺。",
        "{path}: the policy makes no such promise.",
    ),
    PolicyCode.POINT_TWICE: ("{path} 有重复的提醒点。", "{path}: two points are the same."),
    PolicyCode.START_IS_STOP: (
        "{path}：同一事件不能既开始又完成一项承诺。",
        "{path}: what starts a promise cannot keep it.",
    ),
    PolicyCode.WORKING_DAYS_PAUSED: (
        "{path}：以工作日计的承诺不能暂停。",
        "{path}: a promise in working days cannot be paused.",
    ),
    PolicyCode.COMPLETION_MISSING: (
        "缺少完成时限（S-D7），客户被告知的正是它。",
        "S-D7 is missing: it is the time that customers are told.",
    ),
    PolicyCode.CATEGORY_UNKNOWN: (
        "集团没有类别 {path}。",
        "The group has no category {path}.",
    ),
    PolicyCode.SHIFTS_INVALID: (
        '班次格式有误，应如 {{"1": [["08:30", "12:00"]]}}。',
        'Shifts look like {{"1": [["08:30", "12:00"]]}}.',
    ),
    PolicyCode.ZONE_UNKNOWN: ("没有这个时区。", "There is no such time zone."),
    PolicyCode.COUNTRY_UNKNOWN: (
        "不掌握该国家的公共假日。",
        "The public holidays of this country are not known.",
    ),
    PolicyCode.DAY_OUT_OF_RANGE: (
        "日期须在今天至 {latest} 之间。",
        "Days from today to {latest} can be set.",
    ),
}
"""Message texts by code: zh-CN, en. Placeholders come from the error's details."""

__all__ = ["TEXTS", "PolicyCode"]
