"""What is asked where a group has no template of its own: the four scores of S-F2, what became of
the problem (S-E2), and free words. Every template asks these; their answers have columns.
"""

from dataclasses import dataclass

from core.surveys.kinds import QuestionType
from core.surveys.models import SCORES


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen. Titles are zh-CN and en."""

    code: str
    title: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its titles in zh-CN and en. Only choices have options."""

    code: str
    type: QuestionType
    title: str
    title_en: str
    required: bool = False
    options: tuple[Option, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the options."""
        return frozenset(option.code for option in self.options)


OUTCOME = "outcome"
COMMENT = "comment"

OUTCOMES = (
    Option("SOLVED", "已解决", "Solved"),
    Option("PARTLY", "部分解决", "Partly solved"),
    Option("NOT_SOLVED", "未解决", "Not solved"),
)

SHIPPED: tuple[Question, ...] = (
    Question("attitude", QuestionType.SCORE, "服务态度", "Attitude", True),
    Question("speed", QuestionType.SCORE, "响应速度", "Speed of response", True),
    Question("result", QuestionType.SCORE, "处理结果", "Result", True),
    Question("professionalism", QuestionType.SCORE, "专业水平", "Professionalism", True),
    Question(OUTCOME, QuestionType.CHOICE, "问题是否解决", "Is it solved?", True, OUTCOMES),
    Question(COMMENT, QuestionType.TEXT, "意见和建议", "Your words"),
)
"""In the order in which they are asked."""

TITLE, TITLE_EN = "服务评价", "How was our service?"

IN_COLUMNS = frozenset((*SCORES, OUTCOME, COMMENT))
"""Codes of questions whose answers are columns of the survey."""

__all__ = [
    "COMMENT",
    "IN_COLUMNS",
    "OUTCOME",
    "OUTCOMES",
    "SHIPPED",
    "TITLE",
    "TITLE_EN",
    "Option",
    "Question",
]
