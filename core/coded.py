"""Codes that say what they mean: the schema and the documentation show it beside each."""

from enum import StrEnum
from typing import Self


class Coded(StrEnum):
    """An enumeration of codes, each with a few words for who reads it: `HELP = "HELP", "求助"`."""

    _value_: str
    meaning: str
    """What people call it, or what it says; empty where the code says enough."""

    def __new__(cls, code: str, meaning: str = "") -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


__all__ = ["Coded"]
