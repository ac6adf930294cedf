"""The numbers and the roles of revisits (S-F1), and which completions are asked about."""

import hashlib
from datetime import timedelta

from core.actor import Role
from core.coded import Coded
from core.tickets.kinds import Kind, Severity, Urgency
from core.tickets.repository import Standing
from core.tickets.who import CALLERS, LEADS

PROMISE = "S-F1"
"""The promise whose clock says by when a customer is to be asked."""

DAYS = 2
"""Working days for it, where a ticket is under no such promise."""

SHARE = 100
LINK_DAYS = 14
CLOSE_DAYS = 7
ATTEMPTS = 3
"""What an estate begins with: everybody is asked, three times at most; a link is good for two
weeks, and who says nothing for seven days has their ticket closed."""

MOST_DAYS = 90
MOST_ATTEMPTS = 10

AGAIN = timedelta(hours=4)
"""Working time after which a customer who was not reached is tried again, unless told else."""

NOTE_MOST = 2000

REVISITORS = CALLERS
"""Who asks customers."""

RELIEVERS = LEADS & CALLERS
"""Who may take over what somebody else has taken."""

SETTERS = frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER, Role.GROUP_DIRECTOR})
"""Who says how an estate asks."""

TOLD_OF_LATE = (Role.CS_SUPERVISOR, Role.ESTATE_MANAGER)
"""Who is told of a revisit that is late: all who hold the first of these roles that anybody has."""


class SkipReason(Coded):
    """Why a completion is not asked about."""

    NOT_SAMPLED = "NOT_SAMPLED", "未抽中"
    NOBODY_TO_ASK = "NOBODY_TO_ASK", "没有可联系的客户"


SKIPPED = {
    SkipReason.NOT_SAMPLED: "本次完成未抽中回访。",
    SkipReason.NOBODY_TO_ASK: "没有可联系的客户，不作回访。",
}
"""What the history says."""


def always(ticket: Standing) -> bool:
    """Emergencies and major complaints are asked about whatever the share, as is all work that was
    sent back before (S-F3)."""
    major = ticket.kind is Kind.COMPLAINT and ticket.severity is Severity.MAJOR
    return major or ticket.urgency is Urgency.EMERGENCY or ticket.reopened > 0


def sampled(ticket: Standing, share: int) -> bool:
    """Whether a completion is among the `share` per cent asked about: by the ticket's id, so that
    it is the same whoever asks, and nobody can choose."""
    if share >= 100 or always(ticket):
        return True
    drawn = int.from_bytes(hashlib.sha256(ticket.ref.id.bytes).digest()[:8], "big")
    return drawn % 100 < share


__all__ = [
    "AGAIN",
    "ATTEMPTS",
    "CLOSE_DAYS",
    "DAYS",
    "LINK_DAYS",
    "MOST_ATTEMPTS",
    "MOST_DAYS",
    "NOTE_MOST",
    "PROMISE",
    "RELIEVERS",
    "REVISITORS",
    "SETTERS",
    "SHARE",
    "SKIPPED",
    "TOLD_OF_LATE",
    "SkipReason",
    "always",
    "sampled",
]
