"""What can stand in the way of keeping training records, with the texts people read."""

from enum import StrEnum


class TrainingCode(StrEnum):
    """Refusals of the training area."""

    COURSE_INVALID = "COURSE_INVALID"
    COURSE_RETIRED = "COURSE_RETIRED"
    SCORE_INVALID = "SCORE_INVALID"
    SESSION_NOT_HELD_YET = "SESSION_NOT_HELD_YET"
    NOBODY_ATTENDED = "NOBODY_ATTENDED"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    TrainingCode.COURSE_INVALID: (
        "课程编码为 1 至 40 个字母、数字或 . _ -；天数不为负，有效期至少一天；及格分 1 至 100。",
        "Codes: 1 to 40 letters, digits, . _ -; days from 0, holding from 1; pass mark 1 to 100.",
    ),
    TrainingCode.COURSE_RETIRED: ("该课程已停用。", "This course is no longer given."),
    TrainingCode.SCORE_INVALID: (
        "分数为 0 至 100；有及格分的课程须为到场人员打分，缺席者不打分。",
        "Scores run from 0 to 100: one for all who attended where there is a pass mark, else none.",
    ),
    TrainingCode.SESSION_NOT_HELD_YET: (
        "培训尚未举行，不能登记结果。",
        "A session is recorded once it was held.",
    ),
    TrainingCode.NOBODY_ATTENDED: (
        "请至少登记一名员工，且不重复。",
        "Name somebody who was to attend, nobody twice.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "TrainingCode"]
