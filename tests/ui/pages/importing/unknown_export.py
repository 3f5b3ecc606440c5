"""An export of a program nobody knows: 40 columns, its own words for everything. All people are made up."""

_FAMILY = ("髙橋", "山﨑", "渡邊", "佐々木", "小林", "田邉")
_GIVEN = ("一郎", "花子", "健", "葵", "誠", "結衣")
_KANA = (
    ("タカハシ", "イチロウ"),
    ("ヤマザキ", "ハナコ"),
    ("ワタナベ", "タケシ"),
    ("ササキ", "アオイ"),
    ("コバヤシ", "マコト"),
    ("タナベ", "ユイ"),
)
_OWN = ("PERSON_ID", "お名前(漢)", "ヨミ", "SEX_CD", "BIRTH", "保険No", "取得年月", "記号CD", "枝", "区分CD")
HEADINGS = (*_OWN, "部署名称", "雇用区分", *(f"項目{n:02d}" for n in range(13, 41)))


def unknown_export() -> bytes:
    """Return the file, in the encoding that Excel writes."""
    lines = [",".join(HEADINGS)]
    for n, (family, given, kana) in enumerate(zip(_FAMILY, _GIVEN, _KANA, strict=True)):
        own = (
            f"E{n + 1:05d}",
            f"{family}　{given}",
            " ".join(kana),
            str(1 + n % 2),
            f"19{70 + n}/4/1{n}",
            f"{n + 101}",
            f"2010/4/{n + 1}",
            "2001",
            "00",
            "1",
            "総務課",
            "正社員",
        )
        lines.append(",".join((*own, *(f"{place * 10 + n}" for place in range(13, 41)))))
    return "\r\n".join((*lines, "")).encode("cp932")
