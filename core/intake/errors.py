"""What can stand in the way of what comes in, and of setting intake up; the texts people read."""

from enum import StrEnum


class IntakeCode(StrEnum):
    """Refusals of the intake area."""

    SOURCE_INVALID = "SOURCE_INVALID"
    MESSAGE_INVALID = "MESSAGE_INVALID"
    MESSAGE_KEY_REUSED = "MESSAGE_KEY_REUSED"
    MAIL_IGNORED = "MAIL_IGNORED"
    MAIL_UNREADABLE = "MAIL_UNREADABLE"
    PRESET_INVALID = "PRESET_INVALID"
    RULES_REFUSED = "RULES_REFUSED"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    IntakeCode.SOURCE_INVALID: (
        "来源设置有误：{reason}。",
        "This cannot be a source: {reason}.",
    ),
    IntakeCode.MESSAGE_INVALID: (
        "消息格式有误：{place} {reason}。",
        "The message cannot be read: {place} {reason}.",
    ),
    IntakeCode.MESSAGE_KEY_REUSED: (
        "该消息编号已用于另一条消息。",
        "This message id was used for another message.",
    ),
    IntakeCode.MAIL_IGNORED: (
        "自动回复、退信和群发邮件不受理。",
        "Automatic answers, bounces and bulk mail are not taken in.",
    ),
    IntakeCode.MAIL_UNREADABLE: ("邮件无法读取：{reason}。", "This is no mail: {reason}."),
    IntakeCode.PRESET_INVALID: ("预设有误：{reason}。", "This cannot be a preset: {reason}."),
    IntakeCode.RULES_REFUSED: ("规则无法使用：{reason}", "These rules cannot be used: {reason}"),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "IntakeCode"]
