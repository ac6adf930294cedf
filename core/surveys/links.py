"""Links by which a survey is answered without logging in: one for each asking, good until it
expires.

A token is made from the survey's key with a key of the installation, so that a message can be
written down without it and have it put in as it leaves; the database keeps a SHA-256 alone.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, update

from core.db.unit_of_work import UnitOfWork
from core.surveys.keep import SurveyRef
from core.surveys.models import SurveyLink

LENGTH = 24
"""Bytes of a token: 192 bits, 32 characters."""

PATH = "/survey/"
WINDOW = timedelta(minutes=1)
MOST_HITS = 30
"""Requests a minute by one link; further ones are turned away."""

MARK = r"⟦survey:([1-9]\d{0,18}):([0-9a-f-]{36})⟧"
"""What stands in a message for the link of a survey, as a pattern of Python's and PostgreSQL's."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links. `secret` is the installation's, `address` what its customers reach it by."""

    secret: str
    address: str

    def token(self, survey: SurveyRef) -> str:
        """The token of a survey: the same each time."""
        said = f"survey-link:{survey.estate_id}:{survey.id}".encode()
        made = hmac.digest(self.secret.encode(), said, "sha256")[:LENGTH]
        return urlsafe_b64encode(made).decode().rstrip("=")

    def url(self, survey: SurveyRef) -> str:
        """The link that the customer is sent."""
        return f"{self.address.rstrip('/')}{PATH}{self.token(survey)}"

    def resolve(self, marked: str) -> str:
        """The link that a mark stands for."""
        found = re.fullmatch(MARK, marked)
        assert found is not None
        return self.url(SurveyRef(int(found[1]), UUID(found[2])))


@dataclass(frozen=True, slots=True)
class Visit:
    """Which survey a link is for. `busy`: it is used too often just now."""

    group_id: int
    survey: SurveyRef
    expires_at: datetime
    busy: bool


def mark(survey: SurveyRef) -> str:
    """What stands in a message for the link of a survey until it is sent."""
    return f"⟦survey:{survey.estate_id}:{survey.id}⟧"


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(
    uow: UnitOfWork, links: Links, group_id: int, survey: SurveyRef, expires_at: datetime
) -> None:
    """Let the survey be answered by its link until then. In the system's scope alone."""
    uow.add(
        SurveyLink,
        token_hash=digest_of(links.token(survey)),
        group_id=group_id,
        estate_id=survey.estate_id,
        survey_id=survey.id,
        expires_at=expires_at,
        window_at=uow.now,
    )


async def visit(uow: UnitOfWork, token: str) -> Visit | None:
    """Whose link this is, counting the request; None for one that is unknown or has expired.

    In the system's scope, of no group: afterwards the scope is the estate's to enter.
    """
    fresh = SurveyLink.window_at <= uow.now - WINDOW
    counted = (
        update(SurveyLink)
        .where(SurveyLink.token_hash == digest_of(token), SurveyLink.expires_at > uow.now)
        .values(
            hits=case((fresh, 1), else_=func.least(SurveyLink.hits + 1, MOST_HITS + 1)),
            window_at=case((fresh, uow.now), else_=SurveyLink.window_at),
        )
        .returning(
            SurveyLink.group_id,
            SurveyLink.estate_id,
            SurveyLink.survey_id,
            SurveyLink.expires_at,
            SurveyLink.hits,
        )
    )
    row = (await uow.execute(counted)).mappings().one_or_none()
    if row is None:
        return None
    return Visit(
        row["group_id"],
        SurveyRef(row["estate_id"], row["survey_id"]),
        row["expires_at"],
        row["hits"] > MOST_HITS,
    )


__all__ = [
    "MARK",
    "MOST_HITS",
    "PATH",
    "WINDOW",
    "Links",
    "Visit",
    "digest_of",
    "mark",
    "open_link",
    "visit",
]
