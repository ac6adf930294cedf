"""Accounts, what they log in with, and what they may do. One password for all, hashed once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.demo.dice import Dice
from api.demo.rows import Rows
from core.actor import Audience, Role
from core.estates.models import AccountRights
from tenants.login import normalised
from tenants.models import (
    Account,
    AccountAction,
    AccountEvent,
    ApiKey,
    Credential,
    KeyPrefix,
    LoginName,
    RoleGrant,
    ScopeKind,
)
from tenants.tokens import KeySecret

PASSWORD = "guanjia-demo"
"""Of every account of the demo group."""

API_KEY = "gj_guanjiademo0_for-the-demo-group-on-your-own-machine-only"
"""The service's key: known to everybody, like the password."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over the group, a region or an estate."""

    role: Role
    region_id: int | None = None
    estate_id: int | None = None

    @property
    def scope(self) -> ScopeKind:
        """How far it reaches."""
        if self.region_id is not None:
            return ScopeKind.REGION
        return ScopeKind.GROUP if self.estate_id is None else ScopeKind.ESTATE


class Accounts:
    """The group's accounts, being collected."""

    def __init__(self, rows: Rows, dice: Dice, password_hash: str) -> None:
        self.rows = rows
        self.dice = dice
        self.password_hash = password_hash

    def open(
        self,
        audience: Audience,
        name: str,
        at: datetime,
        *,
        logins: tuple[str, ...] = (),
        grants: tuple[Grant, ...] = (),
    ) -> UUID:
        """An account with the names it logs in by (and then the password); returns its id."""
        account_id = self.dice.id_at(at)
        self.rows.add(Account, id=account_id, audience=audience, name=name, created_at=at)
        self.rows.add(AccountRights, account_id=account_id)
        self._happened(account_id, AccountAction.OPENED, at)
        if logins:
            self.rows.add(
                Credential, account_id=account_id, password_hash=self.password_hash, changed_at=at
            )
        for login in logins:
            self.rows.add(LoginName, name=normalised(login), account_id=account_id)
        for grant in grants:
            self.grant(account_id, grant, at)
        return account_id

    def grant(self, account_id: UUID, grant: Grant, at: datetime) -> None:
        """A role for an account."""
        self.rows.add(
            RoleGrant,
            id=self.dice.id_at(at),
            account_id=account_id,
            role=grant.role,
            scope=grant.scope,
            region_id=grant.region_id,
            estate_id=grant.estate_id,
            granted_at=at,
        )
        self._happened(account_id, AccountAction.ROLE_GRANTED, at)

    def issue_key(self, account_id: UUID, label: str, at: datetime) -> None:
        """`API_KEY`, for this account."""
        key = KeySecret.parse(API_KEY)
        assert key is not None
        key_id = self.dice.id_at(at)
        self.rows.add(
            ApiKey,
            id=key_id,
            account_id=account_id,
            label=label,
            prefix=key.prefix,
            secret_hash=key.digest,
            created_at=at,
        )
        self.rows.add(KeyPrefix, prefix=key.prefix, key_id=key_id)
        self._happened(account_id, AccountAction.KEY_ISSUED, at)

    def _happened(self, account_id: UUID, action: AccountAction, at: datetime) -> None:
        self.rows.add(
            AccountEvent, id=self.dice.id_at(at), account_id=account_id, at=at, action=action
        )


__all__ = ["API_KEY", "PASSWORD", "Accounts", "Grant"]
