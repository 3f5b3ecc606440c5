"""What each box of a certificate shows, fitted to its room, or why it cannot be printed."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.person import PersonKind
from app.domain.wareki import wareki
from app.printing.certificate.layout import LIMIT, SEAL, Cell, Layout
from app.printing.certificate.substitution import face_for, substituted
from app.printing.engine.fonts import Fonts, Typeface
from app.printing.engine.glyphs import clusters, code_points, may_be_replaced, refusal_reason, remedy
from app.printing.engine.page import Fitted, Spot, fit
from app.printing.values import NameOf, Refusal, Substitute, Substitutions
from app.rows import CertificateFace

ON_THE_BACK = "裏面参照"
# 一部負担金 stays blank below 70; a society may print no 記号 and no 性別.
_MAY_BE_BLANK = frozenset({"symbol", "sex", "copay_rate", "copay_from", "remarks"})
# Only what a person is called may hold characters nobody's font has.
_NAMES: Mapping[str, NameOf] = {
    "name": NameOf.HOLDER,
    "insured_name": NameOf.INSURED,
    "remarks": NameOf.HOLDER,
}
# Bounds of what is remembered between sheets: memory must not grow with the batch.
_MANY = 256

_wareki = functools.lru_cache(maxsize=4096)(wareki)


@dataclass(frozen=True, slots=True)
class _Trouble:
    reason: str
    character: str = ""


class Slot:
    """A box of the form, and what was put there before. spots: where a line begins, by its size."""

    __slots__ = ("cell", "known", "spots")

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        self.known: dict[str, Value | tuple[_Trouble, ...] | None] = {}
        self.spots: dict[float, Spot] = {}


@dataclass(slots=True, eq=False)
class Value:
    """A text that fits its box. is_shared: it was fitted without anything of one person."""

    slot: Slot
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


class _Front(NamedTuple):
    """What the fronts of many sheets have in common. values: None where a box is the sheet's own.

    own: those boxes with their places. wrong: what stands against the common ones.
    """

    values: list[Value | None]
    own: tuple[tuple[int, Slot], ...]
    wrong: tuple[tuple[Slot, _Trouble], ...]


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
                Slot(cell) for cell in form.shown(kind, with_options=with_options) if cell.field != SEAL
            )
            for kind in PersonKind
            for with_options in (False, True)
        }
        self._common: dict[tuple[object, ...], _Front] = {}
        self._remarks = None if self._back is None else Slot(self._back.remarks)

    def fill(self, face: CertificateFace) -> Filled:
        """Return the sheet of a face; its refusals say everything that stands against it."""
        given = self._given(face)
        refusals: list[Refusal] = []
        common, texts = self._common_of(face), _own_texts(face)
        front = common.values.copy()
        refusals += [_refusal(face, slot.cell.label, trouble) for slot, trouble in common.wrong]
        for at, slot in common.own:
            front[at] = self._value(face, slot, texts[slot.cell.field], given, refusals)
        back: tuple[Value | None, ...] = ()
        if self._remarks is not None:
            back = (self._value(face, self._remarks, _remarks(face), given, refusals),)
        if face.sex_text == ON_THE_BACK:
            refusals += _without_back(face, is_printed=self._back is not None)
        if face.registry_name and self._back is None:
            reason = "氏名：裏面に戸籍上の氏名を書く方です。裏面も印刷する設定にしてください。"
            refusals.append(Refusal(face.person_key, face.name, reason, "氏名"))
        margin = face.issue_number + face.sheet_label
        for character in self._fonts.label.undrawable(margin):
            refusals.append(_refusal(face, "発行番号", _Trouble(refusal_reason(character), character)))
        return Filled(
            tuple(filter(None, front)), tuple(filter(None, back)), _wareki(face.issued_on), tuple(refusals)
        )

    def _common_of(self, face: CertificateFace) -> _Front:
        """Return what this front shares with others: all but the boxes about one person."""
        key = (
            *(face.kind, face.symbol, face.sex_text, face.copay_rate, face.copay_from, face.expires_on),
            *(face.insurer_number, face.insurer_name, face.insurer_address, face.limit_category),
        )
        known = self._common.get(key)
        if known is not None:
            return known
        texts, values, own, wrong = _common_texts(face), [], [], []
        for at, slot in enumerate(self._fronts[face.kind, face.limit_category is not None]):
            text = texts.get(slot.cell.field)
            placed = None if text is None else self._place(slot, text, {})
            if text is None:
                own.append((at, slot))
            if isinstance(placed, tuple):
                wrong += [(slot, trouble) for trouble in placed]
                placed = None
            values.append(placed)
        if len(self._common) >= _MANY:
            self._common.clear()
        front = self._common[key] = _Front(values, tuple(own), tuple(wrong))
        return front

    def _value(
        self,
        face: CertificateFace,
        slot: Slot,
        text: str,
        given: Mapping[NameOf, Mapping[str, Substitute]],
        refusals: list[Refusal],
    ) -> Value | None:
        """Return a text in its box; None where it is left blank or, with a refusal, does not go."""
        owner = _NAMES.get(slot.cell.field)
        agreed = given.get(owner) if owner else None
        known = slot.known
        if agreed:
            placed = self._place(slot, text, agreed)
        elif text in known:
            placed = known[text]
        else:
            if len(known) >= _MANY:
                known.clear()
            placed = known[text] = self._place(slot, text, {})
        if isinstance(placed, tuple):
            refusals += [_refusal(face, slot.cell.label, trouble, owner) for trouble in placed]
            return None
        return placed

    def _given(self, face: CertificateFace) -> dict[NameOf, Mapping[str, Substitute]]:
        """What was agreed for the names on this sheet; most people need nothing."""
        agreed = self._substitutions
        if not agreed.of and not agreed.of_insured:
            return {}
        return {
            NameOf.HOLDER: agreed.for_person(face.person_key),
            NameOf.INSURED: agreed.for_insured(face.person_key),
        }

    def _place(
        self, slot: Slot, text: str, given: Mapping[str, Substitute]
    ) -> Value | tuple[_Trouble, ...] | None:
        """Return the text in its box, what stands against it, or None for a box left blank."""
        cell = slot.cell
        shown, typeface = text, self._fonts.value
        if given:
            shown, typeface = substituted(text, given), face_for(typeface, given)
        if bad := typeface.undrawable(shown):
            is_name = cell.field in _NAMES
            return tuple(_Trouble(refusal_reason(cluster, is_name=is_name), cluster) for cluster in bad)
        if not shown.strip():
            if cell.field in _MAY_BE_BLANK:
                return None
            return (_Trouble("空欄です。名簿か健保の設定に書き加えてください。"),)
        room = cell.width - cell.label_width - 2 * self._form.padding
        fitted = fit(shown, typeface, width=room, height=cell.height, size=cell.size, min_size=cell.min_size)
        if fitted is None:
            length = len(clusters(shown))
            return (_Trouble(f"{length}文字は欄に入りません。短い書き方を健保に確かめてください。"),)
        return Value(slot, shown, fitted, typeface, is_shared=not given)


def _common_texts(face: CertificateFace) -> dict[str, str]:
    """Return what the fields show that many sheets have in common."""
    return {
        "symbol": face.symbol,
        "sex": face.sex_text,
        "copay_rate": f"{face.copay_rate}割" if face.copay_rate is not None else "",
        "copay_from": _wareki(face.copay_from) if face.copay_from is not None else "",
        "expires_on": _wareki(face.expires_on),
        "insurer_number": face.insurer_number,
        "insurer_name": face.insurer_name,
        "insurer_address": face.insurer_address,
        LIMIT: face.limit_category or "",
    }


def _own_texts(face: CertificateFace) -> dict[str, str]:
    """Return what the other fields show: what is one person's own."""
    return {
        "number": f"{face.number}（{face.branch_number}）" if face.branch_number else face.number,
        "name": face.name,
        "born_on": _wareki(face.born_on),
        "qualified_on": _wareki(face.qualified_on),
        "insured_name": face.insured_name,
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


def _refusal(face: CertificateFace, label: str, trouble: _Trouble, owner: NameOf | None = None) -> Refusal:
    character = trouble.character
    has_remedy = bool(character) and may_be_replaced(character)
    return Refusal(
        face.person_key,
        face.name,
        f"{label}：{trouble.reason}",
        label,
        character,
        code_points(character),
        remedy(character, is_name=owner is not None) if character else "",
        owner if has_remedy else None,
    )
