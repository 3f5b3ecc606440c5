"""備考: a remark that somebody is gone is asked about, and nothing else is."""

import pytest

from app.importing.remarks import asked_about, remark_places


@pytest.mark.parametrize(
    ("remark", "asked"),
    [
        ("死亡", "死亡による喪失ですか"),
        ("R8.11.3死亡", "死亡による喪失ですか"),
        ("R8.11.3 ご逝去", "死亡による喪失ですか"),
        ("亡", "死亡による喪失ですか"),
        ("亡 R8.11.3", "死亡による喪失ですか"),
        ("11/3亡", "死亡による喪失ですか"),
        ("Ｒ８.１１.３死亡", "死亡による喪失ですか"),
        ("退職", "退職した方ですか"),
        ("11月末退社", "退職した方ですか"),
        ("転籍", "転籍で資格を失った方ですか"),
        ("任継", "任意継続になった方ですか"),
        ("任意継続", "任意継続になった方ですか"),
        ("資格喪失", "資格を失った方ですか"),
        ("R8.11.1扶養削除", "資格を失った方ですか"),
        ("夫死亡により扶養追加、R8.11.3退職", "退職した方ですか"),
    ],
)
def test_a_remark_that_somebody_is_gone_is_asked_about(remark, asked):
    told = asked_about(["", remark], [0, 1])
    assert asked in told
    assert remark in told
    assert "備考を空に" in told


@pytest.mark.parametrize(
    "remark",
    [
        "",
        "夫死亡により扶養追加",
        "父の死亡",
        "亡夫の連れ子",
        "死亡保険金受取人",
        "定年退職後再雇用",
        "退職→再雇用",
        "退職金制度対象",
        "前職R8.3退職",
        "資格喪失証明書あり",
        "在職中",
        "氏名変更",
        "多忙",
        "存亡",
    ],
)
def test_what_is_of_somebody_else_or_of_before_is_not(remark):
    assert asked_about([remark], [0]) == ""


def test_remarks_stand_in_columns_called_so_or_not_called_at_all():
    headings = ("氏名", "備考", "摘要欄", "", "Ｒｅｍａｒｋｓ", "所属", "特記事項")
    assert remark_places(headings, {0, 5}) == [1, 2, 3, 4, 6]
    assert remark_places(headings, {0, 1, 5}) == [2, 3, 4, 6]
