"""By what work is priced, and the states of a price list."""

from core.coded import Coded


class PriceBasis(Coded):
    """What a price is for."""

    VISIT = "VISIT", "按次上门"
    HOUR = "HOUR", "按小时"
    PIECE = "PIECE", "按件"
    MATERIAL = "MATERIAL", "材料"


class PriceListState(Coded):
    """Drafts are the staff's; published lists are everybody's and never change."""

    DRAFT = "DRAFT", "草稿"
    PUBLISHED = "PUBLISHED", "已公示"
    WITHDRAWN = "WITHDRAWN", "已撤回"
