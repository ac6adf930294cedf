"""What is said along the way: reasons, notes and customers' words."""

from api.demo.dice import Lottery
from core.complaints.stages import Stage
from core.tickets.kinds import HoldReason

FINDINGS = {
    Stage.LOOK: "已到现场了解情况，并向客户核实经过。",
    Stage.LEADER_TOLD: "已向管理处负责人汇报。",
    Stage.LOCATE: "已查明问题所在。",
    Stage.RESPONSIBILITY: "责任在本部门。",
    Stage.REMEDY: "已定处理办法，限期完成。",
    Stage.APOLOGY: "已会同责任部门向客户解释并致歉。",
}
"""What is found at each stage of a complaint (S-D5)."""

HOLDS: Lottery[HoldReason] = Lottery(
    {
        HoldReason.PARTS: 46,
        HoldReason.CUSTOMER: 34,
        HoldReason.CONTRACTOR: 10,
        HoldReason.DEVELOPER: 5,
        HoldReason.INTERNAL: 5,
    }
)

HOLD_NOTES = {
    HoldReason.PARTS: (
        "所需配件缺货，已下采购单。",
        "配件型号停产，正在找替代品。",
        "等仓库调拨配件。",
    ),
    HoldReason.CUSTOMER: (
        "客户出差，约定回来后再上门。",
        "客户要求周末在家时再处理。",
        "联系客户无人接听。",
    ),
    HoldReason.DEVELOPER: ("属保修范围，已转开发商维修部。", "等开发商派防水单位现场勘察。"),
    HoldReason.CONTRACTOR: ("维保单位排期中。", "等外墙施工队进场。"),
    HoldReason.INTERNAL: ("人手不足，排到后面。", "等夜班交接后处理。"),
}

HOLD_DAYS = {
    HoldReason.PARTS: (1.8, 15.0),
    HoldReason.CUSTOMER: (1.5, 7.0),
    HoldReason.DEVELOPER: (6.0, 30.0),
    HoldReason.CONTRACTOR: (2.0, 12.0),
    HoldReason.INTERNAL: (0.5, 3.0),
}
"""The usual and the longest wait, in days."""

RESUMED = {
    HoldReason.PARTS: "配件已到。",
    HoldReason.CUSTOMER: "已联系上客户。",
    HoldReason.DEVELOPER: "开发商已派人处理。",
    HoldReason.CONTRACTOR: "外包单位已到场。",
    HoldReason.INTERNAL: "已安排人手。",
}

RETURNS = (
    "不属于本部门职责，请改派。",
    "描述不清，需客服先核实位置。",
    "今日外出培训，请改派他人。",
)

DISPATCHES = ("技能匹配且当班。", "负责该楼栋。", "离现场最近。", "当前工单最少。", None, None)

APPOINTMENTS = ("客户确认该时间在家。", "已电话约定。", "客户希望提前半小时联系。", None)

PROGRESS = (
    "已到现场查看，需要准备材料。",
    "客户来电催问，已告知进度。",
    "已与楼上住户沟通，等待配合。",
    "现场已做临时处理。",
)

INSIDE = ("客户情绪激动，请注意沟通方式。", "该户多次反映同一问题，建议主管跟进。")
"""Remarks that are not the customer's to read."""

WITHDRAWALS = (
    "已经自己解决了。",
    "重复报事，撤回一个。",
    "暂时不需要处理了。",
    "打错电话，不是本小区的事。",
)

REJECTIONS = (
    "经核实施工在允许时段内，声级未超标。",
    "所述区域为市政管理范围，非本公司职责。",
    "调取记录，当日已按标准清洁三次。",
)

EXPLANATIONS = (
    "已当面出示巡查记录并说明标准，客户表示理解。",
    "已说明责任划分，并代为联系市政部门。",
)

NOT_PERSUADED = "已解释，客户仍不认可，请部门负责人亲自处理。"

REOPENINGS = ("又出现同样的问题。", "修完第二天又坏了。", "处理结果不符合约定。")

CLOSINGS = (
    "多次联系客户未评价，按流程关闭。",
    "客户电话表示满意，不再评价。",
    "公共区域事项，复查正常后关闭。",
)

CALLED = ("电话回访，客户确认已解决。", "上门回访确认。", None)

PARTLY = ("还有一处没处理好。", "好一点了，但没有完全解决。")

PRAISE: Lottery[str | None] = Lottery(
    {
        None: 60,
        "师傅很专业，来得也快。": 6,
        "态度好，干完还把地擦干净了。": 6,
        "很满意，谢谢！": 8,
        "比预想的快。": 4,
        "管家全程跟进，点赞。": 5,
        "客服耐心，解释得很清楚。": 5,
        "希望继续保持。": 3,
        "还可以，就是约的时间有点晚。": 3,
    }
)

BLAME: Lottery[str | None] = Lottery(
    {
        "等了好几天才来人。": 8,
        "没修好，老问题又来了。": 8,
        "来了看一眼就走，说要等配件。": 5,
        "没人告诉我进度，每次都要自己催。": 7,
        "态度敷衍。": 5,
        "现场弄得很脏没打扫。": 4,
        None: 8,
    }
)

UNKNOWN_OCCURRED = ("客户记不清具体时间", "持续一段时间，起始时间不明")
PUBLIC_AREA = "公共区域，不属于某一户"
ANONYMOUS = "匿名来信，未留姓名电话"
DEVICE = "设备自动告警，无联系人"

__all__ = [
    "ANONYMOUS",
    "APPOINTMENTS",
    "BLAME",
    "CALLED",
    "CLOSINGS",
    "DEVICE",
    "DISPATCHES",
    "EXPLANATIONS",
    "HOLDS",
    "HOLD_DAYS",
    "HOLD_NOTES",
    "INSIDE",
    "NOT_PERSUADED",
    "PARTLY",
    "PRAISE",
    "PROGRESS",
    "PUBLIC_AREA",
    "REJECTIONS",
    "REOPENINGS",
    "RESUMED",
    "RETURNS",
    "UNKNOWN_OCCURRED",
    "WITHDRAWALS",
]
