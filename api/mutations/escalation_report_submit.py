"""escalationReportSubmit: hand in a written report (S-G2, S-G3)."""

import strawberry
from strawberry.types.info import Info

from api.graph.performing import perform_on
from api.mutations.escalating import EscalationReportPayload
from api.mutations.tickets import keys_at, ref_or_nobody
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.written import SubmitReport, submit_report


@strawberry.input(description="The report in words.")
class EscalationReportSubmitInput:
    idempotency_key: str
    report_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    text: str = strawberry.field(description="Up to 20,000 characters.")
    attachment_ids: list[strawberry.ID] = strawberry.field(
        description="Files of the caller that have come (`attachmentPrepare`).",
        default_factory=list,
    )


async def escalation_report_submit(
    info: Info, input: EscalationReportSubmitInput
) -> EscalationReportPayload:
    found = ref_or_nobody(input.report_id, "EscalationReport")

    async def work(actor: Actor, uow: UnitOfWork) -> None:
        files = keys_at(found.estate_id, input.attachment_ids, "Attachment", "attachmentIds")
        new = SubmitReport(found.estate_id, found.id, input.expected_version, input.text, files)
        await submit_report(actor, new, uow)

    return await perform_on(info, EscalationReportPayload, {"report": found}, input, work)


__all__ = ["EscalationReportSubmitInput", "escalation_report_submit"]
