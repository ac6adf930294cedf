"""escalationReportSubmit: hand in a written report (S-G2, S-G3)."""

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Key, Keys, perform
from api.mutations.escalating import EscalationReportPayload
from api.mutations.tickets import ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.written import SubmitReport, submit_report


@strawberry.input(description="The report in words.")
class EscalationReportSubmitInput:
    idempotency_key: str
    report_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    text: str = strawberry.field(description="Up to 20,000 characters.")


async def escalation_report_submit(
    info: Info, input: EscalationReportSubmitInput
) -> EscalationReportPayload:
    found = ref_or_nobody(input.report_id, "EscalationReport")
    key = {"report": Key(found.estate_id, found.id)}

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = SubmitReport(found.estate_id, found.id, input.expected_version, input.text)
        await submit_report(actor, new, uow)
        return key

    return await perform(
        info,
        EscalationReportPayload,
        found.estate_id,
        input.idempotency_key,
        strawberry.asdict(input),
        work,
        known=key,
    )


__all__ = ["EscalationReportSubmitInput", "escalation_report_submit"]
