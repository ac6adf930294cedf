"""What people read for a code, in their language: zh-CN first, en.

Each area keeps its texts beside its codes (`TEXTS: code -> (zh-CN, en)`); they are gathered here.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import cast

from core import text
from core.adopted import errors as adopted
from core.complaints import errors as complaints
from core.dispatch import errors as dispatch
from core.errors import Code, GuanjiaError
from core.escalation import errors as escalation
from core.estates import errors as estates
from core.files import errors as files
from core.handover import errors as handover
from core.incidents import errors as incidents
from core.intake import errors as intake
from core.notify import errors as notify
from core.revisit import errors as revisit
from core.sla import errors as sla
from core.staff import errors as staff
from core.surveys import errors as surveys
from core.tickets import errors as tickets
from core.training import errors as training

GENERAL: Mapping[StrEnum, tuple[str, str]] = {
    Code.UNAUTHENTICATED: ("请先登录。", "Log in first."),
    Code.NOT_FOUND: (
        "没有找到，或者您无权查看。",
        "There is no such thing, or it is not yours to see.",
    ),
    Code.INVALID: ("输入有误：{reason}。", "This cannot be right: {reason}."),
    Code.CONFLICT: (
        "内容已被他人修改，当前版本为 {current}，请刷新后重试。",
        "Somebody changed it first; it is at version {current} now. Read it again and retry.",
    ),
    Code.IDEMPOTENCY_KEY_REUSED: (
        "该幂等键已用于另一个请求，请换一个。",
        "This idempotency key was used for another request: take a new one.",
    ),
    Code.PLUGIN_NOT_ENABLED: (
        "该项目的合同未开通此功能（{plugin}）。",
        "This estate's contract does not include {plugin}.",
    ),
    Code.UNAVAILABLE: ("服务暂不可用，请稍后重试。", "The service is busy: try again shortly."),
    Code.INTERNAL: ("服务出错，已记录。", "Something went wrong here; it is on record."),
}

_TEXTS: dict[StrEnum, tuple[str, str]] = {
    **GENERAL,
    **text.TEXTS,
    **adopted.TEXTS,
    **estates.TEXTS,
    **handover.TEXTS,
    **tickets.TEXTS,
    **training.TEXTS,
    **dispatch.TEXTS,
    **complaints.TEXTS,
    **files.TEXTS,
    **incidents.TEXTS,
    **escalation.TEXTS,
    **notify.TEXTS,
    **staff.TEXTS,
    **intake.TEXTS,
    **surveys.TEXTS,
    **revisit.TEXTS,
    **sla.TEXTS,
}


def learn(texts: Mapping[StrEnum, tuple[str, str]]) -> None:
    """Add the texts of an area above this floor. A code is told one way only."""
    clashes = {code for code, told in texts.items() if _TEXTS.get(code, told) != told}
    if clashes:
        raise ValueError(f"texts given twice: {sorted(clashes)}")
    _TEXTS.update(texts)


def message(error: GuanjiaError, locale: str) -> str:
    """What the error says in a locale; anything but English is answered in Chinese."""
    english = locale.lower().startswith("en")
    told = _TEXTS.get(error.code, (error.code.value, error.code.value))[english]
    shown = {name: _shown(value, english) for name, value in error.details.items()}
    return told.format_map(_Details(shown))


def meaning(code: str) -> str:
    """What a code is told as, in both languages, with the places of its details in braces."""
    return " ".join(_TEXTS.get(cast(StrEnum, code), ()))


class _Details(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"


def _shown(value: object, english: bool) -> str:
    if isinstance(value, GuanjiaError):
        return message(value, "en" if english else "zh-CN")
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, list | tuple | set | frozenset):
        listed = [str(each) for each in value]
        return (", " if english else "、").join(listed) or ("none" if english else "无")
    return str(value)


__all__ = ["learn", "meaning", "message"]
