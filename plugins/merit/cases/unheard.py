"""An objection that is not heard in time: who is told, and what then becomes of the case."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from core.actor import Role
from core.db.unit_of_work import UnitOfWork
from core.ids import new_id
from core.jobs.handlers import DueTimer
from plugins.merit.cases import repository
from plugins.merit.cases.hearers import tell_hearers
from plugins.merit.cases.repository import Standing
from plugins.merit.cases.step import finish, take, tell_person
from plugins.merit.kinds import MeritAction, MeritLevel, MeritState
from plugins.merit.ladder import MeritConfiguration, Unheard
from tenants.roles import console

HEARING_OVERDUE = "merit.hearing_overdue"
"""The kind of the timers that wake an objection nobody has heard."""

SEATS: Mapping[MeritLevel, Role] = {
    MeritLevel.ESTATE: Role.REGION_MANAGER,
    MeritLevel.COMPANY: Role.COMPANY_LEADER,
    MeritLevel.BOARD: Role.BOARD,
}
"""Who is told at each level: never the estate's own, who are too near."""


def wait_for_hearing(
    uow: UnitOfWork, case: Standing, until: datetime, settings: MeritConfiguration
) -> None:
    """Wake the case whenever something is to happen that the configuration of now says."""
    for step in settings.unheard:
        uow.set_timer(
            HEARING_OVERDUE,
            f"{case.id}:{step.days}:{new_id()}",
            max(until + timedelta(days=step.days), uow.now),
            group_id=case.group_id,
            estate_id=case.estate_id,
            case=str(case.id),
            step=step.model_dump(mode="json"),
        )


async def hearing_overdue(uow: UnitOfWork, timer: DueTimer) -> None:
    """Tell whoever is to see to it; or let the decision fall, where the contract says so."""
    case = await repository.locked(uow, timer.estate_id, UUID(timer.payload["case"]))
    if case.state is not MeritState.OBJECTED or case.hearing_until is None:
        return
    step = Unheard.model_validate(timer.payload["step"])
    if not step.lapse:
        key, since = f"{case.id}:{step.days}", case.hearing_until.isoformat()
        await tell_hearers(uow, case, SEATS[step.tell], "merit.unheard", key, since=since)
        return
    actor = console(timer.group_id, (timer.estate_id,))
    row = await take(actor, case, MeritAction.LAPSE, uow)
    await finish(actor, case, row, MeritState.OVERTURNED, uow, ended_at=uow.now)
    await tell_person(uow, case, "merit.lapsed")


__all__ = ["HEARING_OVERDUE", "hearing_overdue", "wait_for_hearing"]
