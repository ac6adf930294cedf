"""People's names and telephone numbers."""

from api.demo.dice import Dice, Lottery

SURNAMES: Lottery[str] = Lottery(
    {
        "王": 72, "李": 71, "张": 68, "刘": 54, "陈": 46, "杨": 31, "黄": 25, "赵": 24, "吴": 22,
        "周": 21, "徐": 17, "孙": 16, "马": 13, "朱": 13, "胡": 12, "郭": 12, "何": 12, "林": 11,
        "高": 10, "罗": 10, "郑": 9, "梁": 9, "谢": 8, "宋": 7, "唐": 7, "许": 7, "韩": 6, "冯": 6,
        "邓": 6, "曹": 6, "彭": 5, "曾": 5, "肖": 5, "田": 5, "董": 5, "袁": 5, "潘": 4, "于": 4,
        "蒋": 4, "蔡": 4, "余": 4, "杜": 4, "叶": 4, "程": 4, "苏": 3, "魏": 3, "吕": 3, "丁": 3,
        "任": 3, "沈": 3, "姚": 3, "卢": 3, "姜": 2, "崔": 2, "钟": 2, "谭": 2, "陆": 2, "汪": 2,
        "范": 2, "金": 2, "石": 2, "廖": 2, "贾": 2, "夏": 2, "韦": 2, "方": 2, "白": 1, "邹": 1,
        "孟": 1, "熊": 1, "秦": 1, "邱": 1, "江": 1, "尹": 1, "薛": 1, "闫": 1, "段": 1, "雷": 1,
        "侯": 1, "龙": 1, "史": 1, "陶": 1, "黎": 1, "贺": 1, "顾": 1, "毛": 1, "郝": 1, "龚": 1,
        "邵": 1, "万": 1, "钱": 1, "严": 1, "欧阳": 0.5, "上官": 0.2, "司马": 0.2,
    }
)  # fmt: skip
"""Surnames by how common they are (per thousand people, roughly)."""

MEN = [
    "伟",
    "强",
    "磊",
    "军",
    "勇",
    "杰",
    "涛",
    "超",
    "明",
    "刚",
    "平",
    "辉",
    "鹏",
    "华",
    "飞",
    "鑫",
    "波",
    "斌",
    "浩",
    "凯",
    "建国",
    "建华",
    "志强",
    "志伟",
    "国强",
    "文博",
    "俊杰",
    "浩然",
    "子轩",
    "宇航",
    "晓东",
    "海波",
    "海涛",
    "振华",
    "家豪",
    "嘉伟",
    "立新",
    "德明",
    "永康",
    "成龙",
    "一鸣",
    "思远",
    "天佑",
    "泽宇",
    "博文",
    "瑞霖",
    "景行",
    "明轩",
    "少华",
    "庆丰",
    "长河",
    "学军",
    "卫东",
    "爱民",
    "向阳",
    "春生",
    "金水",
    "福来",
    "世杰",
    "大勇",
    "文斌",
]

WOMEN = [
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "艳",
    "娟",
    "霞",
    "燕",
    "玲",
    "婷",
    "莉",
    "倩",
    "雪",
    "琳",
    "颖",
    "洁",
    "梅",
    "慧",
    "蕾",
    "秀英",
    "桂英",
    "玉兰",
    "秀兰",
    "淑珍",
    "雨涵",
    "欣怡",
    "梓涵",
    "诗琪",
    "思琪",
    "佳怡",
    "晓燕",
    "晓丽",
    "海燕",
    "春梅",
    "冬梅",
    "雪梅",
    "文静",
    "美玲",
    "丽华",
    "红梅",
    "凤英",
    "若曦",
    "语嫣",
    "子涵",
    "可馨",
    "梦瑶",
    "紫萱",
    "雅琴",
    "婉清",
    "素芬",
    "月娥",
    "佩珊",
    "嘉欣",
    "依诺",
    "静怡",
    "书瑶",
    "晓萌",
    "彩霞",
    "小红",
]

GIVEN = (*MEN, *WOMEN)

MOBILE = "154"
"""A prefix of mobile numbers that the numbering plan gives to nobody: no real person answers."""


def person_name(dice: Dice) -> str:
    """A name: 王芳, 欧阳文博."""
    return SURNAMES.draw(dice) + dice.pick(GIVEN)


def family_name(dice: Dice, of: str) -> str:
    """A name of the same family as `of`."""
    surname = of[:2] if of[:2] in SURNAMES.choices else of[:1]
    return surname + dice.pick(GIVEN)


class Phones:
    """Mobile numbers that look like some and belong to nobody, each given out once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, dice: Dice) -> str:
        """A number nobody in the group has."""
        while True:
            number = f"{MOBILE}{dice.whole(0, 99_999_999):08d}"
            if number not in self._taken:
                self._taken.add(number)
                return number


__all__ = ["MOBILE", "Phones", "family_name", "person_name"]
