"""Who is asking, and with which rights: made by the tenants floor, read by every rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from core.coded import Coded


class Audience(StrEnum):
    """Kinds of callers. Each has its own schema view, and the policies narrow by it."""

    STAFF = "staff"
    RESIDENT = "resident"
    PARTNER = "partner"
    SERVICE = "service"
    SYSTEM = "system"


class Role(Coded):
    """The roles of S-K1, from the group down to the person at the door."""

    GROUP_DIRECTOR = "GROUP_DIRECTOR", "集团管理"
    GROUP_STAFF = "GROUP_STAFF", "集团职员"
    DUTY_OFFICER = "DUTY_OFFICER", "集团值班"
    BOARD = "BOARD", "董事"
    COMPANY_LEADER = "COMPANY_LEADER", "物业公司主管领导"
    REGION_MANAGER = "REGION_MANAGER", "区域负责人"
    ESTATE_MANAGER = "ESTATE_MANAGER", "管理处负责人"
    CS_SUPERVISOR = "CS_SUPERVISOR", "客服主管"
    DEPARTMENT_HEAD = "DEPARTMENT_HEAD", "部门负责人"
    CS_AGENT = "CS_AGENT", "客服专员"
    BUTLER = "BUTLER", "管家"
    TECHNICIAN = "TECHNICIAN", "工程维修"
    OFFICER = "OFFICER", "秩序、保洁、绿化等部门员工"
    RESIDENT = "RESIDENT", "业主、租户及家人"
    PARTNER = "PARTNER", "开发商、外包单位"
    SERVICE = "SERVICE", "其他系统"
    SYSTEM = "SYSTEM", "后台任务"


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller with the rights in force at this instant.

    `roles` maps each estate the caller may act in to the roles held there, with group and region
    grants already spread over their estates. `persons` are the caller's own rows: staff members
    (one per estate served) or residents (one per estate lived in). `rights_version` is the version
    of `core.account_rights` these rights were read at; the system's own actors have none.
    `session_id` is the session or API key the caller came in by: when that ends, so does the actor.
    """

    group_id: int
    account_id: UUID
    audience: Audience
    name: str
    roles: Mapping[int, frozenset[Role]]
    persons: tuple[UUID, ...] = ()
    houses: tuple[UUID, ...] = ()
    group_roles: frozenset[Role] = frozenset()
    locale: str = "zh-CN"
    rights_version: int | None = None
    session_id: UUID | None = None
    _by_role: dict[frozenset[Role], tuple[int, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def estates(self) -> tuple[int, ...]:
        """Every estate the caller may see anything of."""
        return tuple(self.roles)

    def roles_at(self, estate_id: int) -> frozenset[Role]:
        """The roles held at one estate; empty where there are none."""
        return self.roles.get(estate_id, frozenset())

    def estates_with(self, roles: frozenset[Role]) -> tuple[int, ...]:
        """The estates at which the caller holds any of `roles`."""
        found = self._by_role.get(roles)
        if found is None:
            found = tuple(estate for estate, held in self.roles.items() if held & roles)
            self._by_role[roles] = found
        return found


__all__ = ["Actor", "Audience", "Role"]
