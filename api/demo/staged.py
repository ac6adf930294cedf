"""Tickets that are there whatever the hour: something in every state for whoever logs in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from api.demo.aftermath import live
from api.demo.arrivals import TOPICS, Arrival
from api.demo.course import Course
from api.demo.dice import Dice
from api.demo.life import Life
from api.demo.pacing import Pace
from api.demo.reporting import Reporting
from api.demo.residents import Occupant
from api.demo.staffing import Member
from api.demo.team import Team
from core.tickets.kinds import State

TRIES = 5_000


@dataclass(frozen=True, slots=True)
class Scene:
    """`times` tickets in one state, reported so many hours ago.

    `ours` are the resident's who logs in, `sent` the technician's; `unnamed` ones went to a
    department and to nobody in it yet.
    """

    state: State
    times: int
    hours: tuple[float, float]
    topics: tuple[str, ...]
    ours: bool = False
    sent: bool = False
    unnamed: bool = False


PIPES = ("repair.water.leak", "repair.water.drain", "repair.water.supply")
REPAIRS = (*PIPES, "repair.power.outage", "repair.door", "repair.signal.access")
COMPLAINTS = ("complaint.environment.noise", "complaint.safety.parking", "complaint.attitude")
WORKS = ("complaint.facility.lift", "complaint.facility.seepage")

SCENES = (
    Scene(State.REPORTED, 1, (0.03, 0.2), PIPES, ours=True),
    Scene(State.REPORTED, 5, (0.03, 0.4), (*REPAIRS, *COMPLAINTS, "consultation.fees")),
    Scene(State.CLASSIFIED, 4, (0.2, 1), REPAIRS),
    Scene(State.CLASSIFIED, 1, (0.2, 1), COMPLAINTS),
    Scene(State.DISPATCHED, 3, (0.3, 1.5), PIPES, sent=True),
    Scene(State.DISPATCHED, 2, (0.3, 1.5), WORKS, unnamed=True),
    Scene(State.ACCEPTED, 2, (0.7, 4), PIPES, sent=True),
    Scene(State.APPOINTED, 2, (1, 24), PIPES, sent=True),
    Scene(State.ON_THE_WAY, 1, (2, 40), PIPES, sent=True),
    Scene(State.IN_PROGRESS, 1, (2, 40), PIPES, ours=True, sent=True),
    Scene(State.IN_PROGRESS, 2, (2, 40), PIPES, sent=True),
    Scene(State.ON_HOLD, 2, (10, 50), PIPES, sent=True),
    Scene(State.REOPENED, 1, (24, 90), PIPES, sent=True),
    Scene(State.EXPLAINING, 2, (8, 40), COMPLAINTS),
    Scene(State.COMPLETED, 2, (10, 50), PIPES, ours=True, sent=True),
    Scene(State.CONFIRMED, 1, (24, 60), PIPES, ours=True),
    Scene(State.WITHDRAWN, 1, (2, 40), REPAIRS),
)


def staged(
    reporting: Reporting,
    team: Team,
    pace: Pace,
    resident: Occupant,
    technician: Member,
    dice: Dice,
) -> Iterator[Life]:
    """Each scene, lived until it stands as wanted. Raises LookupError where one never does."""
    for scene in SCENES:
        for _ in range(scene.times):
            yield _played(
                scene,
                reporting,
                team,
                pace,
                resident if scene.ours else None,
                technician if scene.sent else None,
                dice,
            )


def _played(
    scene: Scene,
    reporting: Reporting,
    team: Team,
    pace: Pace,
    customer: Occupant | None,
    worker: Member | None,
    dice: Dice,
) -> Life:
    least, most = (timedelta(hours=hours) for hours in scene.hours)
    topics: Sequence[str] = scene.topics
    for _ in range(TRIES):
        at = (reporting.place.now - dice.within(least, most)).replace(microsecond=0)
        arrival = Arrival(at, TOPICS[dice.pick(topics)])
        begun = reporting.report(arrival, customer, until=scene.state)
        course = Course(begun, team, pace, worker)
        live(course)
        ticket = begun.life.standing
        if ticket.state is scene.state and not (scene.unnamed and ticket.assignee_id):
            return begun.life
    raise LookupError(f"no ticket came to stand {scene.state} in {TRIES} tries")


__all__ = ["SCENES", "staged"]
