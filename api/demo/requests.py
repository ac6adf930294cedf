"""What people complain about, ask, suggest and need help with."""

from api.demo.topics import Part, Topic, urgencies
from core.staff.models import Function, Skill
from core.tickets.kinds import Kind

_DESK, _WORKS = Function.CUSTOMER_SERVICE, Function.ENGINEERING
_GUARDS, _CLEANERS, _GARDENERS = Function.SECURITY, Function.CLEANING, Function.GREENING

COMPLAINTS = (
    Topic(
        "complaint.environment.noise", Kind.COMPLAINT, (6, 2, 1.5), _GUARDS, Skill.SECURITY,
        urgencies(70, 30), 40,
        (
            "楼上{floor}楼半夜还在跳绳，小孩根本睡不着。",
            "中午装修电钻一直响，不是说 12 点到 2 点不能施工吗？",
            "楼下广场舞音响太大，晚上九点半还没停。",
            "隔壁狗叫了一上午，没人管。",
        ),
        (
            "已上门劝阻，对方承诺晚十点后不再发声，巡逻岗加强夜间巡查。",
            "责令装修单位停工整改，张贴施工时间告知，已向投诉人致歉说明。",
            "与活动负责人约定 20:30 前结束并调低音量。",
        ),
    ),
    Topic(
        "complaint.environment.waste", Kind.COMPLAINT, (4, 3, 2), _CLEANERS, Skill.CLEANING,
        urgencies(95, 5), 30,
        (
            "{block}垃圾桶两天没清，招了很多苍蝇。",
            "{block}{floor}楼走廊有人堆放纸箱杂物，有味道。",
            "地下车库地面有一大摊油污，没人打扫。",
            "大堂玻璃好久没擦了，全是手印。",
        ),
        (
            "立即清运并冲洗桶位，增加每日一次清运。",
            "联系堆放业主清走杂物，走廊已消毒。",
            "已用除油剂清洗，纳入每周重点清洁。",
        ),
        place="{block}周边",
    ),
    Topic(
        "complaint.environment.greening", Kind.COMPLAINT, (1.5, 0.5, 0.8), _GARDENERS,
        Skill.GREENING, urgencies(100), 60,
        (
            "楼下树枝长到窗户边了，蚊虫多还挡光。",
            "草坪枯了一大片，没人补种。",
            "灌木太久不修剪，挡住了人行道。",
        ),
        ("已修剪树枝并清运，消杀一次。", "枯死草皮已更换，安排每日浇水。"),
        place="{block}绿化带",
    ),
    Topic(
        "complaint.facility.lift", Kind.COMPLAINT, (2, 1.5, 2.5), _WORKS, Skill.LIFT,
        urgencies(60, 40), 90,
        (
            "{block}电梯这个月坏了三次了，到底能不能修好？",
            "早高峰只开一部电梯，等了二十分钟。",
            "电梯里有异味，空调也不开，投诉好几次了。",
        ),
        (
            "召集维保单位专项检修，更换门机变频器，连续运行一周跟踪。",
            "调整早高峰运行模式，两部同开，已向客户说明。",
        ),
        place="{block}电梯",
    ),
    Topic(
        "complaint.facility.seepage", Kind.COMPLAINT, (2.5, 1, 0.8), _WORKS, Skill.MASONRY,
        urgencies(75, 25), 180,
        (
            "外墙渗水修了两次还是漏，{room}墙纸全毁了，要求给个说法。",
            "屋面防水到期不修，顶层家家漏水。",
            "地下车库漏水滴到车上，车漆都花了。",
        ),
        (
            "外墙做防水涂层两遍，淋水 48 小时无渗漏，质保一年。",
            "车库顶板注浆堵漏，已为客户安排洗车并致歉。",
        ),
        (Part("防水涂料", "桶", 26_000, (1_000, 2_000)), Part("注浆液", "千克", 4_800, (5_000,))),
        rain=4, developer=0.25,
    ),
    Topic(
        "complaint.safety.parking", Kind.COMPLAINT, (4, 2.5, 2.5), _GUARDS, Skill.SECURITY,
        urgencies(60, 40), 25,
        (
            "我的固定车位被别人占了，打电话也不接。",
            "消防通道停满了车，万一着火怎么办？",
            "外来车辆乱停，业主没地方停。",
            "电动车停在{block}门口充电，很危险。",
        ),
        (
            "联系车主 15 分钟内驶离，登记一次违停。",
            "清空消防通道，增设禁停桩并安排岗位值守。",
            "电动车已移至集中充电棚，向车主说明风险。",
        ),
        place="{block}停车区域",
    ),
    Topic(
        "complaint.safety.strangers", Kind.COMPLAINT, (1.5, 1, 1.2), _GUARDS, Skill.SECURITY,
        urgencies(60, 40), 30,
        (
            "有推销的挨家敲门，保安怎么放进来的？",
            "单元门经常不关，陌生人随便进。",
            "快递员直接上楼，没有登记。",
        ),
        ("已劝离推销人员，门岗重申访客登记。", "修复闭门器并提醒住户随手关门，巡逻加密。"),
        place="{block}",
    ),
    Topic(
        "complaint.safety.falling", Kind.COMPLAINT, (0.8, 0.1, 0.2), _GUARDS, Skill.SECURITY,
        urgencies(10, 85, 5), 45,
        ("楼上有人往下扔烟头，差点烧到晾的被子。", "{block}有人高空抛物，砸到车顶了。"),
        ("调取监控锁定楼层，逐户告知并张贴警示，已配合报警备案。",),
        place="{block}楼下",
    ),
    Topic(
        "complaint.attitude", Kind.COMPLAINT, (2, 1.5, 1.5), _DESK, Skill.RECEPTION,
        urgencies(100), 35,
        (
            "前台说话很不耐烦，问什么都说不知道。",
            "报修三天没人联系我，打电话还推来推去。",
            "维修师傅干完活不清理，态度也差。",
            "催缴物业费天天打电话，语气像讨债。",
        ),
        (
            "客服主管上门致歉，当事员工已培训谈话，客户表示接受。",
            "核实为派单遗漏，已完成维修并向客户说明改进措施。",
        ),
        visit=False,
    ),
)  # fmt: skip

QUESTIONS = (
    Topic(
        "consultation.fees", Kind.CONSULTATION, (9, 8, 7), _DESK, Skill.RECEPTION,
        urgencies(100), 8,
        (
            "这个月物业费怎么比上月多？",
            "想开物业费发票，抬头怎么填？",
            "公摊水电是怎么算的？",
            "预缴一年有没有优惠？",
        ),
        (
            "已说明账单明细，客户清楚。",
            "电子发票已发至客户邮箱。",
            "已解释公摊计算办法并发送公示链接。",
        ),
        visit=False,
    ),
    Topic(
        "consultation.parking", Kind.CONSULTATION, (5, 3, 4), _DESK, Skill.RECEPTION,
        urgencies(100), 8,
        ("还有没有月租车位？", "访客停车怎么收费？", "充电桩安装要办什么手续？"),
        (
            "已登记排队，当前排第 6 位。",
            "已告知收费标准和访客预约方式。",
            "已发送充电桩申请材料清单。",
        ),
        visit=False,
    ),
    Topic(
        "consultation.fitout", Kind.CONSULTATION, (3, 4, 4), _DESK, Skill.RECEPTION,
        urgencies(100), 12,
        ("装修要提前几天申请，押金多少？", "周末可以施工吗？", "拆墙需要什么审批？"),
        ("已发送装修手册和申请表。", "已说明施工时间及押金退还流程。"),
        visit=False,
    ),
    Topic(
        "consultation.cards", Kind.CONSULTATION, (4, 2, 5), _DESK, Skill.RECEPTION,
        urgencies(100), 8,
        ("门禁卡丢了怎么补办？", "新来的租户怎么录人脸？", "给老人多办一张卡要多少钱？"),
        ("已告知补办流程，并挂失原卡。", "已发送人脸录入链接，审核通过。"),
        visit=False,
    ),
)  # fmt: skip

SUGGESTIONS = (
    Topic(
        "suggestion.facility", Kind.SUGGESTION, (2, 1, 1.5), _DESK, Skill.RECEPTION,
        urgencies(100), 20,
        ("建议在{block}门口装个雨棚。", "建议增加儿童游乐设施的遮阳。", "建议地库加装充电桩。"),
        ("已列入年度改造计划讨论，并回复客户。", "经评估可行，预计下季度实施，已告知客户。"),
        visit=False,
    ),
    Topic(
        "suggestion.community", Kind.SUGGESTION, (1.2, 0.4, 0.4), _DESK, Skill.RECEPTION,
        urgencies(100), 15,
        ("建议多搞一些亲子活动。", "希望组织一次旧物交换集市。"),
        ("已采纳，纳入下月社区活动安排。", "已感谢客户，交社区文化专员跟进。"),
        visit=False,
    ),
)  # fmt: skip

HELP = (
    Topic(
        "help.locked_out", Kind.HELP, (3, 0.8, 1), _GUARDS, Skill.SECURITY,
        urgencies(30, 70), 20,
        (
            "出门忘带钥匙，家里还烧着水，求助。",
            "孩子把自己反锁在{room}里了。",
            "门禁卡没带，进不了{block}。",
        ),
        ("核实身份后协助开门，客户已进屋。", "陪同等候开锁师傅，已安全进屋。"),
    ),
    Topic(
        "help.carrying", Kind.HELP, (2.5, 1.5, 1), _GUARDS, Skill.SECURITY,
        urgencies(100), 20,
        (
            "老人买了米面拿不上楼，请帮忙送一下。",
            "借一辆平板推车搬东西。",
            "轮椅上不了台阶，请帮忙抬一下。",
        ),
        ("已协助送至家中。", "推车已借出并归还。"),
    ),
    Topic(
        "help.found", Kind.HELP, (1.5, 1.5, 0.8), _GUARDS, Skill.SECURITY,
        urgencies(60, 40), 35,
        (
            "家里的猫跑丢了，橘色，请帮忙看看监控。",
            "手机落在大堂沙发上了。",
            "老人出门散步没回来，请帮忙找。",
        ),
        ("查监控后在车库找到，已交还。", "已在失物招领处登记领取。", "老人已找到，家属接回。"),
    ),
    Topic(
        "help.medical", Kind.HELP, (0.4, 0.3, 0.4), _GUARDS, Skill.FIRE_SAFETY,
        urgencies(0, 0, 100), 25,
        ("家里老人突然晕倒，需要帮忙抬下楼等救护车！", "{block}楼下有人突发不适，请马上派人。"),
        ("3 分钟到场，引导救护车进入并协助搬运，家属致谢。",),
    ),
)  # fmt: skip

REQUESTS = (*COMPLAINTS, *QUESTIONS, *SUGGESTIONS, *HELP)

__all__ = ["REQUESTS"]
