"""The sample office with the longest names one meets, and one office with a long name."""

from dataclasses import replace

from app.ports import Store

KATAKANA = "マリア・クリスティーナ　ドス・サントス・オリヴェイラ・ダ・シルヴァ"
LATIN = "Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenh"
OFFICE = "株式会社ながいながい名前の事業所 架空臨海コンビナート第二工場"


def lengthen(store: Store) -> None:
    """Give every second person the one name, and some of the others the other."""
    with store.transaction("長い名前", undoable=False) as tx:
        for number, person in enumerate(tx.people()):
            if number % 2 == 0:
                tx.save_person(replace(person, name=KATAKANA, kana=KATAKANA.replace("　", " ")))
            elif number % 5 == 1:
                kana = "ウォルフェシュレーゲルシュタインハウゼンベルガードルフ"
                tx.save_person(replace(person, name=LATIN, kana=kana))
        tx.save_office(replace(tx.offices()[0], name=OFFICE))
