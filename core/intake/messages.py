"""What other systems may say, in JSON: a report, or an alarm. Names are those of the API."""

from datetime import datetime
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from core.errors import GuanjiaError
from core.intake.errors import IntakeCode
from core.tickets.kinds import Kind, Urgency
from core.tickets.rules import CONTENT_MOST, NAME_MOST, PLACE_MOST

FAULT_MOST = 200

_Content = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CONTENT_MOST)
]
_Name = Annotated[str, StringConstraints(max_length=NAME_MOST)]
_Place = Annotated[str, StringConstraints(max_length=PLACE_MOST)]


class Said(BaseModel):
    """What every message may say; what it leaves out is its source's to say."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)

    content: _Content
    kind: Kind | None = None
    category_code: _Name | None = None
    urgency: Urgency | None = None
    place: _Place | None = None
    occurred_at: AwareDatetime | None = None


class ReportSaid(Said):
    """A report in a customer's name. `address` is looked up among the estate's houses: taken where
    it names one house and no other, in full; kept as the place where it does not."""

    address: _Place | None = None
    contact_name: _Name | None = None
    contact_phone: _Name | None = None
    received_at: AwareDatetime | None = None


class AlarmSaid(Said):
    """A ring. `fault` tells one fault of the source from every other; `cleared`: it is over."""

    fault: Annotated[str, StringConstraints(min_length=1, max_length=FAULT_MOST)]
    cleared: bool = False


S = TypeVar("S", bound=Said)


def read(model: type[S], body: bytes) -> S:
    """A message's body. Raises MESSAGE_INVALID, naming the first thing wrong."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise GuanjiaError(
            IntakeCode.MESSAGE_INVALID,
            field=place,
            details={"place": place, "reason": first["msg"]},
        ) from None


def instant(told: datetime | None, now: datetime) -> datetime | None:
    """A time that another system tells, never after now: its clock may run ahead of ours."""
    return None if told is None else min(told, now)


__all__ = ["AlarmSaid", "ReportSaid", "Said", "instant", "read"]
