"""The words of a ticket's life: what can be done, by which party, where it leads and why."""

from enum import StrEnum

from core.coded import Coded


class Action(Coded):
    """What can be done to a ticket. The order is the one actions are listed in."""

    REPORT = "REPORT", "报事"
    CLASSIFY = "CLASSIFY", "分类"
    DISPATCH = "DISPATCH", "派单"
    ACCEPT = "ACCEPT", "接单"
    RETURN = "RETURN", "退单"
    APPOINT = "APPOINT", "预约"
    DEPART = "DEPART", "出发"
    START = "START", "开工"
    HOLD = "HOLD", "挂起"
    RESUME = "RESUME", "恢复"
    COMPLETE = "COMPLETE", "完工"
    CONFIRM = "CONFIRM", "客户确认"
    ANSWER_SURVEY = "ANSWER_SURVEY", "评价"
    CLOSE = "CLOSE", "关闭"
    REOPEN = "REOPEN", "返工"
    WITHDRAW = "WITHDRAW", "撤回"
    REJECT = "REJECT", "判定不成立"
    EXPLAIN = "EXPLAIN", "解释"
    INVESTIGATE = "INVESTIGATE", "调查处理环节"
    COMMENT = "COMMENT", "备注"
    JOIN = "JOIN", "并入事件"
    LEAVE = "LEAVE", "移出事件"
    FIND_NOBODY = "FIND_NOBODY", "系统派单未找到合适人选"
    SKIP_REVISIT = "SKIP_REVISIT", "未抽中回访"
    HAND_OVER = "HAND_OVER", "交接"


class Party(Coded):
    """A caller's own part in a ticket, whatever their roles."""

    REQUESTER = "REQUESTER", "ticket.requester_id is one of the caller's persons"
    ASSIGNEE = "ASSIGNEE", "ticket.assignee_id is one of the caller's persons"
    LEAD = "LEAD", "the ticket on which a joined one's work is done has taken the step (S-A7)"


class Goal(StrEnum):
    """Targets that are no state of their own."""

    UNCHANGED = "UNCHANGED"
    BEFORE_HOLD = "BEFORE_HOLD"


class Case(StrEnum):
    """What an action found, where that decides where it leads."""

    SOLVED = "SOLVED"
    UNSOLVED = "UNSOLVED"
    SATISFIED = "SATISFIED"
    DISSATISFIED = "DISSATISFIED"
    PERSUADED = "PERSUADED"
    UNPERSUADED = "UNPERSUADED"
    LEADING = "LEADING"
    FOLLOWING = "FOLLOWING"


__all__ = ["Action", "Case", "Goal", "Party"]
