"""What recurring fees are for, by what they are reckoned, and how often."""

from enum import StrEnum

from core.coded import Coded


class FeeKind(Coded):
    """周期性收费的种类 (S-L5)."""

    PROPERTY = "PROPERTY", "物业服务费"
    REFUSE = "REFUSE", "垃圾清运费"
    SPECIAL = "SPECIAL", "特约服务费"
    PARKING = "PARKING", "车位费"
    OTHER = "OTHER", "其他"


class FeeBasis(Coded):
    """By what a fee is reckoned."""

    AREA = "AREA", "按建筑面积"
    HOUSE = "HOUSE", "按户"


class FeePeriod(StrEnum):
    """How often a fee is billed; rates are for a month."""

    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"
