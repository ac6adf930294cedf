"""The words of addresses, as data: what follows a number, what stands around it, what is no house.

Everything here is matched against folded text (`core.intake.folding`): half-width, upper case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.coded import Coded
from core.intake.numerals import CHARACTERS, CHINESE, SPOKEN
from core.intake.wordlists import words


class Level(Coded):
    """What a part of an address names, from the outside in."""

    PHASE = "PHASE", "期、区"
    BUILDING = "BUILDING", "楼栋"
    UNIT = "UNIT", "单元"
    FLOOR = "FLOOR", "楼层"
    ROOM = "ROOM", "房号"


@dataclass(frozen=True, slots=True)
class Label:
    """A word after a number, and what the number may then be, each with its weight (0 to 1).

    `value` is a regular expression that the number must match in full.
    """

    word: str
    levels: Mapping[Level, float]
    value: str


_OUTER = r"\d{1,3}|[A-Z]{1,2}\d{0,2}|\d{1,2}[A-Z]|[东南西北中甲乙丙丁]"
_STAIR = r"\d{1,2}|[A-Z]|[东南西北中甲乙丙丁]"
_STOREY = r"-?\d{1,3}|顶"
_DOOR = r"[A-Z]{0,2}\d{1,5}[A-Z]?\d{0,2}"


def _labels(levels: Mapping[Level, float], value: str, *words: str) -> tuple[Label, ...]:
    return tuple(Label(word, levels, value) for word in words)


LABELS: tuple[Label, ...] = (
    *_labels({Level.BUILDING: 1.0}, _OUTER, "号楼栋", "号楼", "#楼", "号栋", "号幢", "号座"),
    *_labels({Level.BUILDING: 1.0}, _OUTER, "栋楼", "幢楼", "塔楼", "栋", "幢", "座", "塔", "#"),
    *_labels({Level.UNIT: 1.0}, _STAIR, "单元楼", "单元门", "单元", "号门", "门洞", "门栋"),
    *_labels({Level.UNIT: 1.0}, _STAIR, "号梯", "梯", "门", "单"),
    *_labels({Level.FLOOR: 1.0}, _STOREY, "层楼", "层", "F"),
    *_labels({Level.FLOOR: 1.0, Level.BUILDING: 0.9}, _STOREY, "楼"),
    *_labels({Level.ROOM: 1.0}, _DOOR, "号房间", "号房", "号室", "号商铺", "号铺", "室", "房间"),
    *_labels({Level.ROOM: 1.0}, _DOOR, "房", "铺"),
    *_labels({Level.ROOM: 1.0}, r"\d{3,5}[A-Z]?", "户"),
    *_labels({Level.ROOM: 1.0, Level.BUILDING: 1.0, Level.UNIT: 0.7}, _DOOR, "号"),
)
"""Longer words come before those they begin with."""

NOT_FOLLOWED: Mapping[str, str] = {
    "座": "位椅谈机",
    "门": "口禁锁窗铃前卡厅诊牌",
    "梯": "子",
    "楼": "上下道顶梯宇盘房",
    "号": "线码",
    "单": "独位车",
    "层": "面次",
    "F": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "房": "屋子东产价",
    "户": "型外主人",
}
"""A label is none where what follows its last character makes it another word: 2门口, 3号门锁."""

PREFIXES: tuple[tuple[str, Level], ...] = (
    (r"楼栋号?|楼号|栋号|幢号|座号|BUILDING", Level.BUILDING),
    (r"单元号|UNIT", Level.UNIT),
    (r"楼层|FLOOR", Level.FLOOR),
    (r"房间号?|房号|室号|门牌号?|门牌|ROOM|RM", Level.ROOM),
    (r"(?<![\d\w])栋(?=[:是为])|(?<![\d\w])幢(?=[:是为])", Level.BUILDING),
    (r"(?<![\d\w])单元(?=[:是为])", Level.UNIT),
)
"""Words that stand before their number, as in forms: 楼号：3 单元号：2 房号：1201."""

VALUE = (
    r"[A-Z]{0,2}\d(?:\d|[零〇]|O(?=\d))*(?:[A-Z](?:\d{1,4})?(?![A-Z\d]))?"
    rf"|[A-Z](?![A-Z])|{CHINESE}"
)
SIDE = "[东南西北中甲乙丙丁](?=栋|幢|座|塔|单元|号楼)"
TOP = "顶(?=楼|层)"
BASEMENT = rf"(?:B|负|地下)(?=(?:\d|{CHINESE})[层楼F])"

JOINING = re.compile(
    r"[\s\-/,，、.·|:：()\[\]【】<>#*]{0,4}(?:[杠之的第住在是]|横杠)?[\s\-:：]{0,2}"
)
"""What may stand between two parts of one address."""

SPOKEN_DASH = re.compile(r"\s*(?:-|/|杠|横杠|之|\.)\s*")

_SHORT = rf"(?:(?<![\d.])\d{{1,2}}(?:\.\d+)?|(?<![{CHARACTERS}{SPOKEN}])[{CHARACTERS}]{{1,2}})\s?"
_LONG = r"(?<![\d.])\d{3,}(?:\.\d+)?\s?"
_AFTER_SHORT = "|".join(
    words(
        """
    元 块 万 角 个 次 天 日 小时 分 秒 周 星期 平 方 米 度 % M2 CM MM KM 斤 公斤 吨 升 人 岁
    倍 遍 只 条 辆 台 件 位 名 部 根 把 盏 扇 套 张 份 家 口 下 边 并
    """
    )
)
_AFTER_LONG = "|".join(words("元 块钱 万 平方 平米 M2 米 度 % CM MM KM 斤 公斤 吨 小时 分钟"))

NOISE = re.compile(
    "|".join(
        (
            r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)",  # telephones
            r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)[48]00-?\d{3}-?\d{4}(?!\d)|\d{7,}",
            r"(?<!\d)(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}[日号]?",  # days
            rf"{_SHORT}月(?:\s?{_SHORT}[日号])?|(?:(?:19|20)\d\d\s?|{_SHORT})年",
            rf"(?<!\d)\d{{1,2}}:\d{{2}}(?::\d{{2}})?|{_SHORT}[点时](?:{_SHORT}分?|半|多|左右)?",
            "一(?=[直些样般定起共旦切味])",
            rf"{_SHORT}(?:多|几|来)?(?:{_AFTER_SHORT})",
            rf"{_LONG}(?:多|余)?(?:{_AFTER_LONG})",
            rf"第{_SHORT}[次条回]",
        )
    )
)
"""Numbers that are no part of an address: telephones, times, amounts, and 一 in 一下.

Words that may as well follow a room (1201天花板) count after short numbers alone.
"""

ROAD = re.compile(
    rf"[\u4e00-\u9fff]{{1,12}}?(?:路|街道?|大道|巷|胡同)\s?(?:\d+|{CHINESE})\s?(?:号院?|弄)(?!楼|栋|幢)"
    r"(?:\s?\d+\s?弄)?"
)
"""人民路66号: a street address; and 1088弄 after it."""

__all__ = [
    "BASEMENT",
    "JOINING",
    "LABELS",
    "NOISE",
    "NOT_FOLLOWED",
    "PREFIXES",
    "ROAD",
    "SIDE",
    "SPOKEN_DASH",
    "TOP",
    "VALUE",
    "Label",
    "Level",
]
