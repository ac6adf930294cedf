"""The mutations of intake: incidents, files, other systems (S-A)."""

import strawberry

from api.mutations.attachment_prepare import attachment_prepare
from api.mutations.attachment_remove import attachment_remove
from api.mutations.declaring import CUSTOMERS, STAFF, mutation
from api.mutations.incident_join import incident_join
from api.mutations.incident_leave import incident_leave
from api.mutations.incident_open import incident_open
from api.mutations.intake_mailbox_set import intake_mailbox_set
from api.mutations.intake_rules_set import intake_rules_set
from api.mutations.intake_source_close import intake_source_close
from api.mutations.intake_source_open import intake_source_open
from api.mutations.intake_source_rotate import intake_source_rotate
from api.mutations.preset_remove import preset_remove
from api.mutations.preset_set import preset_set
from api.mutations.ticket_attach import ticket_attach


@strawberry.type
class Intake:
    """What comes in, and what is done with it before it is dispatched."""

    incident_open = mutation(incident_open, STAFF, "Have one repair answer several reports (S-A7).")
    incident_join = mutation(incident_join, STAFF, "Join a ticket to an incident (S-A7).")
    incident_leave = mutation(incident_leave, STAFF, "Take a ticket out of an incident (S-A7).")
    intake_source_open = mutation(
        intake_source_open, STAFF, "Let another system report at an estate (S-A1)."
    )
    intake_mailbox_set = mutation(
        intake_mailbox_set, STAFF, "Fetch a source's mail from a mailbox, by IMAP (S-A1)."
    )
    intake_source_rotate = mutation(
        intake_source_rotate, STAFF, "Change the secret of another system."
    )
    intake_source_close = mutation(
        intake_source_close, STAFF, "Take nothing more in from another system."
    )
    attachment_prepare = mutation(
        attachment_prepare, CUSTOMERS, "Announce a photograph, a voice note or a paper (S-A4)."
    )
    attachment_remove = mutation(attachment_remove, CUSTOMERS, "Take a file away.")
    ticket_attach = mutation(ticket_attach, CUSTOMERS, "Add files to a ticket.")
    preset_set = mutation(preset_set, STAFF, "Prepare a common request (S-A4).")
    preset_remove = mutation(preset_remove, STAFF, "Prepare a request no longer.")
    intake_rules_set = mutation(
        intake_rules_set, STAFF, "Set the group's own rules for proposals (S-A4)."
    )


__all__ = ["Intake"]
