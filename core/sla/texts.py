"""What people read for each stretch of a promise: zh-CN, en."""

from collections.abc import Mapping

from core.sla.explain import Segment, SegmentReason
from core.tickets.kinds import HoldReason

REASONS: Mapping[SegmentReason, tuple[str, str]] = {
    SegmentReason.RUNNING: ("计时中", "The clock runs"),
    SegmentReason.OUTSIDE_HOURS: ("班次以外，不计时", "Outside working hours"),
    SegmentReason.DAY_OFF: ("休息日，不计时", "Not a working day"),
    SegmentReason.HOLIDAY: ("节假日，不计时", "A holiday"),
    SegmentReason.START_DAY: ("当天不计，自次日起算", "Working days count from the day after"),
    SegmentReason.HELD: ("等待{hold}，暂停计时", "Waiting for {hold}: stopped"),
    SegmentReason.HELD_RUNNING: (
        "等待{hold}，照常计时",
        "Waiting for {hold}: the clock runs on",
    ),
    SegmentReason.LIMIT_REACHED: (
        "等待{hold}已达上限，恢复计时",
        "Waited for {hold} as long as it may: the clock runs on",
    ),
    SegmentReason.OVERDUE: ("已超时", "Overdue"),
}

HOLDS: Mapping[HoldReason, tuple[str, str]] = {
    HoldReason.CUSTOMER: ("客户", "the customer"),
    HoldReason.PARTS: ("配件", "parts"),
    HoldReason.DEVELOPER: ("开发商", "the developer"),
    HoldReason.CONTRACTOR: ("外包单位", "the contractor"),
    HoldReason.INTERNAL: ("内部安排", "ourselves"),
}


def told(segment: Segment, *, english: bool) -> str:
    """A stretch in words."""
    hold = "" if segment.hold is None else HOLDS[segment.hold][english]
    return REASONS[segment.reason][english].format(hold=hold)


__all__ = ["HOLDS", "REASONS", "told"]
