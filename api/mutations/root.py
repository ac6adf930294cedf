"""The root of all writes: one field a use case, noun first."""

import strawberry

from api.mutations.administration import Administration
from api.mutations.agreements import Agreements
from api.mutations.building_locate import building_locate
from api.mutations.calendars import calendar_day_set, calendar_fill, estate_set_shifts
from api.mutations.declaring import CUSTOMERS, STAFF, mutation
from api.mutations.dispatch_need_set import dispatch_need_set
from api.mutations.escalations import Escalations
from api.mutations.estate_set_dispatch import estate_set_dispatch
from api.mutations.estate_set_revisit import estate_set_revisit
from api.mutations.intake_root import Intake
from api.mutations.notifications import Notifications
from api.mutations.policy_adopt import policy_adopt
from api.mutations.resident_reveal import resident_reveal
from api.mutations.revisit_record import revisit_record
from api.mutations.revisit_take import revisit_take
from api.mutations.staff_assign_area import staff_assign_area
from api.mutations.staff_root import Staffing
from api.mutations.survey_submit import survey_submit
from api.mutations.survey_template_set import survey_template_set
from api.mutations.ticket_accept import ticket_accept
from api.mutations.ticket_appoint import ticket_appoint
from api.mutations.ticket_classify import ticket_classify
from api.mutations.ticket_close import ticket_close
from api.mutations.ticket_comment import ticket_comment
from api.mutations.ticket_complete import ticket_complete
from api.mutations.ticket_confirm import ticket_confirm
from api.mutations.ticket_depart import ticket_depart
from api.mutations.ticket_dispatch import ticket_dispatch
from api.mutations.ticket_explain import ticket_explain
from api.mutations.ticket_hold import ticket_hold
from api.mutations.ticket_investigate import ticket_investigate
from api.mutations.ticket_reject import ticket_reject
from api.mutations.ticket_reopen import ticket_reopen
from api.mutations.ticket_report import ticket_report
from api.mutations.ticket_resume import ticket_resume
from api.mutations.ticket_return import ticket_return
from api.mutations.ticket_start import ticket_start
from api.mutations.ticket_withdraw import ticket_withdraw


@strawberry.type(description="Everything that can be done.")
class Mutation(Administration, Agreements, Escalations, Intake, Notifications, Staffing):
    ticket_report = mutation(ticket_report, CUSTOMERS, "Report something (S-A1, S-A2).")
    ticket_classify = mutation(ticket_classify, STAFF, "Say what a ticket is (S-B).")
    ticket_dispatch = mutation(ticket_dispatch, STAFF, "Hand a ticket to who does it (S-C).")
    ticket_accept = mutation(ticket_accept, STAFF, "Take a ticket on.")
    ticket_return = mutation(ticket_return, STAFF, "Give a ticket back, with the reason (S-D2).")
    ticket_appoint = mutation(ticket_appoint, STAFF, "Record an appointment (S-D1).")
    ticket_depart = mutation(ticket_depart, STAFF, "Say that one is on the way (S-D4).")
    ticket_start = mutation(ticket_start, STAFF, "Begin the work.")
    ticket_hold = mutation(ticket_hold, STAFF, "Stop work for a reason, until a time (S-D8).")
    ticket_resume = mutation(ticket_resume, STAFF, "Go on with work that was held (S-D8).")
    ticket_complete = mutation(ticket_complete, STAFF, "Report the result (S-E1).")
    ticket_confirm = mutation(ticket_confirm, CUSTOMERS, "The customer's word (S-E2).")
    ticket_close = mutation(ticket_close, STAFF, "Close a confirmed ticket.")
    ticket_reopen = mutation(ticket_reopen, CUSTOMERS, "Send a ticket back to work (S-F3).")
    ticket_withdraw = mutation(ticket_withdraw, CUSTOMERS, "Take a report back.")
    ticket_reject = mutation(ticket_reject, STAFF, "Judge a complaint unjustified (S-B4).")
    ticket_explain = mutation(ticket_explain, STAFF, "Record the explanation owed (S-B4).")
    ticket_investigate = mutation(
        ticket_investigate, STAFF, "Record a stage of working a complaint through (S-D5)."
    )
    ticket_comment = mutation(ticket_comment, CUSTOMERS, "Add a note.")
    resident_reveal = mutation(
        resident_reveal, STAFF, "Show a resident's personal data in full, for a reason (S-N2)."
    )
    estate_set_dispatch = mutation(
        estate_set_dispatch, STAFF, "Say how an estate dispatches (S-C2)."
    )
    staff_assign_area = mutation(
        staff_assign_area, STAFF, "Say which buildings somebody is responsible for (S-K2)."
    )
    building_locate = mutation(building_locate, STAFF, "Say where a building stands.")
    dispatch_need_set = mutation(
        dispatch_need_set, STAFF, "Say whom the group sends to what (S-C2)."
    )
    calendar_day_set = mutation(
        calendar_day_set, STAFF, "Say whether an estate works on a day (S-D8)."
    )
    calendar_fill = mutation(
        calendar_fill, STAFF, "Put down a year's public holidays and make-up days (S-D8)."
    )
    estate_set_shifts = mutation(
        estate_set_shifts, STAFF, "Say at which hours an estate works (S-D8)."
    )
    policy_adopt = mutation(
        policy_adopt, STAFF, "Adopt a policy of service promises, from some time on (S-D7)."
    )
    survey_submit = mutation(survey_submit, CUSTOMERS, "Answer a survey (S-F2).")
    survey_template_set = mutation(
        survey_template_set, STAFF, "Say what the group asks its customers (S-F2)."
    )
    estate_set_revisit = mutation(
        estate_set_revisit, STAFF, "Say how an estate asks its customers (S-F1)."
    )
    revisit_take = mutation(revisit_take, STAFF, "Take on asking a customer (S-F1).")
    revisit_record = mutation(
        revisit_record, STAFF, "Record what came of asking a customer (S-F1)."
    )


__all__ = ["Mutation", "mutation"]
