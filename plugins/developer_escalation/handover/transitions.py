"""The one table of a hand-over's life: action × from × to × whose step it is."""

from dataclasses import dataclass

from plugins.developer_escalation.errors import DeveloperCode, refuse
from plugins.developer_escalation.handover.kinds import HandOverAction, HandOverState, Side


@dataclass(frozen=True, slots=True)
class Transition:
    """`action` leads from any of `sources` to `target` (None: it stays)."""

    action: HandOverAction
    sources: frozenset[HandOverState]
    target: HandOverState | None
    side: Side
    rule: str


def _states(*named: HandOverState) -> frozenset[HandOverState]:
    return frozenset(named)


STANDING = _states(HandOverState.HANDED, HandOverState.ACCEPTED)
"""While the developer has it: the ticket waits, and the developer's clocks run."""

HEARD = STANDING | _states(HandOverState.REFUSED, HandOverState.DISPUTED, HandOverState.REPAIRED)
"""While both sides may add to the evidence."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        HandOverAction.ACCEPT,
        _states(HandOverState.HANDED),
        HandOverState.ACCEPTED,
        Side.DEVELOPER,
        "S-D8",
    ),
    Transition(
        HandOverAction.REFUSE,
        _states(HandOverState.HANDED),
        HandOverState.REFUSED,
        Side.DEVELOPER,
        "S-D6",
    ),
    Transition(
        HandOverAction.DISPUTE,
        STANDING,
        HandOverState.DISPUTED,
        Side.DEVELOPER,
        "S-D6",
    ),
    Transition(
        HandOverAction.TAKE_BACK,
        STANDING,
        HandOverState.TAKEN_BACK,
        Side.ESTATE,
        "S-D6",
    ),
    Transition(
        HandOverAction.REPORT_REPAIR,
        _states(HandOverState.ACCEPTED),
        HandOverState.REPAIRED,
        Side.DEVELOPER,
        "S-G4",
    ),
    Transition(
        HandOverAction.PASS,
        _states(HandOverState.REPAIRED),
        HandOverState.VERIFIED,
        Side.SYSTEM,
        "S-G4",
    ),
    Transition(
        HandOverAction.FAIL,
        _states(HandOverState.REPAIRED),
        HandOverState.DEFECTIVE,
        Side.SYSTEM,
        "S-G4",
    ),
    Transition(HandOverAction.OVERDUE, STANDING, None, Side.SYSTEM, "S-D8"),
    Transition(HandOverAction.ADD_EVIDENCE, HEARD, None, Side.ESTATE, "S-N3"),
    Transition(HandOverAction.ADD_EVIDENCE, HEARD, None, Side.DEVELOPER, "S-N3"),
)


def target(state: HandOverState, action: HandOverAction) -> HandOverState:
    """Where an action leads. Raises HAND_OVER_STEP_NOT_ALLOWED."""
    for row in TRANSITIONS:
        if row.action is action and state in row.sources:
            return row.target or state
    raise refuse(DeveloperCode.HAND_OVER_STEP_NOT_ALLOWED, "handOverId", state=state.value)


__all__ = ["HEARD", "STANDING", "TRANSITIONS", "Transition", "target"]
