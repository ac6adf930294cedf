"""jointVerificationRecord: what developer and property company found together (S-G4)."""

from datetime import datetime

import strawberry
from strawberry.types.info import Info

from api.graph.payloads import Keys
from api.graph.performing import perform
from api.mutations.escalating import JointVerificationPayload
from api.mutations.tickets import ref_or_nobody
from api.types.escalation import VerificationFinding
from core.actor import Actor
from core.db.unit_of_work import UnitOfWork
from core.escalation.verification import RecordVerification, record_verification


@strawberry.input(description="What was found when a matter was verified together (S-G4).")
class JointVerificationRecordInput:
    idempotency_key: str
    verification_id: strawberry.ID
    expected_version: int = strawberry.field(description="The version you last read.")
    finding: VerificationFinding
    developer_person: str = strawberry.field(description="Who came for the developer.")
    verified_at: datetime
    note: str | None = None


async def joint_verification_record(
    info: Info, input: JointVerificationRecordInput
) -> JointVerificationPayload:
    found = ref_or_nobody(input.verification_id, "JointVerification")

    async def work(actor: Actor, uow: UnitOfWork) -> Keys:
        new = RecordVerification(
            found.estate_id,
            found.id,
            input.expected_version,
            input.finding,
            input.developer_person,
            input.verified_at,
            input.note,
        )
        ticket = await record_verification(actor, new, uow)
        return {
            "verification": found,
            "ticket": ticket,
        }

    return await perform(info, JointVerificationPayload, found.estate_id, input, work)


__all__ = ["JointVerificationRecordInput", "joint_verification_record"]
