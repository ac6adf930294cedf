"""What can be wrong with any document that is adopted, with the texts people read."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.errors import GuanjiaError


class DocumentCode(StrEnum):
    """Refusals that all adopted documents share."""

    PART_MISSING = "PART_MISSING"
    PART_UNKNOWN = "PART_UNKNOWN"
    VALUE_INVALID = "VALUE_INVALID"
    EFFECTIVE_IN_PAST = "EFFECTIVE_IN_PAST"
    NOTHING_SAID = "NOTHING_SAID"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    DocumentCode.PART_MISSING: ("{path} 缺失。", "{path} is missing."),
    DocumentCode.PART_UNKNOWN: ("{path} 不是已知的内容。", "{path} is nothing the document has."),
    DocumentCode.VALUE_INVALID: ("{path} 有误：{reason}。", "{path} cannot be right: {reason}."),
    DocumentCode.EFFECTIVE_IN_PAST: (
        "不能追溯生效，最早为 {earliest}。",
        "Nothing is adopted for the past: {earliest} at the earliest.",
    ),
    DocumentCode.NOTHING_SAID: (
        "请给出完整文件、逐项修改或恢复上级规定，只选其一。",
        "Give a document, edits, or go back to what stands above: one of them.",
    ),
}
"""Message texts by code: zh-CN, en. Placeholders come from the error's details."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a document: what, where (`promises[3].stop`), and why."""

    code: StrEnum
    path: str
    reason: str

    def within(self, place: str) -> "Problem":
        """The same of a document that stands at `place`."""
        joined = self.path if not self.path or self.path.startswith("[") else f".{self.path}"
        return replace(self, path=place + joined)

    @property
    def error(self) -> GuanjiaError:
        """It as a refusal of the input it stands in."""
        return GuanjiaError(
            self.code, field=self.path, details={"path": self.path, "reason": self.reason}
        )


class DocumentInvalid(Exception):
    """A document that says nothing that could be adopted; `problems` are the first ones found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.path}: {each.reason}" for each in problems))
        self.problems = problems

    def within(self, place: str) -> "DocumentInvalid":
        """The same of a document that stands at `place`."""
        return DocumentInvalid(tuple(each.within(place) for each in self.problems))

    @property
    def error(self) -> GuanjiaError:
        """The first problem, as a refusal."""
        return self.problems[0].error


__all__ = ["TEXTS", "DocumentCode", "DocumentInvalid", "Problem"]
