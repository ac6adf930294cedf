"""The rules by which kind, category and urgency are proposed: data, checked when it is read.

A rule is a pattern with the points it gives and the reason people read. The shipped set is
in `rules/`; a group's own is the same with other words.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from core.tickets.kinds import Kind, Urgency

RULES = Path(__file__).parent / "rules"
SHIPPED = tuple(RULES / f"{part}.toml" for part in ("kinds", "urgencies", "categories"))
"""The files that make the shipped set, one after another."""

OPENING = 40
"""How many characters of a text's first line are its opening, where a title would stand."""

Points = Annotated[float, Field(ge=-10, le=10)]


class RulesRefused(ValueError):
    """A rule set that cannot be used: what is wrong, and where."""


class Declared(BaseModel):
    """A part of a rule set: nothing but what is known, never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Declared):
    """What a pattern, found in the text, says of it.

    `most` is how often it counts. With `opening` it is looked for in the text's opening alone.
    `shortest` and `longest` are the lengths of texts, in characters, that it holds for: a few
    words are mostly a report, a long letter mostly a complaint.
    """

    match: re.Pattern[str]
    why: Annotated[str, Field(min_length=1)]
    kind: Mapping[Kind, Points] = Field(default_factory=dict)
    urgency: Mapping[Urgency, Points] = Field(default_factory=dict)
    category: Mapping[str, Points] = Field(default_factory=dict)
    opening: bool = False
    most: Annotated[int, Field(ge=1, le=10)] = 1
    shortest: Annotated[int, Field(ge=0)] = 0
    longest: Annotated[int, Field(ge=1)] = 1_000_000

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.kind or self.urgency or self.category):
            raise ValueError("gives points to nothing: say `kind`, `urgency` or `category`")
        return self


class RuleSet(Declared):
    """A whole set. `kind` and `urgency` are the points each has before anything is read.

    `spread` is how many points make a proposal e times as likely.
    """

    title: str
    spread: Annotated[float, Field(gt=0)]
    kind: Annotated[Mapping[Kind, Points], Field(min_length=1)]
    urgency: Annotated[Mapping[Urgency, Points], Field(min_length=1)]
    rules: tuple[Rule, ...]


def parse(text: str) -> RuleSet:
    """A rule set from TOML. Raises RulesRefused, saying what is wrong and where."""
    try:
        return RuleSet.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulesRefused(f"not TOML: {error}") from None
    except ValidationError as error:
        told = [
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in error.errors(include_url=False, include_input=False)
        ]
        raise RulesRefused("; ".join(told)) from None
    except RecursionError:  # in reading TOML, or a pattern
        raise RulesRefused("nested too deeply") from None


@cache
def shipped() -> RuleSet:
    """The rule set that comes with the product."""
    return parse("\n".join(part.read_text(encoding="utf-8") for part in SHIPPED))


__all__ = ["OPENING", "Rule", "RuleSet", "RulesRefused", "parse", "shipped"]
