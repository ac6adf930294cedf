"""The words revisits are described in (S-F1)."""

from core.coded import Coded


class RevisitState(Coded):
    """Where the task of asking a customer stands; all but OPEN are ends."""

    OPEN = "OPEN", "待回访"
    ANSWERED = "ANSWERED", "客户已答复（无论何种方式）"
    DECLINED = "DECLINED", "已联系，客户不愿评价"
    NOT_REACHED = "NOT_REACHED", "多次未联系上"
    VOID = "VOID", "工单已返工或关闭，无需再问"


class RevisitWay(Coded):
    """How an agent asks."""

    PHONE = "PHONE", "电话"
    SMS = "SMS", "短信"
    VISIT = "VISIT", "上门"
