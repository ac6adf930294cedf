"""The mapping: how a file of another system says what a ticket is. Declared in TOML, checked here.

A mapping names columns, the words they use and what those mean here, the formats and the zone of
times, the file's encoding, and what is done with rows that say something impossible. See
`docs/importing.md`.
"""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import Field, ValidationError, field_validator, model_validator

from core.importing.declared import (
    Declared,
    FileFormat,
    Rules,
    Times,
    known_formats,
    known_zone,
)
from core.importing.errors import ImportCode, ImportRefused
from core.tickets.kinds import Channel, Kind, Nature, Severity, Urgency

T = TypeVar("T")

SHIPPED = Path(__file__).parent / "mappings"
"""Mappings that come with the product: named by their file's stem."""

Name = Annotated[str, Field(min_length=1)]


class Source(Declared):
    """Where a value comes from: fixed, or of columns. A plain text in the file is a fixed value."""

    @model_validator(mode="before")
    @classmethod
    def _fixed(cls, given: Any) -> Any:
        return {"value": given} if isinstance(given, str) else given

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it is made of."""
        raise NotImplementedError


def _exactly_one(part: Source, *names: str) -> None:
    given = [name for name in names if getattr(part, name) not in (None, ())]
    if len(given) != 1:
        listed = ", ".join(f"`{name}`" for name in names)
        raise ValueError(f"needs exactly one of {listed}")


class Words(Source):
    """Text: one column, several joined (those with something in them), or a fixed text."""

    value: Name | None = None
    column: Name | None = None
    columns: tuple[Name, ...] = ()
    join: str = "\n"

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        _exactly_one(self, "value", "column", "columns")
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        return self.columns or ((self.column,) if self.column else ())


class Pattern(Declared, Generic[T]):
    """`match` is a regular expression that may match anywhere in the column's text."""

    match: re.Pattern[str]
    means: T = Field(alias="is")


class Choice(Source, Generic[T]):
    """One of a few words: fixed, or a column's through `is` (its words) or ordered `patterns`.

    With neither, the column must hold our own words. `otherwise` stands for words not listed,
    `empty` for nothing; without them such rows are rejected.
    """

    value: T | None = None
    column: Name | None = None
    words: dict[str, T] = Field(default_factory=dict, alias="is")
    patterns: tuple[Pattern[T], ...] = ()
    otherwise: T | None = None
    empty: T | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        _exactly_one(self, "value", "column")
        if self.words and self.patterns:
            raise ValueError("takes `is` or `patterns`, not both")
        return self

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.column,) if self.column else ()

    @property
    def outcomes(self) -> frozenset[T]:
        """Everything it can come to by the mapping's own words."""
        listed = (self.value, self.otherwise, self.empty, *self.words.values())
        return frozenset(
            means
            for means in (*listed, *(pattern.means for pattern in self.patterns))
            if means is not None
        )


class Moment(Declared):
    """A time. `formats` and `zone` are those of `[times]` where they are left out."""

    column: Name
    formats: tuple[str, ...] = ()
    zone: str | None = None

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return None if value is None else known_zone(value)

    @field_validator("formats")
    @classmethod
    def _known_formats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_formats(value)

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns it is made of."""
        return (self.column,)


class TicketFields(Declared):
    """Where a ticket's columns come from.

    What can be unknown has a reason to stand for it (S-A2). `closed` is the source's own status.
    """

    kind: Choice[Kind]
    channel: Choice[Channel]
    urgency: Choice[Urgency] = Choice[Urgency](value=Urgency.ROUTINE)
    severity: Choice[Severity] = Choice[Severity](value=Severity.ORDINARY)
    nature: Choice[Nature] | None = None
    category_code: Choice[str] | None = None
    closed: Choice[bool] | None = None
    content: Words
    place: Words | None = None
    unknown_place: Name
    unknown_house: Name
    contact_name: Words | None = None
    contact_phone: Words | None = None
    unknown_contact: Name
    unknown_occurred: Name
    result: Words | None = None
    received_at: Moment
    occurred_at: Moment | None = None
    due_at: Moment | None = None
    closed_at: Moment | None = None


class Mapping(Declared):
    """One mapping. `source` names the system: source keys begin with it.

    `note` is what history entries say that stand for steps the source does not tell. `keep` names
    columns whose words are kept with the report's history entry, as they are: no personal data.
    """

    source: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
    title: Name
    note: Name
    key: Annotated[tuple[Name, ...], Field(min_length=1)]
    keep: tuple[Name, ...] = ()
    file: FileFormat = FileFormat()
    times: Times
    ticket: TicketFields
    rules: Rules = Rules()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it reads, each once."""
        fields = (getattr(self.ticket, name) for name in TicketFields.model_fields)
        read = (name for field in fields for name in getattr(field, "reads", ()))
        return tuple(dict.fromkeys((*self.key, *read, *self.keep)))


def shipped() -> dict[str, Path]:
    """The mappings that come with the product, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load(named: str) -> Mapping:
    """The mapping in the file `named`, or the shipped one of that name.

    Raises MAPPING_UNREADABLE and MAPPING_INVALID, naming file, key and what is wrong with it.
    """
    path = Path(named)
    if not path.is_file():
        path = shipped().get(named, path)
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ImportRefused(
            ImportCode.MAPPING_UNREADABLE,
            f"{path}: {error.strerror}.",
            f"Name a mapping file, or one of the shipped mappings: {', '.join(shipped())}.",
        ) from error
    except UnicodeDecodeError as error:
        raise ImportRefused(
            ImportCode.MAPPING_UNREADABLE, f"{path} is not UTF-8.", "Save it as UTF-8."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ImportRefused(ImportCode.MAPPING_INVALID, f"{path} is not TOML: {error}.") from error
    try:
        return Mapping.model_validate(declared)
    except ValidationError as error:
        raise ImportRefused(
            ImportCode.MAPPING_INVALID,
            f"{path} cannot be used:\n" + "\n".join(_problems(error)),
            "The keys of a mapping are explained in docs/importing.md.",
        ) from error


_SAID = {"missing": "is required", "extra_forbidden": "is not a key of a mapping"}


def _problems(error: ValidationError) -> list[str]:
    problems = []
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        said = _SAID.get(item["type"], item["msg"].removeprefix("Value error, "))
        key = ".".join(str(part) for part in item["loc"])
        problems.append(f"  {key}: {said}")
    return problems


__all__ = [
    "Choice",
    "Mapping",
    "Moment",
    "Source",
    "TicketFields",
    "Words",
    "load",
    "shipped",
]
