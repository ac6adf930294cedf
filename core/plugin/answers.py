"""What hooks answer with: values, which the core folds. Texts are for people, in Chinese."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.coded import Coded

MOST_FEN = 10_000_000_000
"""No line of a price is larger: a hundred million yuan."""


class PayerKind(Coded):
    """Who can be the one who pays for work."""

    RESIDENT = "RESIDENT", "住户"
    ESTATE = "ESTATE", "项目"
    DEVELOPER = "DEVELOPER", "开发商"


@dataclass(frozen=True, slots=True)
class Veto:
    """It must not be done. `code` is for programs, `reason` for the person who wanted to."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A better value for a field of what is being recorded, and why."""

    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of staff to whom `points` are added (or taken from), and why (S-C2)."""

    staff_id: UUID
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something in a report's words that speaks for a value, or against it (S-A4).

    `of` is KIND, CATEGORY or URGENCY, `value` the kind, the urgency, or the category's code.
    `points` run from -10 to 10: what is e times as likely has 1.5 more. `text` is what was found.
    """

    of: str
    value: str
    points: float
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A line of what work costs. `amount` is in fen, below 0 for a rebate; `code` is the price
    list's (S-E3). Raises ValueError for what cannot be charged."""

    code: str
    title: str
    amount: int

    def __post_init__(self) -> None:
        if not (_is_amount(self.amount) and _is_said(self.code) and _is_said(self.title)):
            raise ValueError("no line of a price")


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays for the work on a ticket, and why: a warranty, a responsibility. Raises ValueError
    for whoever cannot."""

    who: PayerKind
    why: str

    def __post_init__(self) -> None:
        if not _is_payer(self.who, self.why):
            raise ValueError("nobody who pays")


@dataclass(frozen=True, slots=True)
class Booked:
    """What was to be booked is in somebody's books; `reference` is where people find it there."""

    reference: str


@dataclass(frozen=True, slots=True)
class Represented:
    """Somebody whom a partner's account stands for: what is handed to them is the account's too."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise by `rule` that falls due at `due_at`, and why."""

    rule: str
    due_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class HandoverItem:
    """Something still open that the next shift must know of (S-M1). No personal data."""

    title: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something beyond table rows that belongs to an estate's export: a name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unsettled:
    """`count` matters of one kind that are still open at an estate. No personal data."""

    title: str
    title_en: str
    count: int


def _is_amount(given: object) -> bool:
    return isinstance(given, int) and abs(given) <= MOST_FEN


def _is_said(given: object) -> bool:
    return isinstance(given, str) and bool(given.strip())


def _is_payer(who: object, why: object) -> bool:
    return isinstance(who, PayerKind) and isinstance(why, str)


__all__ = [
    "MOST_FEN",
    "Attachment",
    "Booked",
    "Candidate",
    "Deadline",
    "Evidence",
    "HandoverItem",
    "Payer",
    "PayerKind",
    "PriceLine",
    "Represented",
    "Suggestion",
    "Unsettled",
    "Veto",
]
