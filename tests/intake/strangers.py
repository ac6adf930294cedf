"""Addresses that are none of an estate's: of other estates and streets, and of no house at all."""

from dataclasses import replace
from random import Random

from tests.intake.spellings import Address, by_dashes, in_another_order, in_full

OTHER_ESTATES = (
    "阳光花园", "碧桂园", "万科金域蓝湾", "保利香槟国际", "绿地世纪城", "恒大绿洲", "融创壹号院",
    "金地格林小镇", "中海国际社区", "龙湖滟澜山", "华润橡树湾", "仁恒河滨城", "汤臣一品",
    "万达广场", "桃源居", "蓝天公寓", "和平里", "枫林美景小区", "翡翠华庭", "金科时代中心",
    "奥林匹克花园", "威尔士春天", "聚宏地中海", "白沙花园", "望龙小区", "曙光新村", "新华社区",
    "紫御江山", "北辰三角洲", "星海名城", "荷塘月色", "御景铭城",
)  # fmt: skip

OTHER_STREETS = (
    "人民路66号", "中山北路 1200 号", "解放大道88号", "建设街5号", "长宁路1027弄", "和平巷12号",
    "南京西路一百号",
)  # fmt: skip

LEADS = ("", "", "我住", "我住在", "你好，我家在", "麻烦到", "地址：", "上海市浦东新区")


def of_another_estate(at: Address, others: tuple[str, ...], dice: Random) -> str:
    """A house that this estate has too, named as another estate's."""
    address = dice.choice((in_full, in_full, by_dashes))(at, dice)
    name = dice.choice(others)
    if dice.random() < 0.15:
        return f"{address}（{name}）"
    return f"{dice.choice(LEADS)}{name}{dice.choice(('', '', ' ', '，', '的'))}{address}"


def of_another_street(at: Address, dice: Random) -> str:
    """A house that this estate has too, in another street."""
    return f"{dice.choice(LEADS)}{dice.choice(OTHER_STREETS)}{in_full(at, dice)}"


def of_no_house(at: Address, largest: Address, dice: Random) -> str:
    """A building, unit, floor or door beyond the last one. `largest` has the last of each."""
    beyond = dice.randint(1, 9)
    changed = [replace(at, floor=largest.floor + beyond), replace(at, door=largest.door + beyond)]
    if at.building.isdigit():
        changed.append(replace(at, building=str(int(largest.building) + beyond)))
    else:
        changed.append(replace(at, building=chr(ord(largest.building) + min(beyond, 5))))
    if at.unit is not None and largest.unit is not None:
        changed.append(replace(at, unit=largest.unit + beyond))
    way = dice.choice((in_full, in_full, by_dashes, in_another_order))
    return dice.choice(("", "", "我住在", "您好，")) + way(dice.choice(changed), dice)


__all__ = ["OTHER_ESTATES", "of_another_estate", "of_another_street", "of_no_house"]
