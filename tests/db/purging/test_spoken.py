"""Whether a text speaks of somebody who goes, and not of somebody who stays."""

import pytest

from db.purging.spoken import Spoken

SPOKEN = Spoken(["林\u3000一", "ハヤシ ハジメ", "2001-101-00", "", "森"], ["小林\u3000一郎", "森田 一"])


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("配付 林\u3000一", True),
        ("回収の案内を書き出した(林一.pdf)", True),
        ("ﾊﾔｼﾊｼﾞﾒ さんに電話", True),
        ("証の回収 2001-101-00", True),
        ("配付 小林\u3000一郎", False),
        ("小林 一郎と林 一に電話", True),
        ("小林一郎・小林一郎", False),
        ("森の話", False),
        ("", False),
    ],
)
def test_a_name_within_a_longer_one_of_who_stays_is_not_meant(text: str, is_in: bool) -> None:
    assert SPOKEN.is_in(text) is is_in


def test_of_two_of_one_name_the_one_who_stays_is_meant() -> None:
    spoken = Spoken(["林\u3000一"], ["林 一"])
    assert not spoken.is_in("配付 林 一")
    assert spoken.names_one("配付 林 一")
