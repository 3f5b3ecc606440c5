"""A sentence says how high it is at each width, whatever it said and wore when it was last asked."""

from pytestqt.qtbot import QtBot

from ui.widgets.sentence import Sentence


def test_its_height_follows_text_width_and_font(qtbot: QtBot) -> None:
    sentence = Sentence(text="資格確認書を返していただく日です。" * 4)
    qtbot.addWidget(sentence)
    four_lines = sentence.heightForWidth(300)
    assert sentence.heightForWidth(300) == four_lines > sentence.heightForWidth(2000)
    larger = sentence.font()
    larger.setPixelSize(2 * sentence.fontInfo().pixelSize())
    sentence.setFont(larger)
    assert sentence.heightForWidth(300) > 2 * four_lines
    sentence.setText("資格")
    assert sentence.heightForWidth(300) < four_lines
