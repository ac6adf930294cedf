"""The words messages are described in."""

from core.coded import Coded


class Topic(Coded):
    """What a message is about: people choose channels, and fall silent, by topic."""

    PROGRESS = "PROGRESS", "工单进展"
    DELAY = "DELAY", "延期与改约"
    WORK = "WORK", "派给自己的工作"
    ESCALATION = "ESCALATION", "升级"
    REVISIT = "REVISIT", "回访"
    BILLING = "BILLING", "账单"
    RECORD = "RECORD", "与本人有关的记录"
    NOTICE = "NOTICE", "其他通知"


class RecipientKind(Coded):
    """Who is told."""

    STAFF = "STAFF"
    RESIDENT = "RESIDENT"
    ACCOUNT = "ACCOUNT"
    CONTACT = "CONTACT", "somebody with a telephone number and no row of their own"


class MessageState(Coded):
    """How far a message has come. Reading it is another matter (`read_at`)."""

    WAITING = "WAITING", "told, on its way"
    DELAYED = "DELAYED", "until the recipient's quiet hours end"
    SENT = "SENT", "a channel has taken it"
    MUTED = "MUTED", "the recipient wants none of this topic; kept, not sent"
    FAILED = "FAILED", "no channel would take it"


class AttemptState(Coded):
    """How one attempt by one channel ended."""

    CLAIMED = "CLAIMED", "about to be sent, or being sent"
    SENT = "SENT"
    RETRY = "RETRY", "failed for now: the channel is tried again"
    FAILED = "FAILED", "failed for good: the next channel's turn"


CALM = frozenset({Topic.PROGRESS, Topic.REVISIT, Topic.BILLING, Topic.RECORD, Topic.NOTICE})
"""Topics that a person may mute: what is only good to know. Work and broken promises are not."""

IN_APP = "IN_APP"
EMAIL = "EMAIL"
WEBHOOK = "WEBHOOK"
SMS = "SMS"
WECHAT = "WECHAT"

__all__ = [
    "CALM",
    "EMAIL",
    "IN_APP",
    "SMS",
    "WEBHOOK",
    "WECHAT",
    "AttemptState",
    "MessageState",
    "RecipientKind",
    "Topic",
]
