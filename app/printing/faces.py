"""What each box of a certificate shows, fitted to its room, or why it cannot be printed."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.printing.fonts import Fonts, Typeface
from app.printing.glyphs import clusters, code_points, refusal_reason, remedy
from app.printing.layout import LIMIT, SEAL, Cell, Layout
from app.printing.page import Fitted, fit
from app.printing.substitution import face_for, substituted
from app.printing.values import Refusal, Substitute, Substitutions
from app.rows import CertificateFace

ON_THE_BACK = "裏面参照"
# 一部負担金 stays blank below 70; a society may print no 記号 and no 性別.
_MAY_BE_BLANK = frozenset({"symbol", "sex", "copay_rate", "copay_from", "remarks"})
# Only what a person is called may hold characters nobody's font has.
_NAMES = frozenset({"name", "insured_name", "remarks"})
# Bounds of what is remembered between sheets: memory must not grow with the batch.
_MANY = 256

_wareki = functools.lru_cache(maxsize=4096)(wareki)


@dataclass(slots=True, eq=False)
class Value:
    """A text that fits its box. is_shared: it was fitted without anything of one person."""

    cell: Cell
    text: str
    fitted: Fitted
    face: Typeface
    is_shared: bool


class Filled(NamedTuple):
    """One sheet: the values of front and back and the day of issue, or what stands against it."""

    front: tuple[Value, ...]
    back: tuple[Value, ...]
    issued: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Trouble:
    reason: str
    character: str = ""


class _Slot(NamedTuple):
    """A box of the form, and what was put there before."""

    cell: Cell
    known: dict[str, "Value | tuple[_Trouble, ...] | None"]


class FormFiller:
    """Puts the values of faces into the boxes of a form."""

    def __init__(
        self, form: Layout, fonts: Fonts, *, prints_back: bool, substitutions: Substitutions | None
    ) -> None:
        """Prepare for one batch."""
        self._form = form
        self._fonts = fonts
        self._back = form.back if prints_back else None
        self._substitutions = substitutions or Substitutions()
        self._fronts = {
            (kind, with_options): tuple(
                _Slot(cell, {}) for cell in form.shown(kind, with_options=with_options) if cell.field != SEAL
            )
            for kind in PersonKind
            for with_options in (False, True)
        }
        self._remarks = None if self._back is None else _Slot(self._back.remarks, {})

    def fill(self, face: CertificateFace) -> Filled:
        """Return the sheet of a face; its refusals say everything that stands against it."""
        given = self._substitutions.for_person(face.person_key) if self._substitutions.of else {}
        refusals: list[Refusal] = []
        texts = _texts(face)
        slots = self._fronts[face.kind, face.limit_category is not None]
        front = self._placed(face, slots, texts, given, refusals)
        back: tuple[Value, ...] = ()
        if self._remarks is not None:
            texts["remarks"] = _remarks(face)
            back = self._placed(face, (self._remarks,), texts, given, refusals)
        if face.sex_text == ON_THE_BACK:
            refusals += _without_back(face, is_printed=self._back is not None)
        if face.registry_name and self._back is None:
            reason = "氏名：裏面に戸籍上の氏名を書く方です。裏面も印刷する設定にしてください。"
            refusals.append(Refusal(face.person_key, face.name, reason, "氏名"))
        margin = face.issue_number + face.sheet_label
        for character in self._fonts.label.undrawable(margin):
            refusals.append(_refusal(face, "発行番号", _Trouble(refusal_reason(character), character)))
        return Filled(front, back, _wareki(face.issued_on), tuple(refusals))

    def _placed(
        self,
        face: CertificateFace,
        slots: tuple[_Slot, ...],
        texts: Mapping[str, str],
        given: Mapping[str, Substitute],
        refusals: list[Refusal],
    ) -> tuple[Value, ...]:
        values = []
        for cell, known in slots:
            text = texts[cell.field]
            if given and cell.field in _NAMES:
                placed = self._place(cell, text, given)
            elif text in known:
                placed = known[text]
            else:
                if len(known) >= _MANY:
                    known.clear()
                placed = known[text] = self._place(cell, text, {})
            if isinstance(placed, Value):
                values.append(placed)
            elif placed:
                refusals += [_refusal(face, cell.label, trouble) for trouble in placed]
        return tuple(values)

    def _place(
        self, cell: Cell, text: str, given: Mapping[str, Substitute]
    ) -> Value | tuple[_Trouble, ...] | None:
        """Return the text in its box, what stands against it, or None for a box left blank."""
        shown, typeface = text, self._fonts.value
        if given:
            shown, typeface = substituted(text, given), face_for(typeface, given)
        if bad := typeface.undrawable(shown):
            return tuple(_Trouble(refusal_reason(cluster), cluster) for cluster in bad)
        if not shown.strip():
            if cell.field in _MAY_BE_BLANK:
                return None
            return (_Trouble("空欄です。名簿か健保の設定に書き加えてください。"),)
        room = cell.width - cell.label_width - 2 * self._form.padding
        fitted = fit(shown, typeface, width=room, height=cell.height, size=cell.size, min_size=cell.min_size)
        if fitted is None:
            length = len(clusters(shown))
            return (_Trouble(f"{length}文字は欄に入りません。短い書き方を健保に確かめてください。"),)
        return Value(cell, shown, fitted, typeface, is_shared=not given)


def _texts(face: CertificateFace) -> dict[str, str]:
    """Return what each field of the layout shows."""
    return {
        "symbol": face.symbol,
        "number": f"{face.number}（{face.branch_number}）" if face.branch_number else face.number,
        "name": face.name,
        "sex": face.sex_text,
        "born_on": _wareki(face.born_on),
        "qualified_on": _wareki(face.qualified_on),
        "copay_rate": f"{face.copay_rate}割" if face.copay_rate is not None else "",
        "copay_from": _wareki(face.copay_from) if face.copay_from is not None else "",
        "expires_on": _wareki(face.expires_on),
        "insured_name": face.insured_name,
        "insurer_number": face.insurer_number,
        "insurer_name": face.insurer_name,
        "insurer_address": face.insurer_address,
        LIMIT: face.limit_category or "",
    }


def _remarks(face: CertificateFace) -> str:
    """Return the 備考 of the back; see docs/rules.md, "Print"."""
    remarks = []
    if face.sex_text == ON_THE_BACK and face.registry_sex_text:
        remarks.append(f"戸籍上の性別は{face.registry_sex_text}")
    if face.registry_name:
        remarks.append(f"戸籍上の氏名は{face.registry_name}")
    return "。".join(remarks)


def _without_back(face: CertificateFace, *, is_printed: bool) -> list[Refusal]:
    """裏面参照 without anything on the back would leave the person without a valid paper."""
    if not is_printed:
        reason = "性別：裏面に書く方です。裏面も印刷する設定にしてください。"
    elif not face.registry_sex_text:
        reason = "性別：裏面に書く性別がありません。名簿に性別を書き加えてください。"
    else:
        return []
    return [Refusal(face.person_key, face.name, reason, "性別")]


def _refusal(face: CertificateFace, label: str, trouble: _Trouble) -> Refusal:
    character = trouble.character
    return Refusal(
        face.person_key,
        face.name,
        f"{label}：{trouble.reason}",
        label,
        character,
        code_points(character),
        remedy(character) if character else "",
    )
