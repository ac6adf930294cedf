"""The part of the root of writes that administers people: accounts, roles, keys (S-K1)."""

import strawberry

from api.mutations.account_disable import account_disable
from api.mutations.account_link import account_link
from api.mutations.account_open import account_open
from api.mutations.account_reset_password import account_reset_password
from api.mutations.api_key_create import api_key_create
from api.mutations.api_key_revoke import api_key_revoke
from api.mutations.declaring import PEOPLE, STAFF, mutation
from api.mutations.identity_link import identity_link
from api.mutations.password_change import password_change
from api.mutations.role_grant import role_grant
from api.mutations.role_revoke import role_revoke


@strawberry.type
class Administration:
    """Who can log in, and what they may do."""

    account_open = mutation(account_open, STAFF, "Let somebody log in (S-K1).")
    account_link = mutation(account_link, STAFF, "Say who an account's person is (S-K1).")
    account_disable = mutation(account_disable, STAFF, "Close an account's every door.")
    account_reset_password = mutation(
        account_reset_password, STAFF, "Give somebody another password."
    )
    password_change = mutation(password_change, PEOPLE, "Change one's own password.")
    role_grant = mutation(role_grant, STAFF, "Give somebody a role (S-K1).")
    role_revoke = mutation(role_revoke, STAFF, "Take a role away, at once (S-K1).")
    api_key_create = mutation(api_key_create, STAFF, "Give a service a key, shown once.")
    api_key_revoke = mutation(api_key_revoke, STAFF, "Take a service's key away, at once.")
    identity_link = mutation(identity_link, STAFF, "Let an outside issuer's subject in.")


__all__ = ["Administration"]
