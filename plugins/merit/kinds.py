"""The words of rewards and penalties."""

from collections.abc import Mapping

from core.coded import Coded


class MeritKind(Coded):
    """What a grade is."""

    PENALTY = "PENALTY", "惩"
    REWARD = "REWARD", "奖"


class MeritGrade(Coded):
    """The rungs of the two ladders, each from the least to the gravest (S-J1, S-J2)."""

    WRITTEN_WARNING = "WRITTEN_WARNING", "书面警告"
    DEMERIT = "DEMERIT", "记过"
    MAJOR_DEMERIT = "MAJOR_DEMERIT", "记大过"
    DEMOTION = "DEMOTION", "降级"
    DISMISSAL = "DISMISSAL", "开除"
    COMMENDATION = "COMMENDATION", "嘉奖"
    MINOR_MERIT = "MINOR_MERIT", "记小功"
    MAJOR_MERIT = "MAJOR_MERIT", "记大功"
    BONUS = "BONUS", "奖金"

    @property
    def kind(self) -> MeritKind:
        """On which ladder it stands."""
        return MeritKind.PENALTY if self in PENALTIES else MeritKind.REWARD


PENALTIES = (
    MeritGrade.WRITTEN_WARNING,
    MeritGrade.DEMERIT,
    MeritGrade.MAJOR_DEMERIT,
    MeritGrade.DEMOTION,
    MeritGrade.DISMISSAL,
)
"""The ladder of penalties, the lightest first."""

TITLES: Mapping[MeritGrade, tuple[str, str]] = {
    MeritGrade.WRITTEN_WARNING: ("书面警告", "written warning"),
    MeritGrade.DEMERIT: ("记过", "demerit"),
    MeritGrade.MAJOR_DEMERIT: ("记大过", "major demerit"),
    MeritGrade.DEMOTION: ("降级", "demotion"),
    MeritGrade.DISMISSAL: ("开除", "dismissal"),
    MeritGrade.COMMENDATION: ("嘉奖", "commendation"),
    MeritGrade.MINOR_MERIT: ("记小功", "minor merit"),
    MeritGrade.MAJOR_MERIT: ("记大功", "major merit"),
    MeritGrade.BONUS: ("奖金", "bonus"),
}
"""Their names on paper: zh-CN, en."""


class MeritGround(Coded):
    """Why: the grounds of S-J1 and S-J2, and no others."""

    WORK_SUFFERED = "WORK_SUFFERED", "违反规定, 影响工作"
    CUSTOMER_SUFFERED = "CUSTOMER_SUFFERED", "违反规定, 客户受损"
    COMPANY_HURT = "COMPANY_HURT", "损害公司利益或名誉"
    OUTSTANDING_WORK = "OUTSTANDING_WORK", "工作突出"
    MARKED_CONTRIBUTION = "MARKED_CONTRIBUTION", "贡献显著"

    @property
    def kind(self) -> MeritKind:
        """What it is a ground for."""
        return MeritKind.REWARD if self in GROUNDS_FOR_REWARD else MeritKind.PENALTY


GROUNDS_FOR_REWARD = frozenset({MeritGround.OUTSTANDING_WORK, MeritGround.MARKED_CONTRIBUTION})


class MeritState(Coded):
    """Where a case stands.

    The steps between are in `cases.transitions`.
    """

    PROPOSED = "PROPOSED", "已提出"
    ENDORSED = "ENDORSED", "部门已签注, 待审批"
    TOLD = "TOLD", "已批准并告知本人, 异议期内"
    OBJECTED = "OBJECTED", "本人有异议, 待复核"
    IN_FORCE = "IN_FORCE", "已生效"
    OVERTURNED = "OVERTURNED", "复核撤销"
    DECLINED = "DECLINED", "未通过"
    WITHDRAWN = "WITHDRAWN", "已撤回"


class MeritAction(Coded):
    """What can be done with a case."""

    PROPOSE = "PROPOSE", "提出"
    ENDORSE = "ENDORSE", "签注"
    APPROVE = "APPROVE", "审批"
    DECLINE = "DECLINE", "不同意"
    WITHDRAW = "WITHDRAW", "撤回"
    OBJECT = "OBJECT", "提出异议"
    UPHOLD = "UPHOLD", "复核维持"
    LIGHTEN = "LIGHTEN", "复核减轻"
    OVERTURN = "OVERTURN", "复核撤销"
    LAPSE = "LAPSE", "逾期未复核，自动撤销"
    TAKE_EFFECT = "TAKE_EFFECT", "生效"


class MeritHearing(Coded):
    """What can come of hearing an objection."""

    UPHOLD = "UPHOLD", "维持"
    LIGHTEN = "LIGHTEN", "减轻"
    OVERTURN = "OVERTURN", "撤销"


class MeritLevel(Coded):
    """Who approves, from the estate up (S-J3)."""

    ESTATE = "ESTATE", "项目"
    COMPANY = "COMPANY", "公司"
    BOARD = "BOARD", "董事会"


class FactKind(Coded):
    """What happened at work."""

    BROKEN_PROMISE = "BROKEN_PROMISE", "本人负责的时限超时"
    ANSWER = "ANSWER", "客户评分"
    REOPENED = "REOPENED", "返工"
    THANKS = "THANKS", "客户致谢"


__all__ = [
    "GROUNDS_FOR_REWARD",
    "PENALTIES",
    "TITLES",
    "FactKind",
    "MeritAction",
    "MeritGrade",
    "MeritGround",
    "MeritHearing",
    "MeritKind",
    "MeritLevel",
    "MeritState",
]
