"""The demo group as it is drawn up: its regions, its estates, how many of what."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.estates.models import PropertyType
from core.plugin.demo import DemoContract

SEED = 20_240_607
"""What everything is drawn from: the same seed at the same instant gives the same data."""

DAYS = 90
"""How far back tickets and rosters go."""

DAYS_AHEAD = 14
"""How far ahead rosters go."""

TICKETS = 20_000

GROUP = "demo"
"""The group's code, by which a second start finds it."""

GROUP_NAME = "和苑物业集团"

ESTATE = "binjiang"
"""The estate where the logins of an estate's people belong."""

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """区域."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """How an estate is built: so many buildings of so many units (0: none), floors and doors."""

    buildings: int
    units: int
    floors: int
    doors: int

    @property
    def homes(self) -> int:
        """Homes, shops or offices in all."""
        return self.buildings * max(self.units, 1) * self.floors * self.doors


@dataclass(frozen=True, slots=True)
class EstatePlan:
    """项目. `centre` is latitude and longitude in millionths of a degree, `age` is in years;
    `pace` multiplies every delay: below 1 is a well-run estate.
    """

    code: str
    name: str
    region: str
    property_type: PropertyType
    address: str
    centre: tuple[int, int]
    layout: Layout
    age: int
    pace: float
    contract: DemoContract = DemoContract.BASIC


REGIONS = (
    RegionPlan("east", "华东区域"),
    RegionPlan("south", "华南区域"),
    RegionPlan("southwest", "西南区域"),
)

_HOMES, _SHOPS, _OFFICES = PropertyType

ESTATES = (
    EstatePlan(
        "binjiang", "滨江花园", "east", _HOMES, "上海市浦东新区滨江路 188 号",
        (31_230_400, 121_530_000), Layout(5, 2, 21, 2), 9, 0.95, DemoContract.FULL,
    ),
    EstatePlan(
        "wutong", "梧桐里", "east", _HOMES, "苏州市姑苏区梧桐街 66 号",
        (31_310_000, 120_620_000), Layout(7, 2, 12, 2), 6, 0.85, DemoContract.STANDARD,
    ),
    EstatePlan(
        "hubin", "湖滨广场", "east", _SHOPS, "杭州市上城区湖滨路 20 号",
        (30_252_000, 120_164_000), Layout(2, 0, 5, 12), 5, 0.9,
    ),
    EstatePlan(
        "xinghai", "星海国际中心", "east", _OFFICES, "苏州市工业园区星海街 200 号",
        (31_319_000, 120_717_000), Layout(2, 0, 25, 3), 8, 0.8,
    ),
    EstatePlan(
        "yunhai", "云海湾", "south", _HOMES, "深圳市南山区云海路 8 号",
        (22_518_000, 113_940_000), Layout(5, 2, 20, 2), 7, 1.05,
    ),
    EstatePlan(
        "furong", "芙蓉苑", "south", _HOMES, "广州市天河区芙蓉路 39 号",
        (23_130_000, 113_340_000), Layout(5, 2, 16, 2), 12, 1.25,
    ),
    EstatePlan(
        "tianhui", "天汇城", "south", _SHOPS, "广州市越秀区中山路 101 号",
        (23_126_000, 113_264_000), Layout(2, 0, 5, 14), 6, 1.0,
    ),
    EstatePlan(
        "qianhai", "前海时代大厦", "south", _OFFICES, "深圳市前海区梦海大道 1 号",
        (22_536_000, 113_895_000), Layout(1, 0, 40, 4), 4, 0.85,
    ),
    EstatePlan(
        "jincheng", "锦城名邸", "southwest", _HOMES, "成都市武侯区锦城大道 300 号",
        (30_570_000, 104_065_000), Layout(5, 2, 18, 2), 8, 1.0,
    ),
    EstatePlan(
        "cuiping", "翠屏山居", "southwest", _HOMES, "重庆市渝北区翠屏路 77 号",
        (29_630_000, 106_570_000), Layout(8, 2, 9, 2), 10, 1.15,
    ),
    EstatePlan(
        "shuangnan", "双楠里", "southwest", _HOMES, "成都市武侯区双楠街 12 号",
        (30_645_000, 104_035_000), Layout(10, 2, 6, 2), 19, 1.45,
    ),
    EstatePlan(
        "jiefang", "解放碑金融中心", "southwest", _OFFICES, "重庆市渝中区民族路 188 号",
        (29_557_000, 106_577_000), Layout(1, 0, 22, 5), 11, 1.0,
    ),
)  # fmt: skip

BY_CODE: Mapping[str, EstatePlan] = {plan.code: plan for plan in ESTATES}

REPORTING: Mapping[PropertyType, float] = {
    PropertyType.RESIDENTIAL: 1.0,
    PropertyType.COMMERCIAL: 1.5,
    PropertyType.OFFICE: 1.25,
}
"""How much more than a home a shop or an office has to report."""

SHIFTS: Mapping[PropertyType, Mapping[str, list[list[str]]]] = {
    PropertyType.RESIDENTIAL: {
        **{str(day): [["08:30", "12:00"], ["13:30", "18:00"]] for day in range(1, 6)},
        **{str(day): [["09:00", "12:00"], ["14:00", "17:00"]] for day in (6, 7)},
    },
    PropertyType.COMMERCIAL: {str(day): [["09:30", "22:00"]] for day in range(1, 8)},
    PropertyType.OFFICE: {str(day): [["08:30", "18:00"]] for day in range(1, 6)},
}
"""Working hours by ISO weekday."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The numbers the database gave out."""

    group: int
    regions: Mapping[str, int]
    estates: Mapping[str, int]


__all__ = [
    "BY_CODE",
    "DAYS",
    "DAYS_AHEAD",
    "ESTATE",
    "ESTATES",
    "GROUP",
    "GROUP_NAME",
    "REGIONS",
    "REPORTING",
    "SEED",
    "SHIFTS",
    "TICKETS",
    "ZONE",
    "EstatePlan",
    "Keys",
    "Layout",
    "RegionPlan",
]
