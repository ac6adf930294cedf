"""Numbers as people write and say them: 12, 十二, 一二零一, 一千二百零一, 十二零一, 幺二洞幺."""

import re

DIGITS: dict[str, str] = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", "123456789", strict=True)),
    "〇": "0", "两": "2", "幺": "1", "洞": "0", "拐": "7", "勾": "9",
}  # fmt: skip

POWERS: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

PLAIN = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖幺"
SPOKEN = "洞拐勾"
"""Digits as they are said over the telephone; elsewhere they are words of their own."""

CHARACTERS = PLAIN + "".join(POWERS)
CHINESE = f"(?:[{CHARACTERS}]|[{SPOKEN}](?=[{CHARACTERS}{SPOKEN}]{{2}}))[{CHARACTERS}{SPOKEN}]*"
"""Matches a number in Chinese."""

_DIGIT = f"[{PLAIN}]"
_COUNTED = re.compile(
    f"(?:({_DIGIT})[千仟])?(?:[零〇]?({_DIGIT})[百佰])?(?:([零〇])?({_DIGIT})?([十拾]))?"
)


def value_of(text: str) -> str | None:
    """The number in decimal digits, zeros in front kept; None where it is none.

    A counted number may be followed by a room's digits: 十二零一 is floor 12, door 01.
    """
    if not any(each in POWERS for each in text):
        read = [DIGITS.get(each, each if each.isdecimal() else "") for each in text]
        return "".join(read) if read and all(read) else None
    found = _COUNTED.match(text)
    if found is None or found.end() == 0:
        return None
    thousands, hundreds, _, tens, ten = found.groups()
    total = 1000 * _digit(thousands) + 100 * _digit(hundreds)
    if ten:
        total += 10 * (_digit(tens) if tens else 1)
    rest = text[found.end() :]
    if any(each in POWERS for each in rest):
        return None
    digits = "".join(DIGITS[each] for each in rest)
    if ten and digits and digits[0] != "0":
        total, digits = total + int(digits[0]), digits[1:]
    elif (thousands or hundreds) and len(digits) == 2 and digits[0] == "0":
        total, digits = total + int(digits), ""
    return f"{total}{digits}"


def _digit(text: str | None) -> int:
    return int(DIGITS[text]) if text else 0


__all__ = ["CHARACTERS", "CHINESE", "SPOKEN", "value_of"]
