"""The words of warranties."""

from core.coded import Coded


class Component(Coded):
    """The part of a house that a warranty is for."""

    STRUCTURE = "STRUCTURE", "地基基础和主体结构"
    WATERPROOFING = "WATERPROOFING", "屋面、卫生间、外墙防渗漏"
    HEATING_COOLING = "HEATING_COOLING", "供热与供冷系统"
    PLUMBING = "PLUMBING", "给排水管道"
    ELECTRICAL = "ELECTRICAL", "电气管线"
    EQUIPMENT = "EQUIPMENT", "设备安装"
    DOORS_WINDOWS = "DOORS_WINDOWS", "门窗"
    FINISHES = "FINISHES", "装修、面层"
    COMMON_FACILITIES = "COMMON_FACILITIES", "公共设施"
    OTHER = "OTHER", "其他"


class WarrantyState(Coded):
    """What became of a ticket's warranty."""

    PROPOSED = "PROPOSED", "在保修期内，建议移交"
    HANDED_OVER = "HANDED_OVER", "已移交"
    DISMISSED = "DISMISSED", "不移交，有理由"
    LAPSED = "LAPSED", "重新分类后不再适用"


__all__ = ["Component", "WarrantyState"]
