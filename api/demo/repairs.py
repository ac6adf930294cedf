"""What breaks (报修)."""

from api.demo.topics import Part, Topic, urgencies
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind

_WORKS = Function.ENGINEERING

REPAIRS = (
    Topic(
        "repair.water.leak", Kind.REPAIR, (13, 7, 6), _WORKS, Skill.PLUMBING,
        urgencies(55, 40, 5), 55,
        (
            "{room}天花板渗水，已经滴到地板上了，麻烦尽快来看看。",
            "{room}水管接口漏水，用盆接着，一小时就满。",
            "{room}墙角返潮发霉，怀疑是楼上防水坏了。",
            "洗手盆下面的角阀一直滴水，关不紧。",
            "楼上漏水到我家{room}，吊顶都泡了，请协调楼上一起处理。",
            "窗台边下雨就渗水，墙皮已经起泡。",
        ),
        (
            "更换角阀及软管，试水 20 分钟无渗漏。",
            "查明为楼上地漏密封不严，已协调楼上业主重新做密封，试水正常。",
            "更换接口生料带并紧固，客户现场确认不再漏水。",
            "外窗打胶修补，淋水试验无渗漏。",
        ),
        (
            Part("角阀 DN15", "个", 2_800),
            Part("不锈钢软管 50cm", "根", 1_800),
            Part("生料带", "卷", 300),
            Part("耐候密封胶", "支", 2_500),
        ),
        rain=3.5, developer=0.06,
    ),
    Topic(
        "repair.water.drain", Kind.REPAIR, (8, 9, 4), _WORKS, Skill.PLUMBING,
        urgencies(60, 38, 2), 45,
        (
            "{room}地漏下水很慢，洗澡水都漫出来了。",
            "厨房下水道堵了，返味严重。",
            "马桶堵塞，冲不下去。",
            "{room}排水管反水，地上都是污水，请马上来人。",
        ),
        (
            "用疏通机疏通主管约 6 米，排水恢复正常。",
            "清出油污结块，建议定期清理隔油池。",
            "拆洗存水弯并疏通支管，试水通畅。",
        ),
        (Part("疏通机使用", "次", 6_000, (1_000,)), Part("存水弯", "个", 2_200)),
        rain=1.6,
    ),
    Topic(
        "repair.water.supply", Kind.REPAIR, (5, 3, 2), _WORKS, Skill.PLUMBING,
        urgencies(40, 55, 5), 40,
        (
            "家里没水了，请问是不是停水？",
            "水压特别小，热水器都打不着火。",
            "自来水发黄，有铁锈味。",
            "{block}整栋都没水，群里好多人反映。",
        ),
        (
            "二次供水泵变频器报警，复位后恢复供水，压力 0.35 MPa。",
            "清洗入户过滤网，水压恢复正常。",
            "排放管道存水后水质正常，已留样。",
        ),
        (Part("过滤网", "个", 1_500),),
        alarm=True,
    ),
    Topic(
        "repair.power.outage", Kind.REPAIR, (7, 8, 7), _WORKS, Skill.ELECTRICITY,
        urgencies(30, 60, 10), 40,
        (
            "家里突然停电，邻居家有电，空开推不上去。",
            "{room}插座没电，冰箱里东西要坏了。",
            "总闸一推就跳，怀疑漏电。",
            "{block}半层楼停电，电梯还有电。",
            "{room}一开空调就跳闸。",
        ),
        (
            "漏电保护器老化，更换后送电正常。",
            "{room}插座回路短路，排除故障点后恢复供电。",
            "负荷过大引起跳闸，调整回路并向客户说明用电注意事项。",
        ),
        (
            Part("漏电断路器 32A", "个", 8_900),
            Part("五孔插座", "个", 2_200),
            Part("BV 2.5mm² 电线", "米", 350, (3_000, 5_000, 8_000)),
        ),
        alarm=True,
    ),
    Topic(
        "repair.power.light", Kind.REPAIR, (9, 11, 10), _WORKS, Skill.ELECTRICITY,
        urgencies(95, 5), 20,
        (
            "{block}{floor}楼楼道灯不亮，晚上老人小孩看不见。",
            "{block}电梯厅的灯一直闪，看着眼睛疼。",
            "{block}消防楼梯{floor}层声控灯坏了。",
            "大堂的筒灯坏了三个。",
        ),
        (
            "更换 LED 光源，照明正常。",
            "更换声控开关，测试三次均正常点亮。",
            "更换镇流器，不再闪烁。",
        ),
        (Part("LED 筒灯 9W", "只", 2_600), Part("声控开关", "个", 1_900)),
        place="{block}公共照明",
    ),
    Topic(
        "repair.lift.trapped", Kind.REPAIR, (0.5, 0.4, 0.7), _WORKS, Skill.LIFT,
        urgencies(0, 0, 100), 25,
        (
            "{block}电梯困人了，里面有老人，请马上来！",
            "我被困在{block}电梯里了，停在{floor}楼左右。",
            "电梯急停，里面 4 个人，按警铃没人应。",
        ),
        (
            "12 分钟解救被困人员，无人受伤；电梯停用，待维保单位检查。",
            "盘车放人，人员安全；门锁触点调整后试运行正常。",
        ),
        place="{block}电梯", alarm=True,
    ),
    Topic(
        "repair.lift.fault", Kind.REPAIR, (4, 4, 7), _WORKS, Skill.LIFT,
        urgencies(40, 58, 2), 70,
        (
            "{block}电梯停在{floor}楼不动了。",
            "{block}电梯门关不上，反复开合。",
            "{block}电梯运行有异响，上行到{floor}楼会抖。",
            "{block}电梯按键失灵，{floor}楼按不亮。",
        ),
        (
            "清理地坎异物，调整门机皮带，运行正常。",
            "维保单位更换按键板，已恢复使用。",
            "更换导靴衬，异响消除，试运行 30 分钟。",
        ),
        (Part("轿厢按键板", "块", 28_000, (1_000,)), Part("导靴衬", "副", 16_000, (1_000,))),
        place="{block}电梯", alarm=True,
    ),
    Topic(
        "repair.door", Kind.REPAIR, (7, 6, 6), _WORKS, Skill.LOCKS,
        urgencies(75, 24, 1), 35,
        (
            "入户门锁芯转不动，钥匙拔不出来。",
            "{room}窗户把手断了，关不上。",
            "{block}大门闭门器坏了，关门声音很大。",
            "玻璃门下沉，开门擦地。",
        ),
        (
            "更换锁芯，交付钥匙 5 把，客户已试用。",
            "更换窗把手并调校五金，开关顺畅。",
            "更换闭门器，关门速度已调好。",
        ),
        (
            Part("C 级锁芯", "套", 16_800, (1_000,)),
            Part("窗执手", "个", 3_600),
            Part("闭门器", "个", 9_800, (1_000,)),
        ),
    ),
    Topic(
        "repair.hvac", Kind.REPAIR, (2, 10, 16), _WORKS, Skill.HVAC,
        urgencies(70, 29, 1), 60,
        (
            "{room}空调不制冷，开了两小时还是 29 度。",
            "{room}空调出风口滴水，滴到桌上了。",
            "{room}太闷，新风好像没开。",
            "空调面板没反应，温度调不了。",
        ),
        (
            "清洗过滤网和冷凝水盘，出风温度 14℃。",
            "疏通冷凝水管，不再滴水。",
            "更换温控面板，制冷正常。",
        ),
        (Part("温控面板", "个", 12_000, (1_000,)), Part("冷凝水管", "米", 900, (2_000, 4_000))),
    ),
    Topic(
        "repair.signal.access", Kind.REPAIR, (6, 3, 6), _WORKS, Skill.LOW_VOLTAGE,
        urgencies(85, 15), 35,
        (
            "{block}门禁刷卡没反应，进不去门。",
            "对讲机没声音，访客按了听不见。",
            "人脸识别总是识别不了，太阳一晒就不行。",
            "车库到{block}的门禁常开着，不安全。",
        ),
        (
            "重启门禁控制器并重新下发权限，刷卡正常。",
            "更换读卡器，测试正常。",
            "更换室内分机听筒线。",
        ),
        (Part("读卡器", "个", 18_500, (1_000,)), Part("网线", "米", 250, (3_000, 10_000))),
        place="{block}门禁",
    ),
    Topic(
        "repair.signal.network", Kind.REPAIR, (2, 2, 4), _WORKS, Skill.LOW_VOLTAGE,
        urgencies(90, 10), 40,
        ("{room}网口没信号，宽带公司说是楼里的线。", "电视没有信号，只有雪花。"),
        ("弱电井内端子松动，重新打线后恢复。", "更换水晶头，测速正常。"),
        (Part("水晶头", "个", 100, (2_000, 4_000)), Part("网线", "米", 250, (5_000, 15_000))),
    ),
    Topic(
        "repair.masonry", Kind.REPAIR, (5, 4, 3), _WORKS, Skill.MASONRY,
        urgencies(97, 3), 120,
        (
            "{room}地砖空鼓起翘，走路会绊到。",
            "{room}墙面开裂，裂缝有一指宽。",
            "{block}{floor}楼走廊墙砖松动，怕掉下来砸到人。",
            "阳台栏杆根部水泥脱落。",
        ),
        (
            "凿除空鼓地砖重新铺贴，养护 24 小时。",
            "裂缝开槽、填补、挂网、批刮，颜色与原墙一致。",
            "松动墙砖已拆除重贴，现场已清理。",
        ),
        (
            Part("水泥", "袋", 2_800),
            Part("瓷砖", "片", 3_500, (2_000, 4_000, 6_000)),
            Part("腻子", "袋", 4_500, (1_000,)),
        ),
        developer=0.18,
    ),
    Topic(
        "repair.fire", Kind.REPAIR, (2, 4, 5), _WORKS, Skill.FIRE_SAFETY,
        urgencies(50, 40, 10), 30,
        (
            "{block}{floor}楼烟感一直响，没有看到烟。",
            "{block}消防通道的应急灯不亮。",
            "消火栓箱门坏了，关不上。",
            "消防主机报{block}{floor}层手报故障。",
        ),
        (
            "更换烟感探头，主机复位正常。",
            "更换应急灯电池，切断市电测试可亮 90 分钟。",
            "修复箱门合页。",
        ),
        (Part("烟感探测器", "只", 9_600, (1_000,)), Part("应急灯", "盏", 7_800)),
        place="{block}消防设施", alarm=True,
    ),
)  # fmt: skip

__all__ = ["REPAIRS"]
