"""Who pays for the work on a ticket that is, was, or should be the developer's."""

from core.db.unit_of_work import UnitOfWork
from core.plugin.answers import Payer, PayerKind
from core.tickets.refs import TicketRef
from plugins.developer_escalation.costs.claim import claim_on
from plugins.developer_escalation.handover import repository
from plugins.developer_escalation.handover.kinds import HandOverState
from plugins.developer_escalation.warranty import repository as warranty
from plugins.developer_escalation.warranty.kinds import WarrantyState

THEIRS = frozenset(
    {
        HandOverState.HANDED,
        HandOverState.ACCEPTED,
        HandOverState.REPAIRED,
        HandOverState.VERIFIED,
        HandOverState.DEFECTIVE,
    }
)
DECLINED = frozenset({HandOverState.REFUSED, HandOverState.DISPUTED})


async def payer_of(uow: UnitOfWork, ref: TicketRef) -> Payer | None:
    """The developer, for what it took on, for what is claimed from it, and within a warranty; the
    estate, while the developer has it that it is not its matter: never the resident for that.
    None where nothing speaks for either."""
    if await claim_on(uow, ref) is not None:
        return Payer(PayerKind.DEVELOPER, "已向开发商追偿")
    handed = await repository.latest(uow, ref)
    if handed is not None and handed.state in THEIRS:
        return Payer(PayerKind.DEVELOPER, "已移交开发商")
    found = await warranty.warranty_of(uow, ref)
    if handed is not None and handed.state in DECLINED:
        within = found is not None and found["state"] is not WarrantyState.LAPSED
        return Payer(PayerKind.ESTATE, "开发商未接受，责任未定") if within else None
    if found is not None and found["state"] is WarrantyState.PROPOSED:
        return Payer(PayerKind.DEVELOPER, f"保修期内，至 {found['ends_on']}")
    return None


__all__ = ["DECLINED", "THEIRS", "payer_of"]
