"""What the page says, in zh-CN and en."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.surveys.kinds import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """The page's words in one language."""

    lang: str
    title: str
    asked: str
    hint: str
    verdicts: Mapping[Verdict, str]
    thanks: str
    followed: Mapping[Verdict, str]
    chosen: str
    more: str
    optional: str
    required: str
    low: str
    high: str
    yes: str
    no: str
    send: str
    done: str
    gone: str
    gone_hint: str
    busy: str
    busy_hint: str
    failed: str


CHINESE = Words(
    lang="zh-CN",
    title="服务评价",
    asked="您对这次服务满意吗？",
    hint="点一下即可，无需登录。",
    verdicts={
        Verdict.SATISFIED: "满意",
        Verdict.PARTLY: "部分满意",
        Verdict.DISSATISFIED: "不满意",
    },
    thanks="感谢您的评价！",
    followed={
        Verdict.SATISFIED: "工单已办结。",
        Verdict.PARTLY: "问题没有完全解决，我们会继续处理，工单号不变。",
        Verdict.DISSATISFIED: "很抱歉没有让您满意，我们会重新处理，工单号不变。",
    },
    chosen="您的评价",
    more="愿意多说几句吗？",
    optional="选填",
    required="必填",
    low="很差",
    high="很好",
    yes="是",
    no="否",
    send="提交",
    done="您的意见已收到。",
    gone="链接无效或已过期",
    gone_hint="如有问题，请联系您的物业客服中心。",
    busy="操作过于频繁",
    busy_hint="请一分钟后再试。",
    failed="暂时无法处理，请稍后再试。",
)

ENGLISH = Words(
    lang="en",
    title="How was our service?",
    asked="Are you satisfied with how this was done?",
    hint="One tap is enough; there is nothing to log in to.",
    verdicts={
        Verdict.SATISFIED: "Satisfied",
        Verdict.PARTLY: "Partly",
        Verdict.DISSATISFIED: "Dissatisfied",
    },
    thanks="Thank you for telling us.",
    followed={
        Verdict.SATISFIED: "The ticket is closed.",
        Verdict.PARTLY: "It is not all solved: we go on with it, under the same number.",
        Verdict.DISSATISFIED: "We are sorry. It goes back to work, under the same number.",
    },
    chosen="Your answer",
    more="Would you like to say more?",
    optional="optional",
    required="required",
    low="bad",
    high="good",
    yes="Yes",
    no="No",
    send="Send",
    done="We have your words.",
    gone="This link is not valid, or has expired",
    gone_hint="Your service centre is glad to help.",
    busy="Too many requests",
    busy_hint="Please try again in a minute.",
    failed="This cannot be done just now. Please try again shortly.",
)


def words(*, english: bool) -> Words:
    """The page's words."""
    return ENGLISH if english else CHINESE


__all__ = ["CHINESE", "ENGLISH", "Words", "words"]
