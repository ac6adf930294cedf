"""What the tenants floor refuses, and why."""

from datetime import datetime
from enum import StrEnum

from core.errors import Code, GuanjiaError


class TenantsCode(StrEnum):
    """Codes of accounts, rights, contracts and estates."""

    WRONG_CREDENTIALS = "WRONG_CREDENTIALS"
    LOGIN_LOCKED = "LOGIN_LOCKED"
    WEAK_PASSWORD = "WEAK_PASSWORD"
    LOGIN_NAME_TAKEN = "LOGIN_NAME_TAKEN"
    IDENTITY_TAKEN = "IDENTITY_TAKEN"
    CODE_TAKEN = "CODE_TAKEN"
    ROLE_NOT_OF_AUDIENCE = "ROLE_NOT_OF_AUDIENCE"
    ROLE_OUT_OF_REACH = "ROLE_OUT_OF_REACH"
    ESTATE_CLOSED = "ESTATE_CLOSED"
    PLUGIN_ALREADY_ON = "PLUGIN_ALREADY_ON"


class Unauthenticated(GuanjiaError):
    """The bearer is not one of ours, or no longer: which of the two is never said."""

    def __init__(self) -> None:
        super().__init__(Code.UNAUTHENTICATED)


class WrongCredentials(GuanjiaError):
    """Name and password do not belong together; also where the name is unknown or disabled."""

    def __init__(self) -> None:
        super().__init__(TenantsCode.WRONG_CREDENTIALS)


class LoginLocked(GuanjiaError):
    """Too many failures under this name, whether there is such an account or not."""

    def __init__(self, until: datetime) -> None:
        super().__init__(TenantsCode.LOGIN_LOCKED, details={"until": until})


class RoleOutOfReach(GuanjiaError):
    """Nobody hands out, or takes away, a role above or outside their own."""

    def __init__(self, field: str = "role") -> None:
        super().__init__(TenantsCode.ROLE_OUT_OF_REACH, field=field)


class Taken(GuanjiaError):
    """A code or name that must be unique is in use."""

    def __init__(self, code: TenantsCode, field: str) -> None:
        super().__init__(code, field=field)


__all__ = [
    "LoginLocked",
    "RoleOutOfReach",
    "Taken",
    "TenantsCode",
    "Unauthenticated",
    "WrongCredentials",
]
