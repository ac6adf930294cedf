"""What the tenants floor refuses, and why."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from core import messages
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
    ESTATE_HAS_CLOSED = "ESTATE_HAS_CLOSED"
    ESTATE_NOT_CLOSED = "ESTATE_NOT_CLOSED"
    PLUGIN_ALREADY_ON = "PLUGIN_ALREADY_ON"
    PLUGIN_UNKNOWN = "PLUGIN_UNKNOWN"
    PLUGIN_REQUIRES = "PLUGIN_REQUIRES"
    PLUGIN_REFUSES = "PLUGIN_REFUSES"
    PLUGIN_NOT_INSTALLED = "PLUGIN_NOT_INSTALLED"
    CONTRACT_HAS_ENDED = "CONTRACT_HAS_ENDED"
    ESTATE_HAS_OPEN_WORK = "ESTATE_HAS_OPEN_WORK"


TEXTS: Mapping[StrEnum, tuple[str, str]] = {
    TenantsCode.WRONG_CREDENTIALS: (
        "用户名或密码不正确。",
        "The name and the password do not belong together.",
    ),
    TenantsCode.LOGIN_LOCKED: (
        "登录失败次数过多，请于 {until} 之后再试。",
        "Too many failed logins: try again after {until}.",
    ),
    TenantsCode.WEAK_PASSWORD: (
        "密码须为 {shortest} 至 {longest} 个字符，不能与用户名相同，也不能只是几个字符的重复。",
        "A password has {shortest} to {longest} different enough characters, not the login name.",
    ),
    TenantsCode.LOGIN_NAME_TAKEN: ("该用户名已被使用。", "This login name is in use."),
    TenantsCode.IDENTITY_TAKEN: (
        "该外部身份已关联账号。",
        "This outside identity is linked to an account already.",
    ),
    TenantsCode.CODE_TAKEN: ("该编码已被使用。", "This code is in use."),
    TenantsCode.ROLE_NOT_OF_AUDIENCE: (
        "该类账号不能担任此角色。",
        "An account of this kind cannot hold this role.",
    ),
    TenantsCode.ROLE_OUT_OF_REACH: (
        "您无权授予或收回此角色：它高于您的角色，或超出您的管辖范围。",
        "This role is above yours, or outside where you hold it.",
    ),
    TenantsCode.ESTATE_HAS_CLOSED: ("该项目已关闭。", "This estate is closed."),
    TenantsCode.ESTATE_NOT_CLOSED: (
        "项目尚未关闭，请先关闭。",
        "This estate is open: close it first.",
    ),
    TenantsCode.PLUGIN_ALREADY_ON: (
        "插件 {plugin} 在这段时间已由其他合同开通。",
        "A contract has {plugin} switched on in this time already.",
    ),
    TenantsCode.PLUGIN_UNKNOWN: (
        "没有安装插件 {plugin}（已安装：{known}）。",
        "{plugin} is not installed (installed: {known}).",
    ),
    TenantsCode.PLUGIN_REQUIRES: (
        "插件 {plugin} 需要 {required}，但自 {at} 起合同未包含它。",
        "{plugin} requires {required}, which no contract has switched on from {at}.",
    ),
    TenantsCode.PLUGIN_REFUSES: (
        "插件 {plugin} 拒绝：{reason}",
        "{plugin} refuses: {reason}",
    ),
    TenantsCode.PLUGIN_NOT_INSTALLED: (
        "项目中有未安装插件的数据：{plugins}。请先安装。",
        "The estate has data of plugins that are not installed: {plugins}. Install them first.",
    ),
    TenantsCode.ESTATE_HAS_OPEN_WORK: (
        "项目尚有未了结的事项：{open}。请先了结，或以 --with-open-work 确认。",
        "Not settled here: {open}. Settle it first, or say --with-open-work.",
    ),
    TenantsCode.CONTRACT_HAS_ENDED: (
        "合同已于 {at} 终止。",
        "The contract has ended ({at}).",
    ),
}
"""What people read, in Chinese and in English."""

messages.learn(TEXTS)


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
    "TEXTS",
    "LoginLocked",
    "RoleOutOfReach",
    "Taken",
    "TenantsCode",
    "Unauthenticated",
    "WrongCredentials",
]
