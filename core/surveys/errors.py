"""What can stand in the way of an answer, with the texts people read."""

from enum import StrEnum


class SurveyCode(StrEnum):
    """Refusals of the surveys area."""

    SCORE_OUT_OF_RANGE = "SCORE_OUT_OF_RANGE"
    SURVEY_ANSWERED = "SURVEY_ANSWERED"
    SURVEY_VOID = "SURVEY_VOID"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    SurveyCode.SCORE_OUT_OF_RANGE: (
        "评分须为 1 至 5 的整数。",
        "Scores are whole numbers from 1 to 5.",
    ),
    SurveyCode.SURVEY_ANSWERED: ("该评价已提交。", "This survey has been answered already."),
    SurveyCode.SURVEY_VOID: (
        "工单已返工或关闭，此次评价已失效。",
        "The ticket went on without this answer: the survey no longer counts.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "SurveyCode"]
