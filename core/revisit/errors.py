"""What can stand in the way of a revisit, with the texts people read."""

from enum import StrEnum


class RevisitCode(StrEnum):
    """Refusals of the revisit area."""

    REVISIT_ENDED = "REVISIT_ENDED"
    REVISIT_TAKEN = "REVISIT_TAKEN"
    REVISIT_SETTING_INVALID = "REVISIT_SETTING_INVALID"
    ANSWER_WITHOUT_CUSTOMER = "ANSWER_WITHOUT_CUSTOMER"
    OUTCOME_REQUIRED = "OUTCOME_REQUIRED"
    SCORES_INCOMPLETE = "SCORES_INCOMPLETE"


TEXTS: dict[StrEnum, tuple[str, str]] = {
    RevisitCode.REVISIT_ENDED: (
        "该回访任务已结束（{state}）。",
        "This revisit has ended already ({state}).",
    ),
    RevisitCode.REVISIT_TAKEN: (
        "该回访任务已由他人领取。",
        "Somebody else has taken this revisit.",
    ),
    RevisitCode.REVISIT_SETTING_INVALID: (
        "抽样比例 0 至 100；链接有效期和自动关闭 1 至 {days} 天；回访次数 1 至 {attempts} 次。",
        (
            "A share is 0 to 100 per cent; a link and a ticket last 1 to {days} days;"
            " 1 to {attempts} attempts are made."
        ),
    ),
    RevisitCode.ANSWER_WITHOUT_CUSTOMER: (
        "未联系上客户，不能记录答复。",
        "The customer was not reached: there is no answer to record.",
    ),
    RevisitCode.OUTCOME_REQUIRED: (
        "请注明问题是否解决；客户不愿评价时请说明情况。",
        "Say whether it is solved; where the customer would not answer, say so in the note.",
    ),
    RevisitCode.SCORES_INCOMPLETE: (
        "四项评分须全部填写，或全部不填。",
        "All four scores are given, or none of them.",
    ),
}
"""Message texts by code: zh-CN, en."""

__all__ = ["TEXTS", "RevisitCode"]
