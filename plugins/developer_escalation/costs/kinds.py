"""The words of recharging."""

from core.coded import Coded


class CostState(Coded):
    """How a claim stands with the developer."""

    CLAIMED = "CLAIMED", "已提出"
    ACKNOWLEDGED = "ACKNOWLEDGED", "开发商已确认"
    CONTESTED = "CONTESTED", "开发商有异议"
    PAID = "PAID", "已支付"
    WITHDRAWN = "WITHDRAWN", "项目撤回"


OPEN = frozenset({CostState.CLAIMED, CostState.ACKNOWLEDGED, CostState.CONTESTED})
"""Neither paid nor withdrawn."""

__all__ = ["OPEN", "CostState"]
