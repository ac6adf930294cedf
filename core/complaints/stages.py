"""The stages of a complaint, as a table (S-D5)."""

from collections.abc import Collection, Mapping

from core.actor import Role
from core.coded import Coded
from core.tickets.kinds import Nature, Severity


class Stage(Coded):
    """One stage, recorded with what was found or done."""

    LOOK = "LOOK", "初步了解"
    LEADER_TOLD = "LEADER_TOLD", "向领导汇报"
    LOCATE = "LOCATE", "找出问题所在"
    RESPONSIBILITY = "RESPONSIBILITY", "判定责任"
    REMEDY = "REMEDY", "确定处理办法"
    APOLOGY = "APOLOGY", "会同被投诉部门解释致歉"
    CARRY_OUT = "CARRY_OUT", "落实处理"


STAGES: Mapping[Nature, tuple[Stage, ...]] = {
    Nature.REPAIR_TYPE: (
        Stage.LOOK,
        Stage.LOCATE,
        Stage.RESPONSIBILITY,
        Stage.REMEDY,
        Stage.CARRY_OUT,
    ),
    Nature.SERVICE_TYPE: (
        Stage.LOOK,
        Stage.LEADER_TOLD,
        Stage.LOCATE,
        Stage.RESPONSIBILITY,
        Stage.REMEDY,
        Stage.APOLOGY,
        Stage.CARRY_OUT,
    ),
}
"""S-D5: what a complaint goes through, in this order. What the customer is told of the outcome is
the message of its completion."""

DONE_BY_COMPLETING = Stage.CARRY_OUT
"""The stage that the completion itself reports: what was done, and its result (S-E1)."""

ATTENDED = Stage.LOOK
"""The stage that the butler and the department's supervisor attend together, where it is grave."""

TOGETHER: tuple[frozenset[Role], ...] = (
    frozenset({Role.BUTLER}),
    frozenset({Role.DEPARTMENT_HEAD, Role.CS_SUPERVISOR}),
)
"""Of each of these somebody, for important customers and major matters (S-D5)."""


def stages_of(nature: Nature | None) -> tuple[Stage, ...]:
    """The stages of a complaint; not yet told apart, those that both natures share."""
    return STAGES[nature or Nature.REPAIR_TYPE]


def missing(nature: Nature | None, recorded: Collection[Stage]) -> tuple[Stage, ...]:
    """The stages that nothing is on record of, in order."""
    return tuple(stage for stage in stages_of(nature) if stage not in recorded)


def lacking(nature: Nature | None, recorded: Collection[Stage]) -> tuple[Stage, ...]:
    """The stages without which a complaint is not completed, in order."""
    return missing(nature, {*recorded, DONE_BY_COMPLETING})


def together(roles: Collection[Role]) -> bool:
    """Whether people of these roles are all who attend a grave complaint."""
    return not any(wanted.isdisjoint(roles) for wanted in TOGETHER)


def grave(severity: Severity, important: bool) -> bool:
    """Whether it is attended together."""
    return important or severity is Severity.MAJOR


__all__ = [
    "ATTENDED",
    "DONE_BY_COMPLETING",
    "STAGES",
    "TOGETHER",
    "Stage",
    "grave",
    "lacking",
    "missing",
    "stages_of",
    "together",
]
