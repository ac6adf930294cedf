"""What was sent, as the core takes it: a form of the page, or JSON of a frontend's own."""

from typing import Any
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from api.survey.page import Given
from core.errors import Code, GuanjiaError
from core.surveys.asked import Said
from core.surveys.errors import SurveyCode
from core.surveys.kinds import QuestionType, Verdict
from core.surveys.models import SCORES
from core.surveys.shipped import COMMENT, IN_COLUMNS, OUTCOME
from core.surveys.tap import Asking, Details
from core.tickets.kinds import Outcome

MOST_FIELDS = 400


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class SaidBody(_Model):
    """An answer to a question of the group's own."""

    code: str = Field(max_length=40)
    score: int | None = None
    choices: tuple[str, ...] | None = None
    yes: bool | None = None
    words: str | None = None


class SurveyBody(_Model):
    """What a frontend sends: the verdict, or more about it, or both at once."""

    verdict: Verdict | None = None
    attitude: int | None = None
    speed: int | None = None
    result: int | None = None
    professionalism: int | None = None
    outcome: Outcome | None = None
    comment: str | None = None
    answers: tuple[SaidBody, ...] = ()

    def details(self) -> Details | None:
        """What is said beside the verdict; None where nothing is."""
        fields: dict[str, Any] = {name: getattr(self, name) for name in (*SCORES, OUTCOME, COMMENT)}
        answers = tuple(Said(**each.model_dump()) for each in self.answers)
        said = Details(**fields, answers=answers)
        return None if said == Details() else said


def body_in(sent: bytes) -> SurveyBody:
    """The JSON that was sent. Raises INVALID naming the place."""
    try:
        return SurveyBody.model_validate_json(sent or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or None
        raise GuanjiaError(Code.INVALID, field=place, details={"reason": first["msg"]}) from None


def form_in(sent: bytes) -> Given:
    """The form that was sent. Raises INVALID for what no browser sends."""
    try:
        return parse_qs(sent.decode("ascii"), max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise GuanjiaError(Code.INVALID, details={"reason": "not a form"}) from None


def verdict_in(given: Given) -> Verdict | None:
    """The button that was tapped, if one was."""
    return Verdict.__members__.get(_one(given, "verdict") or "")


def details_in(asked: Asking, given: Given) -> Details:
    """The form's answers to the questions asked. Raises what a field cannot be read as."""
    fixed: dict[str, Any] = {name: _score(given, name) for name in SCORES}
    fixed[OUTCOME] = Outcome.__members__.get(_one(given, OUTCOME) or "")
    fixed[COMMENT] = _one(given, COMMENT)
    own = (each for each in asked.questions if each.code not in IN_COLUMNS)
    answers = (_said(each.code, each.type, given) for each in own)
    return Details(**fixed, answers=tuple(each for each in answers if each is not None))


def _said(code: str, type_: QuestionType, given: Given) -> Said | None:
    value = _one(given, code)
    if value is None or not value.strip():
        return None
    if type_ is QuestionType.SCORE:
        return Said(code, score=_score(given, code))
    if type_ is QuestionType.YES_NO:
        return Said(code, yes=value == "yes")
    if type_ is QuestionType.TEXT:
        return Said(code, words=value)
    return Said(code, choices=tuple(given[code]))


def _score(given: Given, name: str) -> int | None:
    value = _one(given, name)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) == 1):
        raise GuanjiaError(SurveyCode.SCORE_OUT_OF_RANGE, field=name)
    return int(value)


def _one(given: Given, name: str) -> str | None:
    return next(iter(given.get(name, ())), None)


__all__ = ["SurveyBody", "body_in", "details_in", "form_in", "verdict_in"]
