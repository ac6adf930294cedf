"""Codes as people read them in a message: zh-CN, en."""

from collections.abc import Mapping

from core.tickets.kinds import HoldReason

NEXT_STEPS: Mapping[str, tuple[str, str]] = {
    "S-A6": ("客服中心受理", "the service centre takes it up"),
    "S-C1": ("安排责任部门和人员", "a department and a person are found for it"),
    "S-D1": ("负责人与您联系并约定时间", "whoever is responsible calls you and agrees a time"),
    "S-D2": ("责任部门确认", "the department confirms"),
    "S-D7": ("办结", "it is finished"),
}
"""What a promise's rule means to the customer."""

NEXT = "NEXT"

TERMS: Mapping[str, tuple[str, str]] = {
    **NEXT_STEPS,
    NEXT: ("下一步处理", "the next step"),
    HoldReason.CUSTOMER.value: ("等待您方便的时间", "waiting for a time that suits you"),
    HoldReason.PARTS.value: ("等待配件到货", "parts are on order"),
    HoldReason.DEVELOPER.value: ("等待开发商处理", "the developer has to act first"),
    HoldReason.CONTRACTOR.value: ("等待外包单位处理", "a contractor has to act first"),
    HoldReason.INTERNAL.value: ("内部安排", "we have to arrange something first"),
    "APPOINTMENT": ("按约定的上门时间", "the appointment is after that"),
}


def term(code: str, *, english: bool) -> str:
    """The words for a code; the code itself where there are none."""
    return TERMS.get(code, (code, code))[english]


__all__ = ["NEXT", "NEXT_STEPS", "TERMS", "term"]
