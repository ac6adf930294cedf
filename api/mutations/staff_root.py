"""The part of the root of writes that keeps the staff's records and the roster (S-K1, S-K2)."""

import strawberry

from api.mutations.course_set import course_set
from api.mutations.declaring import STAFF, mutation
from api.mutations.department_open import department_open
from api.mutations.department_rename import department_rename
from api.mutations.duty_assign import duty_assign
from api.mutations.duty_cancel import duty_cancel
from api.mutations.handover_open import handover_open
from api.mutations.handover_sign import handover_sign
from api.mutations.resident_moving import resident_move_in, resident_move_out
from api.mutations.roster_plan import roster_plan
from api.mutations.staff_hire import staff_hire
from api.mutations.staff_leave import staff_leave
from api.mutations.staff_skill_remove import staff_skill_remove
from api.mutations.staff_skill_set import staff_skill_set
from api.mutations.staff_update import staff_update
from api.mutations.ticket_hand_over import ticket_hand_over
from api.mutations.training_record import training_record


@strawberry.type
class Staffing:
    """Who works where, and when."""

    department_open = mutation(department_open, STAFF, "Open a department (S-K1).")
    department_rename = mutation(department_rename, STAFF, "Rename a department (S-K1).")
    staff_hire = mutation(staff_hire, STAFF, "Put somebody on an estate's staff (S-K1).")
    staff_update = mutation(staff_update, STAFF, "Change somebody's place (S-K1).")
    staff_leave = mutation(staff_leave, STAFF, "End somebody's place, their tickets handed over.")
    staff_skill_set = mutation(staff_skill_set, STAFF, "Say what somebody can do (S-K2).")
    staff_skill_remove = mutation(staff_skill_remove, STAFF, "Take a skill away (S-K2).")
    duty_assign = mutation(duty_assign, STAFF, "Put somebody on duty (S-K2).")
    duty_cancel = mutation(duty_cancel, STAFF, "Take a duty off the roster (S-K2).")
    roster_plan = mutation(roster_plan, STAFF, "Plan weeks of shifts (S-K2).")
    course_set = mutation(course_set, STAFF, "Say what must be learned, by whom (S-K3).")
    training_record = mutation(training_record, STAFF, "Record a session held (S-K3).")
    resident_move_in = mutation(resident_move_in, STAFF, "File a move-in (S-L1).")
    resident_move_out = mutation(resident_move_out, STAFF, "File a move-out (S-L1).")
    handover_open = mutation(handover_open, STAFF, "Sign the list of one's open work (S-M1).")
    handover_sign = mutation(handover_sign, STAFF, "Accept the outgoing shift's list (S-M1).")
    ticket_hand_over = mutation(
        ticket_hand_over, STAFF, "Hand a ticket on to a colleague in the middle of it (S-M1)."
    )


__all__ = ["Staffing"]
