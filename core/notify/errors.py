"""What can stand in the way of setting messages up, with the texts people read."""

from enum import StrEnum


class NotifyCode(StrEnum):
    """Refusals of the notify area."""

    TEMPLATE_INVALID = "TEMPLATE_INVALID"
    CHANNEL_UNKNOWN = "CHANNEL_UNKNOWN"
    SETTINGS_INVALID = "SETTINGS_INVALID"
    SECRETS_REQUIRED = "SECRETS_REQUIRED"
    ZONE_UNKNOWN = "ZONE_UNKNOWN"
    LOCALE_UNKNOWN = "LOCALE_UNKNOWN"
    HOUR_INVALID = "HOUR_INVALID"
    ADDRESS_INVALID = "ADDRESS_INVALID"
    TOPIC_NOT_MUTABLE = "TOPIC_NOT_MUTABLE"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    NotifyCode.TEMPLATE_INVALID: ("模板有误：{problem}。", "The template is wrong: {problem}."),
    NotifyCode.CHANNEL_UNKNOWN: (
        "没有名为 {channel} 的渠道。可用：{known}。",
        "There is no channel {channel}. There are: {known}.",
    ),
    NotifyCode.SETTINGS_INVALID: (
        "渠道设置有误：{problem}。",
        "The settings are wrong: {problem}.",
    ),
    NotifyCode.SECRETS_REQUIRED: (
        "首次设置该渠道时须提供密钥：{problem}。",
        "This channel needs its secrets: {problem}.",
    ),
    NotifyCode.ZONE_UNKNOWN: (
        "没有这个时区，请填写如 Asia/Shanghai。",
        "There is no such time zone: name one like Asia/Shanghai.",
    ),
    NotifyCode.LOCALE_UNKNOWN: ("语言只有 zh-CN 和 en。", "There are two languages: zh-CN and en."),
    NotifyCode.HOUR_INVALID: (
        "免打扰时段须同时填写起止时间，格式如 22:00。",
        "Quiet hours have a begin and an end, written like 22:00.",
    ),
    NotifyCode.ADDRESS_INVALID: ("地址有误。", "This is no address."),
    NotifyCode.TOPIC_NOT_MUTABLE: (
        "{topic} 类消息不能关闭。",
        "Messages about {topic} cannot be switched off.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "NotifyCode"]
