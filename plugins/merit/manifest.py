"""What the plugin is."""

from core.actor import Role
from core.plugin.manifest import Manifest, Permission
from plugins.merit.ladder import MeritConfiguration

_LEADERS = frozenset({Role.ESTATE_MANAGER, Role.REGION_MANAGER})
_HEADS = frozenset({Role.CS_SUPERVISOR, Role.DEPARTMENT_HEAD})
_ABOVE = frozenset({Role.COMPANY_LEADER, Role.BOARD, Role.GROUP_DIRECTOR})

MANIFEST = Manifest(
    id="merit",
    title="奖惩与考核",
    title_en="Merit and appraisal",
    version="1.0.0",
    package="plugins.merit",
    configuration=MeritConfiguration,
    permissions=(
        Permission(
            "merit.propose",
            "提出奖惩",
            "Propose rewards and penalties",
            _LEADERS | _HEADS | {Role.COMPANY_LEADER},
        ),
        Permission(
            "merit.see", "查看本项目奖惩与考核", "See the estate's cases and cards", _LEADERS
        ),
        Permission("merit.lead", "查看本部门奖惩与考核", "See one's own department's", _HEADS),
        Permission(
            "merit.thank",
            "登记客户致谢",
            "Record customers' thanks",
            _LEADERS | _HEADS | {Role.CS_AGENT, Role.BUTLER},
        ),
        Permission(
            "merit.rule",
            "制定奖惩规则与考核指标",
            "Set rules and indicators",
            _LEADERS | {Role.COMPANY_LEADER, Role.GROUP_DIRECTOR},
        ),
        Permission(
            "merit.correct", "更正考核", "Correct score cards", _LEADERS | {Role.COMPANY_LEADER}
        ),
        Permission(
            "merit.payroll",
            "导出奖金与扣款",
            "Export payments and deductions",
            _LEADERS | {Role.COMPANY_LEADER},
        ),
        Permission(
            "merit.distribution",
            "查看奖惩与考核分布",
            "See distributions, of no single person",
            _LEADERS | _ABOVE | {Role.GROUP_STAFF},
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

__all__ = ["MANIFEST"]
