"""The part of the root of writes that is about contracts and estates as a whole (S-N1)."""

import strawberry

from api.mutations.contract_amend import contract_amend
from api.mutations.contract_end import contract_end
from api.mutations.contract_sign import contract_sign
from api.mutations.declaring import STAFF, mutation
from api.mutations.estate_clone import estate_clone


@strawberry.type
class Agreements:
    """What was agreed with estates, and what it switches on."""

    contract_sign = mutation(
        contract_sign, STAFF, "Sign a contract with an estate, with its plugins (S-N1)."
    )
    contract_amend = mutation(
        contract_amend, STAFF, "Change what a contract switches on, from an instant on (S-N1)."
    )
    contract_end = mutation(contract_end, STAFF, "End a contract and what it switched on (S-N1).")
    estate_clone = mutation(
        estate_clone, STAFF, "Open an estate that is set up as another one is (S-N1)."
    )


__all__ = ["Agreements"]
