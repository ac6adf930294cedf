"""The words of score cards."""

from core.coded import Coded


class MeritMeasure(Coded):
    """What an indicator is scored from: facts of the month, never anybody's opinion (S-K4)."""

    PROMISES_KEPT = "PROMISES_KEPT", "时限达成率, 万分之"
    SATISFACTION = "SATISFACTION", "客户评分均值, 百分之 (100–500)"
    FIRST_TIME_RIGHT = "FIRST_TIME_RIGHT", "一次完成率, 万分之"
    THANKS = "THANKS", "客户致谢次数"
    WORK_DONE = "WORK_DONE", "完成工单数"


class MeritPeriod(Coded):
    """What months are rolled up into."""

    QUARTER = "QUARTER", "季度"
    YEAR = "YEAR", "年度"


__all__ = ["MeritMeasure", "MeritPeriod"]
