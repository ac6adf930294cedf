"""The group's tree of categories (S-B2): kinds of tickets and what is below them."""

from api.demo.rows import Rows
from core.tickets.kinds import Kind, Nature
from core.tickets.models import Category

_OUR_FAULT, _OUR_MANNER = Nature.REPAIR_TYPE, Nature.SERVICE_TYPE

TREE: tuple[tuple[str, Kind, Nature | None, str, str], ...] = (
    ("repair", Kind.REPAIR, None, "报修", "Repairs"),
    ("repair.water", Kind.REPAIR, None, "给排水", "Plumbing"),
    ("repair.water.leak", Kind.REPAIR, None, "漏水渗水", "Leaks"),
    ("repair.water.drain", Kind.REPAIR, None, "管道堵塞", "Blocked drains"),
    ("repair.water.supply", Kind.REPAIR, None, "停水与水压", "Water supply"),
    ("repair.power", Kind.REPAIR, None, "强电照明", "Electricity and lighting"),
    ("repair.power.outage", Kind.REPAIR, None, "停电跳闸", "Power cuts"),
    ("repair.power.light", Kind.REPAIR, None, "灯具照明", "Lights"),
    ("repair.lift", Kind.REPAIR, None, "电梯", "Lifts"),
    ("repair.lift.trapped", Kind.REPAIR, None, "电梯困人", "People trapped"),
    ("repair.lift.fault", Kind.REPAIR, None, "电梯故障", "Lift faults"),
    ("repair.door", Kind.REPAIR, None, "门窗锁具", "Doors, windows, locks"),
    ("repair.hvac", Kind.REPAIR, None, "空调暖通", "Heating and cooling"),
    ("repair.signal", Kind.REPAIR, None, "弱电", "Access, intercom, network"),
    ("repair.signal.access", Kind.REPAIR, None, "门禁对讲", "Access and intercom"),
    ("repair.signal.network", Kind.REPAIR, None, "网络电视", "Network and television"),
    ("repair.masonry", Kind.REPAIR, None, "土建", "Walls and floors"),
    ("repair.fire", Kind.REPAIR, None, "消防设施", "Fire safety equipment"),
    ("complaint", Kind.COMPLAINT, None, "投诉", "Complaints"),
    ("complaint.environment", Kind.COMPLAINT, _OUR_MANNER, "环境卫生", "Environment and hygiene"),
    ("complaint.environment.waste", Kind.COMPLAINT, _OUR_MANNER, "垃圾清运", "Refuse removal"),
    ("complaint.environment.noise", Kind.COMPLAINT, _OUR_MANNER, "噪音扰民", "Noise"),
    ("complaint.environment.greening", Kind.COMPLAINT, _OUR_MANNER, "绿化养护", "Greenery"),
    ("complaint.facility", Kind.COMPLAINT, _OUR_FAULT, "设施维护", "Facility maintenance"),
    ("complaint.facility.lift", Kind.COMPLAINT, _OUR_FAULT, "电梯频繁故障", "Lifts out of order"),
    ("complaint.facility.seepage", Kind.COMPLAINT, _OUR_FAULT, "外墙反复渗水", "Seeping walls"),
    ("complaint.safety", Kind.COMPLAINT, _OUR_MANNER, "安全秩序", "Safety and order"),
    ("complaint.safety.parking", Kind.COMPLAINT, _OUR_MANNER, "乱停车", "Parking"),
    ("complaint.safety.strangers", Kind.COMPLAINT, _OUR_MANNER, "外来人员", "Strangers"),
    ("complaint.safety.falling", Kind.COMPLAINT, _OUR_MANNER, "高空抛物", "Things thrown down"),
    ("complaint.attitude", Kind.COMPLAINT, _OUR_MANNER, "服务态度", "Service attitude"),
    ("consultation", Kind.CONSULTATION, None, "咨询", "Questions"),
    ("consultation.fees", Kind.CONSULTATION, None, "费用账单", "Fees and bills"),
    ("consultation.parking", Kind.CONSULTATION, None, "车位办理", "Parking spaces"),
    ("consultation.fitout", Kind.CONSULTATION, None, "装修办理", "Fit-out"),
    ("consultation.cards", Kind.CONSULTATION, None, "门禁卡办理", "Access cards"),
    ("suggestion", Kind.SUGGESTION, None, "建议", "Suggestions"),
    ("suggestion.facility", Kind.SUGGESTION, None, "设施改进", "Facilities"),
    ("suggestion.community", Kind.SUGGESTION, None, "社区活动", "Community"),
    ("help", Kind.HELP, None, "求助", "Requests for help"),
    ("help.locked_out", Kind.HELP, None, "忘带钥匙", "Locked out"),
    ("help.carrying", Kind.HELP, None, "搬运协助", "Carrying"),
    ("help.found", Kind.HELP, None, "寻人寻物", "Lost and found"),
    ("help.medical", Kind.HELP, None, "突发疾病", "Sudden illness"),
)
"""Code, kind, nature, name, English name; parents come first."""

KINDS = {code: kind for code, kind, _, _, _ in TREE}
NATURES = {code: nature for code, _, nature, _, _ in TREE}


def add_categories(rows: Rows) -> None:
    """The whole tree."""
    for code, kind, nature, name, name_en in TREE:
        rows.add(
            Category,
            code=code,
            parent_code=code.rpartition(".")[0] or None,
            kind=kind,
            nature=nature,
            name=name,
            name_en=name_en,
        )


__all__ = ["KINDS", "NATURES", "TREE", "add_categories"]
