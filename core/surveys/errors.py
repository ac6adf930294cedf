"""What can stand in the way of an answer, with the texts people read."""

from enum import StrEnum


class SurveyCode(StrEnum):
    """Refusals of the surveys area."""

    SCORE_OUT_OF_RANGE = "SCORE_OUT_OF_RANGE"
    SURVEY_ANSWERED = "SURVEY_ANSWERED"
    SURVEY_VOID = "SURVEY_VOID"
    ANSWER_REQUIRED = "ANSWER_REQUIRED"
    ANSWER_INVALID = "ANSWER_INVALID"


class TemplateCode(StrEnum):
    """What can be wrong with a survey template."""

    QUESTION_INVALID = "QUESTION_INVALID"
    QUESTIONS_MISSING = "QUESTIONS_MISSING"
    TOO_MANY_QUESTIONS = "TOO_MANY_QUESTIONS"
    NOT_RETROACTIVE = "NOT_RETROACTIVE"


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
    SurveyCode.ANSWER_REQUIRED: ("请回答：{question}。", "Please answer: {question}."),
    SurveyCode.ANSWER_INVALID: (
        "问题 {question} 的答案无效：没有这个问题、答案类型不符，或不在选项之中。",
        (
            "The answer to {question} cannot be taken: there is no such question, it takes another"
            " type of answer, or this is none of its options."
        ),
    ),
    TemplateCode.QUESTION_INVALID: (
        "问题 {question} 有误：检查编码、中英文标题、题型和选项（选择题 2 至 {most} 个）。",
        (
            "The question {question} will not do: look at its code, titles, type and options"
            " (choices have 2 to {most})."
        ),
    ),
    TemplateCode.QUESTIONS_MISSING: (
        "模板须包含四项评分和是否解决：缺少 {missing}。",
        "A template asks for the four scores and the outcome: {missing} is missing.",
    ),
    TemplateCode.TOO_MANY_QUESTIONS: ("最多 {most} 个问题。", "At most {most} questions."),
    TemplateCode.NOT_RETROACTIVE: (
        "生效时间不能早于现在，也不能早于上一版本（{earliest}）。",
        "It takes effect now or later, and not before the version before it ({earliest}).",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "SurveyCode", "TemplateCode"]
