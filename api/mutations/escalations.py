"""The part of the root of writes that is about escalation (section G)."""

import strawberry

from api.mutations.declaring import STAFF, mutation
from api.mutations.escalation_acknowledge import escalation_acknowledge
from api.mutations.escalation_chains_adopt import escalation_chains_adopt
from api.mutations.escalation_report_submit import escalation_report_submit
from api.mutations.escalation_stand_down import escalation_stand_down
from api.mutations.escalation_start import escalation_start
from api.mutations.joint_verification_record import joint_verification_record
from api.mutations.late_notice_give import late_notice_give


@strawberry.type
class Escalations:
    """Escalating, answering, reporting."""

    escalation_start = mutation(escalation_start, STAFF, "Escalate a ticket by hand (S-G).")
    escalation_acknowledge = mutation(
        escalation_acknowledge, STAFF, "Acknowledge what one was told, or pass it on (S-G6)."
    )
    escalation_report_submit = mutation(
        escalation_report_submit, STAFF, "Hand in a written report (S-G2, S-G3)."
    )
    escalation_stand_down = mutation(
        escalation_stand_down, STAFF, "End an escalation by hand, with the reason."
    )
    escalation_chains_adopt = mutation(
        escalation_chains_adopt, STAFF, "Say who is told of what, when, from some time on (S-G)."
    )
    joint_verification_record = mutation(
        joint_verification_record, STAFF, "Record a verification with the developer (S-G4)."
    )
    late_notice_give = mutation(
        late_notice_give, STAFF, "Say that a ticket will not be done in time (S-D2)."
    )


__all__ = ["Escalations"]
