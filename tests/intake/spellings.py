"""How people write addresses: made from a seed, by rules that know nothing of how they are read.

A spelling says everything that tells a house from the others of its estate, in some order, with
some words for "building", "unit" and "room", in digits or in Chinese, alone or inside a sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

DIGITS = "零一二三四五六七八九"
SPOKEN = str.maketrans("0127", "洞幺两拐")
WIDE = str.maketrans("0123456789ABCDEFGH#-", "０１２３４５６７８９ＡＢＣＤＥＦＧＨ＃－")


@dataclass(frozen=True, slots=True)
class Address:
    """A house as it is known: building code ("3", "A") or name, unit number, floor, door."""

    building: str
    unit: int | None
    floor: int
    door: int
    estate: str
    street: str
    named: bool = False
    alone: bool = False
    """Whether the estate has this one building only."""

    @property
    def number(self) -> str:
        """1201."""
        return f"{self.floor}{self.door:02d}"


def counted(number: int) -> str:
    """12 as 十二."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def digit_by_digit(number: str, dice: Random) -> str:
    """1201 as 一二零一, 一二〇一 or, over the telephone, 幺两洞幺."""
    if dice.random() < 0.15:
        spoken = number.translate(SPOKEN)
        return "".join(DIGITS[int(each)] if each.isdigit() else each for each in spoken)
    zero = dice.choice("零〇")
    return "".join(zero if each == "0" else DIGITS[int(each)] for each in number)


def building(at: Address, dice: Random) -> str:
    """3栋, 三号楼, 3#, A座, 听涛阁."""
    if at.named:
        return at.building
    if not at.building.isdigit():
        return dice.choice(("{}座", "{}栋", "{} 座", "{}幢")).format(at.building)
    number = int(at.building)
    written = dice.choice((at.building, at.building, counted(number), f"第{number}", f"{number} "))
    words: tuple[str, ...] = ("栋", "栋", "号楼", "号楼", "幢", "号栋", "栋楼")
    if written.isdigit():
        words += ("#", "#楼", "號樓", "棟")
    return written + dice.choice(words)


def unit(at: Address, dice: Random) -> str:
    """2单元, 二单元, 2门, or nothing where there is none."""
    if at.unit is None:
        return ""
    written = dice.choice((str(at.unit), str(at.unit), counted(at.unit)))
    return written + dice.choice(("单元", "单元", "单元", "门", "梯", "單元"))


def room(at: Address, dice: Random) -> str:
    """1201, 1201室, 一二零一, 12楼1号, 十二层02室."""
    number = at.number
    written = dice.choice((number, number, number, digit_by_digit(number, dice)))
    plain = written + dice.choice(("", "", "室", "室", "号", "房", "号房", "房间"))
    floor = dice.choice((str(at.floor), counted(at.floor))) + dice.choice(("楼", "层"))
    door = dice.choice((f"{at.door:02d}", str(at.door), counted(at.door)))
    by_floor = floor + door + dice.choice(("号", "室", "房"))
    return dice.choice((plain, plain, plain, by_floor, f"{floor}{number}", f"{at.floor}F{number}"))


def in_full(at: Address, dice: Random) -> str:
    """3栋2单元1201, with or without something between."""
    gap = dice.choice(("", "", "", "", "-", " ", "，", ",", "/"))
    parts = [each for each in (building(at, dice), unit(at, dice), room(at, dice)) if each]
    return gap.join(parts)


def in_another_order(at: Address, dice: Random) -> str:
    """1201室，3栋2单元; 2单元3栋1201."""
    first, second = building(at, dice), unit(at, dice)
    last = at.number + dice.choice(("室", "号房", "房"))
    comma = dice.choice(("，", ",", " ", ""))
    if second and dice.random() < 0.4:
        return f"{second}{first}{last}"
    return f"{last}{comma}{first}{second}"


def by_dashes(at: Address, dice: Random) -> str:
    """3-2-1201, 3/2/1201, 三杠二杠一二零一, 3#-2-1201."""
    if at.named:
        return f"{at.building}-{at.number}"
    parts = [at.building, *([] if at.unit is None else [str(at.unit)]), at.number]
    dash = dice.choice(("-", "-", "-", "—", "–", "－", "/", "~", " - ", "－"))
    if at.building.isdigit() and at.unit is not None:
        roll = dice.random()
        if roll < 0.12:
            said = [counted(int(at.building)), counted(at.unit), digit_by_digit(at.number, dice)]
            return dice.choice(("杠", "之", "-")).join(said)
        if roll < 0.25:
            mark = dice.choice(("#", "栋", "号楼", "幢"))
            return f"{parts[0]}{mark}{dice.choice(('-', ''))}{parts[1]}-{parts[2]}"
        if roll < 0.3:
            return f"{int(parts[0]):02d}-{int(parts[1]):02d}-{parts[2]}"
    return dash.join(parts)


def closely(at: Address, dice: Random) -> str:
    """A1201, 3 2 1201, 2单元 1201."""
    if at.named or at.building.isdigit():
        parts = [at.building, *([] if at.unit is None else [str(at.unit)]), at.number]
        return " ".join(parts)
    return dice.choice((f"{at.building}{at.number}", f"{at.building.lower()}{at.number}室"))


def as_a_form(at: Address, dice: Random) -> str:
    """楼号：3 单元：2 房号：1201."""
    gap = dice.choice((" ", "，", "\n", "；" if at.unit is None else "，"))
    gap = gap.replace("；", " ")
    colon = dice.choice(("：", ":", " "))
    first = dice.choice(("楼号", "楼栋", "栋号"))
    stair = [] if at.unit is None else [f"单元号{colon}{at.unit}"]
    last = f"{dice.choice(('房号', '房间号', '门牌号'))}{colon}{at.number}"
    return gap.join([f"{first}{colon}{at.building}", *stair, last])


def by_room_alone(at: Address, dice: Random) -> str:
    """1203室: enough where the estate has one building."""
    return f"{at.number}{dice.choice(('室', '房间', '号房'))}"


WAYS: tuple[tuple[int, Callable[[Address, Random], str]], ...] = (
    (46, in_full),
    (22, by_dashes),
    (12, in_another_order),
    (8, as_a_form),
    (8, closely),
)

BEFORE = (
    "", "", "", "", "", "", "我家", "我住在", "我是", "你好，", "您好，我家住", "业主", "地址：",
    "房号：", "麻烦来一下", "师傅到", "{estate}", "{estate}", "{estate} ", "{street}{estate}",
    "{street}", "我们小区", "家里漏水，", "王女士 ", "李先生，", "电梯坏了，",
    "尊敬的物业，我是", "住址 ", "昨天晚上8点跳闸了，", "电话13812345678，", "厨房水管爆裂",
    "张伟", "租客小陈", "周末在家", "急急急！", "我妈家", "新搬来的", "麻烦派人来", "想问一下",
    "孩子被锁在", "空调不制冷 ", "家里没人，", "报修 ",
)  # fmt: skip

AFTER = (
    "", "", "", "", "", "漏水", "家里停电了", "的厨房水管爆了", "，电话13900001111",
    "，水龙头坏了", "下水道堵了", " 空调不制冷", "。请尽快", "天花板渗水", "业主", "，王先生",
    "门锁坏了", "，2025年3月12日上午9点上门", "一直漏水", "需要修灯2盏", "（{estate}）",
    "，两天没水了", "投诉噪音", "住户", "，费用200元",
)  # fmt: skip


def spelled(at: Address, dice: Random) -> str:
    """One spelling."""
    ways = [each for _, each in WAYS]
    weights = [each for each, _ in WAYS]
    way = dice.choices(ways, weights)[0]
    if at.alone and dice.random() < 0.15:
        way = by_room_alone
    text = way(at, dice)
    before, after = dice.choice(BEFORE), dice.choice(AFTER)
    if way is as_a_form:
        before, after = dice.choice(("", "您好，")), dice.choice(("", "\n电话：13812345678"))
    text = f"{before}{text}{after}".format(estate=at.estate, street=at.street)
    return text.translate(WIDE) if dice.random() < 0.08 else text


__all__ = ["Address", "spelled"]
