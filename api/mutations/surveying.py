"""What the mutations on surveys and revisits share: their errors, and answers as they are given."""

from typing import Any

import strawberry

from api.graph.payloads import UserError, code_of, error_codes
from core.errors import Code
from core.revisit.errors import RevisitCode
from core.surveys.asked import Said
from core.surveys.errors import SurveyCode, TemplateCode
from core.text import TextCode
from core.tickets.errors import TicketCode

RevisitErrorCode = error_codes(
    "RevisitErrorCode", Code, TextCode, TicketCode, SurveyCode, TemplateCode, RevisitCode
)


@strawberry.type(description="Why a mutation on surveys or revisits was refused.")
class RevisitError(UserError):
    code: Any = code_of(RevisitErrorCode)


@strawberry.input(
    description="The answer to a question of the group's own: the one field of its type."
)
class SurveyAnswerInput:
    code: str = strawberry.field(description="The question's.")
    score: int | None = strawberry.field(description="1 (bad) to 5 (good).", default=None)
    choices: list[str] | None = strawberry.field(
        description="Codes of options; for CHOICE one.", default=None
    )
    yes: bool | None = None
    words: str | None = None

    def said(self) -> Said:
        """As the core takes it."""
        choices = None if self.choices is None else tuple(self.choices)
        return Said(self.code, self.score, choices, self.yes, self.words)


__all__ = ["RevisitError", "RevisitErrorCode", "SurveyAnswerInput"]
