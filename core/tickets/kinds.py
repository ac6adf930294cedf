"""The words tickets are described in (sections A and B of the service standard)."""

from core.coded import Coded


class Kind(Coded):
    """What a ticket is (S-B1)."""

    REPAIR = "REPAIR", "报修"
    COMPLAINT = "COMPLAINT", "投诉"
    CONSULTATION = "CONSULTATION", "咨询"
    SUGGESTION = "SUGGESTION", "建议"
    HELP = "HELP", "求助"


class Nature(Coded):
    """Every complaint is one or the other (S-B2)."""

    REPAIR_TYPE = "REPAIR_TYPE", "维修类"
    SERVICE_TYPE = "SERVICE_TYPE", "服务类"


class Urgency(Coded):
    """How soon something has to be done (S-B3)."""

    ROUTINE = "ROUTINE", "一般"
    URGENT = "URGENT", "紧急"
    EMERGENCY = "EMERGENCY", "突发"


class Severity(Coded):
    """How grave it is (S-B3)."""

    ORDINARY = "ORDINARY", "普通"
    MAJOR = "MAJOR", "重大"
    COMPLEX = "COMPLEX", "复杂"


class Channel(Coded):
    """By which door the report came in (S-A1)."""

    PHONE = "PHONE", "电话/24 小时热线"
    FRONT_DESK = "FRONT_DESK", "前台"
    ON_SITE = "ON_SITE", "现场"
    WEB = "WEB", "网站"
    APP = "APP", "App"
    WECHAT = "WECHAT", "微信公众号"
    EMAIL = "EMAIL", "邮件"
    MAILBOX = "MAILBOX", "意见箱"
    STAFF = "STAFF", "员工发现或听到"
    SYSTEM = "SYSTEM", "设备告警、呼叫中心等系统"


class Hearer(Coded):
    """Who of the staff first heard what customers did not write down themselves (S-A5)."""

    FRONT_DESK = "FRONT_DESK", "客服中心前台"
    STAFF = "STAFF", "其他员工，须转交前台"


class State(Coded):
    """Where a ticket stands in its life.

    The steps between are in `core.tickets.transitions`.
    """

    REPORTED = "REPORTED", "已受理"
    CLASSIFIED = "CLASSIFIED", "已分类"
    DISPATCHED = "DISPATCHED", "已派单"
    ACCEPTED = "ACCEPTED", "已接单"
    APPOINTED = "APPOINTED", "已预约"
    ON_THE_WAY = "ON_THE_WAY", "已出发"
    IN_PROGRESS = "IN_PROGRESS", "处理中"
    ON_HOLD = "ON_HOLD", "挂起"
    EXPLAINING = "EXPLAINING", "解释中（不成立投诉）"
    COMPLETED = "COMPLETED", "已完成，待确认"
    CONFIRMED = "CONFIRMED", "客户已确认，待评价"
    REOPENED = "REOPENED", "已返工"
    CLOSED = "CLOSED", "已关闭"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class HoldReason(Coded):
    """Waiting that is not the estate's may stop a clock; waiting for our own may not (S-D8)."""

    CUSTOMER = "CUSTOMER", "等客户"
    PARTS = "PARTS", "等配件"
    DEVELOPER = "DEVELOPER", "等开发商"
    CONTRACTOR = "CONTRACTOR", "等外包单位，时钟不停（S-D6）"
    INTERNAL = "INTERNAL", "内部原因，时钟不停"


class Outcome(Coded):
    """What the customer says of the result (S-E2)."""

    SOLVED = "SOLVED", "已解决"
    PARTLY = "PARTLY", "部分解决"
    NOT_SOLVED = "NOT_SOLVED", "未解决"
