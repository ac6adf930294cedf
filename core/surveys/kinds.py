"""The words surveys are described in: what is asked, how it was answered, what came of it."""

from core.coded import Coded


class Verdict(Coded):
    """What the customer says of the whole (S-F3): what they tap, or what their scores come to."""

    SATISFIED = "SATISFIED", "满意"
    PARTLY = "PARTLY", "部分满意"
    DISSATISFIED = "DISSATISFIED", "不满意"


class AnswerWay(Coded):
    """By which way an answer came (S-F1)."""

    APP = "APP", "客户登录后自行评价"
    FORM = "FORM", "凭链接在线评价，无需登录"
    PHONE = "PHONE", "电话回访"
    SMS = "SMS", "短信回访"
    VISIT = "VISIT", "上门回访"


class QuestionType(Coded):
    """What kind of answer a question takes."""

    SCORE = "SCORE", "1（差）至 5（好）分"
    CHOICE = "CHOICE", "单选"
    CHOICES = "CHOICES", "多选"
    YES_NO = "YES_NO", "是/否"
    TEXT = "TEXT", "文字"


TAKES_OPTIONS = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})
"""Types whose answers are among the question's own options."""
