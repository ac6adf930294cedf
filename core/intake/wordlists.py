"""The words that may stand around an address, as data, matched against folded text."""

import re


def words(listed: str) -> tuple[str, ...]:
    """The words of a list that is written with spaces between them."""
    return tuple(listed.split())


ESTATE_ENDINGS = words(
    """
    花园小区 花园 家园 花苑 小区 公寓 广场 大厦 中心 国际 山庄 庄园 新村 社区 新城 名城 公馆
    豪庭 华庭 华府 半岛 世家 别墅 天下 壹号 商城 城邦 时代 金座 写字楼 科技园 产业园 工业园
    里弄 名邸 一品 帝景 美景 丽都 名都 领地 官邸 小镇 春天 印象 豪园 号院
    苑 园 城 湾 里 府 庭 居 邸 墅 郡 岸 村 阁 轩 汇 洲 谷 堡 港 坊
    """
)
"""How names of estates and of named buildings end."""

FILLERS = words(
    """
    你好 您好 大家好 麻烦 请问 请 我们 咱们 咱 我 你们 你 他 她 这里 这边 这儿 这个 这 那里
    那边 那 家里 家住 住在 住 家 位于 就在 就是 在 是 的 有 到 来 去 看看 看 给 帮忙 帮 一下 下 业主
    住户 租户 租客 房东 客户 户主 本人 本 师傅 物业 管家 客服 服务 管理 前台 地址 房号 房间
    门牌 位置 住址 地点 单位 屋里 屋子 房子 房屋 电梯 楼道 楼 车库 厨房 客厅 卧室 浴室 厕所 卫生间
    阳台 地下室 大堂 门口 外面 里面 售楼 活动 商业 购物 整个 全 老 新 和 与 跟 及 还 也 就 都
    为 对 把 从 啊 呀 哦 嗯 喂 现在 今天 昨天 刚才 刚刚 早上 晚上 中午 下午 上午 前天 紧急 急
    女士 先生 小姐 阿姨 叔叔 大爷 大妈 老师 报事 报修 投诉 咨询 建议 求助 反映 反馈 申请 需要
    想 要 公共 小 第 号 中 上
    """
)
"""Words that tell nothing about which estate is meant."""

LEADS = words(
    """
    你好 您好 大家好 麻烦 请问 请 我们 咱们 咱 我 你们 你 他 她 这里 那里 这边 那边 家里 家住 家在
    住在 住 家 位于 就在 就是 在 是 到 来 去 业主 住户 租户 租客 客户 本人 师傅 物业 地址 住址 位置
    """
)
"""Words before a name that are not part of it."""

RESIDING = re.compile(r"(?:住在?|家在|位于|地址是?|住址是?|家住)$")
"""Before an unknown name: it is where somebody lives."""

DISTRICT = re.compile(r"^.{1,6}(?:[省市县州]|[^小社]区|街道)")
"""How a postal address begins: 上海市浦东新区..."""

TROUBLE = frozenset(
    "漏坏堵停修爆响水电灯锁网管器机阀墙渗霉臭味吵闹脏乱断裂掉松卡报投咨问查换装调清洗冷热火烟"
)
"""Characters that names of estates do not have, and what is reported has."""

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹"
)
"""A word of two or three characters that begins with one is rather a person."""

SENTENCE_ENDS = re.compile(
    r"(?:[了着过吧呢吗啦嘛]|[在住到去来是]家?|漏水|渗水|停电|停水|跳闸|堵塞?|坏|扰民|噪音|异响)$"
)
"""What a sentence may end with before an address follows without a stop."""

COMMON = re.compile(r"(?:幼儿园|公园|校园|菜园|邻居|起居|定居|进城|商圈|平台|小里|手里|心里|哪里)$")
"""Words that end like an estate's name and are none."""

NEIGHBOURS = re.compile(r"[\s,的]*(?:楼上|楼下|隔壁|对门|对面|旁边|附近|上面|下面|上层|下层|邻居)")
"""Behind an address: another house is meant, or may be."""

DENIED = re.compile(r"(?:不是|并非|而非|不在|以前住|原来住|曾住)\s*$")
"""Before an address: it is not this one."""

__all__ = [
    "COMMON",
    "DENIED",
    "DISTRICT",
    "ESTATE_ENDINGS",
    "FILLERS",
    "LEADS",
    "NEIGHBOURS",
    "RESIDING",
    "SENTENCE_ENDS",
    "SURNAMES",
    "TROUBLE",
    "words",
]
