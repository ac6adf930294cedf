"""The shipped chains: the whole of S-G1 to S-G4, S-C4, S-C5, S-B4 and the attending of S-D5, number
for number where the standard gives one. A group may change each one (`tenants.adopt_chains`).

The minutes of S-G2 and S-G3 are "of being told"; all of S-G1 to S-G3 are counted from the beginning
here, which keeps both readings (decision 013).
"""

from datetime import timedelta

from core.actor import Role
from core.adopted.editions import ALWAYS, Edition, Editions
from core.escalation.chains import Chain, Chains, ChainStep, Condition, WrittenReport
from core.escalation.kinds import ChainCode, Counted
from core.tickets.kinds import Kind, Severity, Urgency

EMERGENCY = Condition(urgencies=frozenset({Urgency.EMERGENCY}))
GRAVE = Condition(severities=frozenset({Severity.MAJOR, Severity.COMPLEX}))
IMPORTANT = Condition(important=True)
DEVELOPER = Condition(needs_developer=True)

_COMPLAINTS = frozenset({Kind.COMPLAINT})
ATTENDED = (
    Condition(kinds=_COMPLAINTS, important=True),
    Condition(kinds=_COMPLAINTS, severities=frozenset({Severity.MAJOR})),
)
"""S-D5: complaints of important customers, and major ones."""

ABOVE = frozenset(
    {
        Role.REGION_MANAGER,
        Role.COMPANY_LEADER,
        Role.BOARD,
        Role.DUTY_OFFICER,
        Role.GROUP_DIRECTOR,
    }
)
"""Who stands over an estate: nobody below them silences what concerns it as a whole."""

AT_THE_ESTATE = ABOVE | {Role.ESTATE_MANAGER}


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


_FIRST = Chains(
    (
        Chain(
            ChainCode.MATTER,
            (
                ChainStep("S-G1", Role.DEPARTMENT_HEAD, _minutes(3)),
                ChainStep(
                    "S-G1",
                    Role.ESTATE_MANAGER,
                    _minutes(3),
                    report=WrittenReport("S-G2", _hours(24)),
                ),
                ChainStep(
                    "S-G2",
                    Role.COMPANY_LEADER,
                    _minutes(5),
                    report=WrittenReport("S-G3", _hours(48)),
                ),
                ChainStep("S-G3", Role.BOARD, _minutes(10)),
            ),
            stand_down=ABOVE,
            when=(EMERGENCY, GRAVE, IMPORTANT, DEVELOPER),
            urgent=True,
        ),
        Chain(
            ChainCode.SUPERVISOR,
            (ChainStep("S-C4", Role.CS_SUPERVISOR, _minutes(0)),),
            stand_down=AT_THE_ESTATE,
            when=(EMERGENCY, GRAVE),
            urgent=True,
        ),
        Chain(
            ChainCode.ATTENDANCE,
            (
                ChainStep("S-D5", Role.BUTLER, _minutes(0)),
                ChainStep("S-D5", Role.DEPARTMENT_HEAD, _minutes(0)),
            ),
            stand_down=AT_THE_ESTATE,
            when=ATTENDED,
        ),
        Chain(
            ChainCode.OVERDUE,
            (
                ChainStep("S-C5", Role.CS_SUPERVISOR, _minutes(0)),
                ChainStep("S-C5", Role.ESTATE_MANAGER, _minutes(15), Counted.TOLD),
                ChainStep("S-C5", Role.REGION_MANAGER, _minutes(30), Counted.TOLD),
                ChainStep("S-C5", Role.DUTY_OFFICER, _minutes(60), Counted.TOLD),
            ),
            stand_down=AT_THE_ESTATE,
            when=(EMERGENCY,),
            urgent=True,
        ),
        Chain(
            ChainCode.OVERDUE,
            (
                ChainStep("S-C5", Role.CS_SUPERVISOR, _minutes(0)),
                ChainStep("S-C5", Role.ESTATE_MANAGER, _hours(2), Counted.TOLD),
                ChainStep("S-C5", Role.REGION_MANAGER, _hours(12), Counted.TOLD),
                ChainStep("S-C5", Role.DUTY_OFFICER, _hours(24), Counted.TOLD),
            ),
            stand_down=AT_THE_ESTATE,
        ),
        Chain(
            ChainCode.PERSONAL,
            (
                ChainStep("S-B4", Role.DEPARTMENT_HEAD, _minutes(0)),
                ChainStep("S-B4", Role.ESTATE_MANAGER, _hours(2), Counted.TOLD),
                ChainStep("S-B4", Role.REGION_MANAGER, _hours(12), Counted.TOLD),
                ChainStep("S-B4", Role.DUTY_OFFICER, _hours(24), Counted.TOLD),
            ),
            stand_down=AT_THE_ESTATE,
        ),
    ),
    report_again=_hours(24),
    verified_within=_hours(8),  # S-G4
)
"""The defaults of the service standard."""

EDITIONS = Editions("chains", Edition("2026", ALWAYS, _FIRST))
"""What was shipped when. A release with other numbers adds an edition; what runs keeps its own."""

SHIPPED = EDITIONS.latest
"""The chains shipped now."""

__all__ = ["ABOVE", "AT_THE_ESTATE", "EDITIONS", "SHIPPED"]
