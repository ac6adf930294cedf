"""The states of a quote, and who pays for work."""

from core.coded import Coded


class QuoteState(Coded):
    """A ticket has at most one quote that is offered or accepted."""

    OFFERED = "OFFERED", "待确认"
    ACCEPTED = "ACCEPTED", "已同意"
    DECLINED = "DECLINED", "已拒绝"
    SUPERSEDED = "SUPERSEDED", "已被新报价取代"


class ConsentForm(Coded):
    """How an agreement was given."""

    IN_PERSON_ONLINE = "IN_PERSON_ONLINE", "本人线上确认"
    PHONE = "PHONE", "电话录音"
    ON_SITE = "ON_SITE", "现场签字"
    MESSAGE = "MESSAGE", "微信或短信"
    NOT_NEEDED = "NOT_NEEDED", "住户不付费, 无需确认"
