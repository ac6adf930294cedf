"""Where the plugin has a say."""

from collections.abc import Sequence

from pydantic import BaseModel
from sqlalchemy import func, select

from core.db.unit_of_work import UnitOfWork
from core.plugin.answers import Attachment, Suggestion, Veto
from core.plugin.hooks import hook
from core.tickets.intake import Report
from core.tickets.refs import TicketRef
from tests.plugins_for_tests.keys.lend import RETURN_DUE
from tests.plugins_for_tests.keys.models import HouseKey, KeyState
from tests.plugins_for_tests.keys.rules import KeyCode


@hook()
async def ticket_reporting(uow: UnitOfWork, report: Report) -> Suggestion | None:
    """Nobody has to be at home where there is a key."""
    if report.house_id is None:
        return None
    tags = select(HouseKey.tag).where(
        HouseKey.estate_id == report.estate_id,
        HouseKey.house_id == report.house_id,
        HouseKey.state == KeyState.IN_CUSTODY,
    )
    found = list((await uow.execute(tags.order_by(HouseKey.tag))).scalars())
    if not found:
        return None
    return Suggestion("note", f"前台有钥匙：{'、'.join(found)}", "住户托管了钥匙，上门可不预约")


@hook(priority=10)
async def ticket_stepping(uow: UnitOfWork, ticket: TicketRef, action: str) -> Sequence[Veto] | None:
    """A ticket is not closed while a key that was lent for it is out."""
    if action != "CLOSE":
        return None
    out = select(HouseKey.tag).where(
        HouseKey.estate_id == ticket.estate_id,
        HouseKey.ticket_id == ticket.id,
        HouseKey.state == KeyState.LENT,
    )
    tags = (await uow.execute(out.order_by(HouseKey.tag))).scalars()
    return [Veto(KeyCode.KEY_OUT.value, f"钥匙 {tag} 尚未归还") for tag in tags]


@hook()
async def plugin_enabling(uow: UnitOfWork, estate_id: int, configuration: BaseModel) -> None:
    """Keys that are out since an earlier contract are waited for again."""
    out = select(HouseKey.group_id, HouseKey.id, HouseKey.due_back_at).where(
        HouseKey.estate_id == estate_id,
        HouseKey.state == KeyState.LENT,
        HouseKey.missed_at.is_(None),
    )
    for row in (await uow.execute(out)).all():
        uow.set_timer(
            RETURN_DUE,
            f"{row.id}:{row.due_back_at.isoformat()}:{uow.now.isoformat()}",
            row.due_back_at,
            group_id=row.group_id,
            estate_id=estate_id,
            key_id=str(row.id),
        )


@hook()
async def estate_exporting(uow: UnitOfWork, estate_id: int) -> Attachment:
    """The key board as people read it."""
    held = select(func.count()).where(HouseKey.estate_id == estate_id)
    number = (await uow.execute(held)).scalar_one()
    return Attachment("钥匙清单.txt", f"共 {number} 把\n".encode())
