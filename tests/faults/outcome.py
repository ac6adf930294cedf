"""What became of a storm: counted in the database, when it is over or while it blows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from core.db.engine import Database
from core.db.scope import Scope
from core.db.unit_of_work import unit_of_work
from core.sla.keep import BROKEN, DUE
from tests.factories import World
from tests.faults.filling import RULE

LEFT = """
select exists (select from core.timer
               where done_at is null and dead_at is null and due_at <= now())
    or exists (select from core.outbox_event where routed_at is null)
    or exists (select from core.delivery where done_at is null and dead_at is null)
"""

CLOCKS_LEFT = """
select exists (select from core.timer
               where done_at is null and dead_at is null and due_at <= :until and kind = :kind)
"""

LATE = """
select extract(epoch from pg_xact_commit_timestamp(xmin) - due_at)::float8
from core.timer where kind = :kind and key like '%:' || :rule || ':%' and done_at is not null
order by 1
"""

TIMES = """
select count(*), count(distinct subject_id) from core.outbox_event
where topic = :topic and payload ->> 'rule' = :rule
"""

TOLD = """
select count(*), count(distinct ticket_id) from core.message
where template = 'escalation.overdue' and state = 'SENT' and estate_id = any(:estates)
"""

UNDONE = """
select count(*) from core.timer
where kind = :kind and key like '%:' || :rule || ':%' and done_at is null and due_at <= :until
"""

FAILED = """
select (select count(*) from core.timer where attempts > 0)
    + (select count(*) from core.delivery where attempts > 0)
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """What was done. `late` are the seconds from each clock's moment to the commit of the
    transaction that broke it, in order."""

    broken: int
    twice: int
    waiting: int
    late: tuple[float, ...]
    told: int
    told_twice: int
    failed: int

    def late_by(self, share: float) -> float:
        """What this share of the clocks was late by at most, in seconds."""
        place = min(int(len(self.late) * share), len(self.late) - 1)
        return round(self.late[place], 3) if self.late else 0.0


async def clocks_left(database: Database, until: datetime) -> bool:
    """Whether there are clocks that fall due by then and were not looked at yet."""
    return await _is_there(database, CLOCKS_LEFT, until=until, kind=DUE)


async def left(database: Database) -> bool:
    """Whether anything is to be done now: timers, events, deliveries."""
    return await _is_there(database, LEFT)


async def effects(database: Database, world: World, until: datetime) -> Effects:
    """All of it. PostgreSQL must be keeping the times of commits."""
    estates = [estate.id for estate in world.estates]
    async with unit_of_work(database, Scope.system(world.group_id, *estates)) as uow:
        late = await uow.execute(text(LATE), [{"kind": DUE, "rule": RULE}])
        times = await uow.execute(text(TIMES), [{"topic": BROKEN, "rule": RULE}])
        events, tickets = tuple(times.one())
        telling = await uow.execute(text(TOLD), [{"estates": estates}])
        messages, told = tuple(telling.one())
        failed = (await uow.execute(text(FAILED))).scalar_one()
        given = {"kind": DUE, "rule": RULE, "until": until}
        waiting = (await uow.execute(text(UNDONE), [given])).scalar_one()
        return Effects(
            broken=tickets,
            twice=events - tickets,
            waiting=waiting,
            late=tuple(late.scalars()),
            told=told,
            told_twice=messages - told,
            failed=failed,
        )


async def _is_there(database: Database, statement: str, **given: object) -> bool:
    async with unit_of_work(database, Scope.system()) as uow:
        found: bool = (await uow.execute(text(statement), [given])).scalar_one()
        return found


__all__ = ["Effects", "clocks_left", "effects", "left"]
