"""A person's history in words: what each operation did to their rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.ids import PersonId
from app.rows import HistoryRow
from db.folder.connection import Connection
from db.journal import journal
from db.tables.table import Row

_STATUS_WORDS: Mapping[str, str] = {
    "planned": "印刷を準備",
    "printed": "印刷",
    "ready": "印刷を確認",
    "handed_out": "配付",
    "collected": "回収",
    "forwarded": "健保へ返送",
    "spoiled": "書き損じ",
    "lost": "紛失",
    "uncollectable": "回収不能",
    "self_disposed": "本人が処分",
    "superseded": "差替(古い証は無効)",
    "cancelled": "印刷を取消",
    "never_issued": "交付なし",
}

# Which column tells the day on which a certificate reached its state.
_STATUS_DAYS: Mapping[str, str] = {
    "planned": "issued_on",
    "printed": "issued_on",
    "ready": "ready_on",
    "handed_out": "handed_out_on",
    "collected": "collected_on",
    "forwarded": "forwarded_on",
}

# Steps back: the day of the state they return to is not the day they were taken.
_BACKWARDS: Mapping[tuple[str, str], str] = {
    ("handed_out", "ready"): "誤交付から戻り配付待ち",
    ("superseded", "handed_out"): "更新を取りやめ、この証を継続",
}

_MEANS_WORDS: Mapping[str, str] = {
    "face": "対面",
    "phone": "電話",
    "mail": "メール",
    "letter": "郵便",
    "slip": "案内票",
}

_PERSON_WORDS: Mapping[str, str] = {
    "office_id": "事業所",
    "kind": "本人・家族",
    "symbol": "記号",
    "number": "番号",
    "branch_number": "枝番",
    "name": "氏名",
    "kana": "フリガナ",
    "sex": "性別",
    "relationship": "続柄",
    "born_on": "生年月日",
    "qualified_on": "資格取得日",
    "department": "所属",
    "employee_code": "社員番号",
    "enrolment": "マイナ保険証の状況",
    "sex_on_front": "性別の記載面",
    "disqualified_on": "資格喪失日",
    "loss_cause": "喪失の理由",
    "last_day_on": "最後の日",
    "certificate_expires_on": "有効期限",
    "copay_rate": "負担割合",
    "copay_from": "割合の発効日",
    "elderly_card_listed": "高齢受給者証の有無",
    "card_expires_on": "電子証明書の期限",
    "last_office_on": "最終出社日",
    "issued_on": "交付年月日",
}


_SUBSTITUTED = ("代わりの文字を登録", None)


def history(connection: Connection, person_id: PersonId) -> list[HistoryRow]:
    """Return the steps of one person's history, newest first; one row per operation."""
    lines: dict[int, list[tuple[str, date | None]]] = {}
    changed = journal.lines_of_person(connection, person_id)
    operations = journal.operations_by_id(connection, [operation_id for operation_id, _ in changed])
    for operation_id, line in changed:
        is_use_case = not operations[operation_id].label.startswith(journal.REVERSALS)
        said = _words(line.table, line.before, line.after, is_use_case=is_use_case)
        if said is not None:
            lines.setdefault(operation_id, []).append(said)
    return [
        HistoryRow(
            operation.operation_id,
            operation.entered_at,
            next((on for _, on in reversed(lines[operation_id]) if on is not None), None),
            operation.user,
            operation.label,
            "、".join(dict.fromkeys(what for what, _ in lines[operation_id])),
            operation.is_undone,
        )
        for operation_id, operation in sorted(operations.items(), reverse=True)
        if operation_id in lines
    ]


def _words(
    table: str, before: Row | None, after: Row | None, *, is_use_case: bool
) -> tuple[str, date | None] | None:
    """What happened to one row and on which day; None where another row already says it."""
    image = after or before or {}
    if table == "certificate":
        backwards = _backwards(before, after) if is_use_case else None
        return backwards or _certificate_words(before, after, image)
    if table == "person":
        return _person_words(before, after)
    if table == "elderly_card":
        if after is None:
            return "高齢受給者証の記録を取消", None
        on = after["forwarded_on"] if after["outcome"] == "forwarded" else after["done_on"]
        return f"高齢受給者証: {_STATUS_WORDS[after['outcome']]}", _day(on)
    if table == "contact":
        said = f"声かけ({_MEANS_WORDS[image['means']]})"
        return (said, _day(image["contacted_on"])) if after else (f"{said}の記録を取消", None)
    if table == "deferral" and after is not None:
        return f"期日の変更({after['reason']})", _day(after["made_on"])
    if table == "misdelivery":
        return ("誤交付の記録", _day(after["noticed_on"])) if after else ("誤交付の記録を取消", None)
    if table == "substitute":
        return ("代わりの文字を取消", None) if after is None or after["withdrawn_on"] else _SUBSTITUTED
    if table == "print_note":
        return "通称名・限度額区分の記載を変更", None
    if table == "sheet" and after is not None and after["shredded_on"] is not None:
        return f"用紙{after['sheet_number']}を裁断", _day(after["shredded_on"])
    return None


def _certificate_words(before: Row | None, after: Row | None, image: Row) -> tuple[str, date | None]:
    sheet = f"資格確認書 {image['issue_number']}"
    if after is None:
        return f"{sheet}: 記録を取消", None
    status = after["status"]
    word = "以前に配付" if before is None and after["origin"] == "listed" else _STATUS_WORDS[status]
    on = after[_STATUS_DAYS.get(status, "closed_on")]
    return f"{sheet}: {word}", _day(on)


def _backwards(before: Row | None, after: Row | None) -> tuple[str, date | None] | None:
    if before is None or after is None:
        return None
    word = _BACKWARDS.get((before["status"], after["status"]))
    return None if word is None else (f"資格確認書 {after['issue_number']}: {word}", None)


def _person_words(before: Row | None, after: Row | None) -> tuple[str, date | None]:
    if before is None:
        return "名簿に追加", None
    if after is None:
        return "名簿から取消", None
    changed = [word for column, word in _PERSON_WORDS.items() if _differs(column, before, after)]
    on = after["enrolment_as_of"] if _differs("enrolment_as_of", before, after) else None
    return f"{'・'.join(changed) or '確認日'}を変更", _day(on)


def _differs(column: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return before.get(column) != after.get(column)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
