"""What the plugin is."""

from pydantic import Field

from core.actor import Role
from core.plugin.manifest import Configuration, Manifest, Permission


class PaidServicesConfiguration(Configuration):
    """How an estate charges."""

    chargeable_categories: tuple[str, ...] = Field(
        default=(),
        description="work in these categories, and those below them, needs an accepted quote",
    )
    quote_valid_days: int = Field(default=7, ge=1, le=90, description="how long a quote stands")
    service_due_days: int = Field(default=7, ge=0, le=90, description="days to pay for work")
    dunning_days: tuple[int, ...] = Field(
        default=(1, 15, 30, 60), description="days after the due day on which a bill is followed up"
    )
    online_provider: str = Field(default="local", description="local, wechat, alipay or another's")
    merchant: str | None = Field(
        default=None, description="which of the installation's merchants is paid online"
    )


_CASHIERS = frozenset(
    {Role.CS_AGENT, Role.CS_SUPERVISOR, Role.BUTLER, Role.ESTATE_MANAGER, Role.SERVICE}
)
_LEADERS = frozenset({Role.ESTATE_MANAGER, Role.COMPANY_LEADER, Role.GROUP_DIRECTOR})

MANIFEST = Manifest(
    id="paid_services",
    title="有偿服务",
    title_en="Paid services",
    version="1.0.0",
    package="plugins.paid_services",
    configuration=PaidServicesConfiguration,
    permissions=(
        Permission("paid_services.price", "制定与公示价目", "Draft and publish prices", _LEADERS),
        Permission(
            "paid_services.quote",
            "报价与出账",
            "Quote and bill work",
            _CASHIERS | {Role.TECHNICIAN, Role.DEPARTMENT_HEAD},
        ),
        Permission("paid_services.collect", "收款与催缴", "Take payments, follow up", _CASHIERS),
        Permission("paid_services.propose", "申请减免与退款", "Propose reliefs", _CASHIERS),
        Permission(
            "paid_services.decide",
            "审批减免与退款",
            "Decide about reliefs and refunds",
            _LEADERS | {Role.CS_SUPERVISOR},
        ),
        Permission("paid_services.fee", "制定收费规则与出账", "Set and bill fees", _LEADERS),
        Permission(
            "paid_services.books",
            "查账、对账与冲正",
            "Read, reconcile and correct the books",
            _LEADERS | {Role.GROUP_STAFF, Role.REGION_MANAGER},
        ),
    ),
    models="models:Base",
    hooks="hooks",
    jobs="jobs:JOBS",
    templates="templates",
    graphql="graphql.extension:EXTENSION",
    texts="errors:TEXTS",
    trial="trial:TRIAL",
    demo="demo:DEMONSTRATION",
    migrations="migrations",
)

__all__ = ["MANIFEST", "PaidServicesConfiguration"]
