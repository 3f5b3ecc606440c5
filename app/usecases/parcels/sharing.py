"""Which people an office gets records of: those of its own 事業所.

Source: docs/rules.md, "Offices and head office without a network".
"""

from collections.abc import Sequence
from dataclasses import replace

from app.changes import Done
from app.errors import NotAllowed, NotFound
from app.ports import Store
from app.usecases.parcels.writing import receiver


def change_offices(store: Store, name: str, codes: Sequence[str]) -> Done:
    """Say which 事業所 are a partner's; what it has of others already stays there."""
    partner = receiver(store.queries, name)
    if partner is None or partner.is_head:
        raise NotAllowed("本社にはすべての記録が届きます。事業所の名前を入れてください。")
    known = {office.code for office in store.queries.offices()}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise NotFound(f"事業所記号 {unknown[0]} はありません。設定の事業所で確かめてください。")
    changed = replace(partner, offices="\n".join(dict.fromkeys(codes)))
    told = f"{partner.name}には、事業所 {'・'.join(codes)} の方の記録を送ります。"
    label = f"連携の事業所 {partner.name} {'・'.join(codes)}"
    store.record(lambda tx: Done(tx.keep_partner(changed).name, label))
    store.note(label)
    return Done(told, label)
