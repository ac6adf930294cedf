"""S-A4, rule by rule: how addresses are read, and what keeps a candidate from being certain."""

import pytest

from core.intake.candidates import Doubt
from core.intake.numerals import value_of
from tests.intake.little import block, estate

STAIRS = ("1单元", "2单元")
USUAL = estate(
    *(block(str(n), f"{n}栋", f"{n}号楼", stairs=STAIRS, floors=12) for n in range(1, 6))
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十二", "12"),
        ("二十一", "21"),
        ("一二零一", "1201"),
        ("一二〇一", "1201"),
        ("幺二洞幺", "1201"),
        ("十二零一", "1201"),
        ("一千二百零一", "1201"),
        ("一百零二", "102"),
        ("二百二十", "220"),
        ("十十", None),
    ],
)
def test_numbers_are_read_however_they_are_said_s_a4(written: str, value: str | None) -> None:
    assert value_of(written) == value


@pytest.mark.parametrize(
    "text",
    [
        "3栋2单元1201",
        "3-2-1201",
        "３－２－１２０１",
        "3#2单元1201",
        "3号楼2门1201室",
        "三幢二梯一二零一",
        "2单元3栋1201",
        "1201室，3栋2单元",
        "3栋2单元12楼1号",
        "3栋2单元12层01室",
        "3栋2单元12F1201",
        "三杠二杠一二零一",
        "3一2一1201",
        "楼号：3，单元号：2，房号：1201",
        "第3栋第2单元1201房",
        "03-02-1201",
        "No.3-2-1201",
        "3.2.1201",
        "3號樓2單元1201",
        "滨江花园3栋2单元1201",
        "滨江路188号3栋2单元1201",
        "上海市浦东新区滨江路188号3栋2单元1201",
        "我住在滨江3栋2单元1201",
        "3栋2单元12O1",
        "3栋2单元1201天花板漏水",
        "3栋2单元一二零一一直漏水",
    ],
)
def test_a_house_named_in_full_is_certain_however_it_is_written_s_a4(text: str) -> None:
    assert USUAL.sure(text) == "3栋2单元1201"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("3栋1201", Doubt.SEVERAL_HOUSES),
        ("1201室", Doubt.BUILDING_MISSING),
        ("3栋2单元十二楼", Doubt.ROOM_MISSING),
        ("3栋2单元11楼1201", Doubt.FLOOR_CONTRADICTS),
        ("3栋2单元1201楼上漏水", Doubt.NEIGHBOUR),
        ("不是3栋2单元1201", Doubt.NEIGHBOUR),
        ("3栋2单元1201，4栋1单元301", Doubt.SEVERAL_ADDRESSES),
        ("3栋2单元1201，楼上1102也漏", Doubt.SEVERAL_ADDRESSES),
        ("龙湖滟澜山 3栋2单元1201", Doubt.UNKNOWN_PLACE),
        ("3 2 1201", Doubt.LOOSELY_WRITTEN),
        ("3-2-1201-5", Doubt.LOOSELY_WRITTEN),
    ],
)
def test_what_leaves_a_doubt_is_offered_with_it_and_is_not_certain_s_a4(
    text: str, doubt: Doubt
) -> None:
    found = USUAL.find(text)
    assert "3栋2单元1201" in [each.label for each in found]
    for each in found:
        assert not each.certain
        assert each.confidence < 0.95
    assert doubt in found[0].doubts


def test_confidence_is_shared_between_the_houses_that_fit_s_a4() -> None:
    found = USUAL.find("1201室")
    assert len(found) == 10
    assert sum(each.confidence for each in found) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "13栋2单元1201",
        "5-3-2-1201",
        "3栋2单元1201A",
        "3栋3单元1201",
        "3栋2单元1301",
        "3栋2单元1203",
        "33栋",
        "3栋",
        "3栋2单元",
        "3-12号来修",
        "电话13812345678",
        "2025-3-12 12:01",
        "1201元",
        "阳光花园3栋2单元1201",
        "人民路66号3栋2单元1201",
        "3栋2单元1201（阳光花园）",
        "二期3栋2单元1201",
        "我住紫御江山，3栋2单元1201",
        "统一说法",
        "",
        "十分感谢",
    ],
)
def test_what_is_no_house_of_the_estate_has_no_candidate_s_a4(text: str) -> None:
    assert USUAL.labels(text) == []


def test_5_lou_2_danyuan_may_be_a_floor_or_a_building_and_is_never_certain_s_a4() -> None:
    found = USUAL.find("5楼2单元501")
    assert found[0].label == "5栋2单元501"
    assert len(found) == 5
    assert not any(each.certain for each in found)


def test_a_name_borne_by_another_building_makes_the_number_doubtful_s_a4() -> None:
    little = estate(block("1", "1栋", "2号楼"), block("2", "2栋"))
    assert little.sure("2栋301室") is None
    assert little.labels("2栋301室") == ["2栋301", "1栋301"]
    assert little.labels("2号楼301") == ["1栋301", "2栋301"]
    assert little.sure("1栋301") == "1栋301"


def test_buildings_are_known_by_their_names_and_aliases_s_a4() -> None:
    little = estate(
        block("T", "听涛阁", "海景楼"), block("L", "揽月轩"), block("D", "东座", "东楼")
    )
    assert little.sure("听涛阁301") == "听涛阁301"
    assert little.sure("我家在海景楼3楼1号") == "听涛阁301"
    assert little.sure("东座301室") == "东座301"
    assert little.sure("揽月轩-302漏水") == "揽月轩302"
    assert little.labels("松风阁301") == []


def test_phases_tell_buildings_of_one_number_apart_s_a4() -> None:
    little = estate(block("1-3", "一期3栋"), block("2-3", "二期3栋"), name="和苑")
    assert little.sure("二期3栋301") == "二期3栋301"
    assert little.sure("2期3号楼301室") == "二期3栋301"
    assert sorted(little.labels("3栋301")) == ["一期3栋301", "二期3栋301"]
    assert little.labels("三期3栋301") == []


def test_an_estate_of_one_building_needs_no_building_named_s_a4() -> None:
    tower = estate(block("A", "A座", floors=30), doors=4)
    assert tower.labels("1203室空调不制冷") == ["A座1203"]
    assert tower.sure("A1203") == "A座1203"
    assert tower.sure("a座12楼3号") == "A座1203"
    assert tower.sure("A座1204") == "A座1204"
    assert tower.labels("A座1205") == []
    assert Doubt.BUILDING_MISSING not in tower.find("1203室")[0].doubts


def test_top_floors_and_basements_are_floors_s_a4() -> None:
    assert USUAL.labels("3栋2单元顶楼漏水") == ["3栋2单元1201", "3栋2单元1202"]
    assert USUAL.labels("3栋2单元负一层") == ["3栋2单元B101", "3栋2单元B102"]


def test_a_label_written_exactly_is_that_house_s_a4() -> None:
    little = estate(block("S", "商业街"))
    (found,) = little.find("商业街101")
    assert found.certain
    assert [match.means for match in found.matched] == ["商业街101"]


def test_matches_quote_the_customers_own_words_s_a4() -> None:
    (found,) = USUAL.find("您好，滨江花园３号樓二單元１２０１室漏水")
    told = [(match.part.value, match.text, match.means) for match in found.matched]
    assert told == [
        ("ESTATE", "滨江花园", "滨江花园"),
        ("BUILDING", "３号樓", "3栋"),
        ("UNIT", "二單元", "2单元"),
        ("ROOM", "１２０１室", "1201"),
    ]


@pytest.mark.parametrize(
    "text", ["一" * 4000, "1-" * 2000, "A1" * 2000, "家住" * 2000, "(3栋" * 1000, "路1号" * 1300]
)
def test_long_and_odd_texts_are_read_in_bounded_time_s_a4(text: str) -> None:
    assert not any(each.certain for each in USUAL.find(text))
