"""集める・集めない: one person, one kind of paper, one day, and the one sentence that answers.

The same rules as behind the due list, for somebody who stands at the counter with a paper.
Source: docs/rules.md, "Collect or not".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.certificate import TO_COME_BACK, Certificate, CertificateStatus, ReplaceCause
from app.domain.cover import loss_of_cover
from app.domain.duties import NEVER_HELD, Why, return_by, rule_of
from app.domain.elderly_card import RECORDED, ElderlyOutcome, candidate
from app.domain.eligibility import DAY, card_works_until, elderly_from, has_working_card, months_after
from app.domain.person import LossCause, Person, PersonKind
from app.domain.printed_facts import copay_starts
from app.domain.renewal import awaits_exchange, exchanged_on
from app.domain.rules import Handling, RuleEntry, Situation, SocietyRules
from app.domain.rules.cases import handling_by
from app.domain.wareki import wareki_short
from app.words import label, said


class PaperKind(StrEnum):
    """The papers an office is asked about."""

    CERTIFICATE = "certificate"
    ELDERLY_CARD = "elderly_card"
    OLD_CARD = "old_card"
    NOTICE = "notice"
    LIMIT_CERTIFICATE = "limit_certificate"
    DISEASE_CERTIFICATE = "disease_certificate"


class Verdict(StrEnum):
    """What happens to the paper."""

    COLLECT = "collect"
    DISPOSE = "dispose"
    KEEP = "keep"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer. sentence: names person, date and rule. by: last day to hand the paper back.

    by also stands beside KEEP where the end of cover is already known. rule: the name of the
    rule; source and effective_from are those of the version that was applied. if_held: no such
    paper is on record; the answer is for one that the person may hold.
    """

    verdict: Verdict
    sentence: str
    by: date | None
    rule: str
    source: str
    effective_from: date
    if_held: bool = False


LAST_CARDS_ISSUED_ON = date(2024, 12, 1)
"""Whoever joined later never had a 健康保険証."""

_BURIAL = "埋葬料を申請する方(いなければ埋葬を行った方)"
_SHRED = "氏名や番号が読めないように細かく切ってもらってください"


def collect_or_not(
    paper: PaperKind,
    person: Person,
    insured: Person | None,
    rules: SocietyRules,
    on: date,
    certificates: Sequence[Certificate] = (),
    elderly_card: ElderlyOutcome | None = None,
) -> Ruling:
    """Return what happens to that paper of that person on that day, and why.

    insured: the employee, for a dependant. certificates: every sheet ever made for the person;
    without any the answer is for a paper that the person may hold. elderly_card: the recorded
    outcome, if there is one. rules: those in force on that day.
    Source: docs/rules.md, "Collect or not".
    """
    case = _Case(paper, person, insured, rules, on)
    if paper is PaperKind.CERTIFICATE:
        return _certificate(case, [c for c in (c.as_of(on) for c in certificates) if c is not None])
    if paper is PaperKind.ELDERLY_CARD:
        return _elderly_card(case, elderly_card)
    return _old_card(case) if paper is PaperKind.OLD_CARD else _by_cases(case, paper)


class _Case:
    """One question: who is asked about which paper, and how an answer is put."""

    def __init__(
        self, paper: PaperKind, person: Person, insured: Person | None, rules: SocietyRules, on: date
    ) -> None:
        self.person = person
        self.insured = insured
        self.rules = rules
        self.on = on
        self.loss = loss_of_cover(person, insured)
        self.lead = f"{person.name} さんの{label(paper)}は"

    @property
    def is_lost(self) -> bool:
        return self.loss.on <= self.on

    @property
    def loss_words(self) -> str:
        return f"資格喪失 {wareki_short(self.loss.on)}({label(self.loss.cause)})"

    @property
    def whom(self) -> str:
        """From whom a paper comes back; a dependant's comes by the insured person."""
        insured = self.insured if self.person.kind is PersonKind.DEPENDANT else self.person
        ended = None if insured is None else loss_of_cover(insured, None)
        if ended is not None and ended.cause is LossCause.DEATH and ended.on <= self.on:
            return _BURIAL
        if self.person.kind is PersonKind.INSURED:
            return "本人"
        return "被保険者" if insured is None else f"被保険者の {insured.name} さん"

    @property
    def holder(self) -> str:
        """Who shreds a paper."""
        return "ご家族" if self.is_lost and self.loss.cause is LossCause.DEATH else "本人"

    def ruling(
        self, verdict: Verdict, told: str, entry: RuleEntry, by: date | None = None, *, if_held: bool = False
    ) -> Ruling:
        """Put the answer; told follows "…さんの資格確認書は"."""
        began = entry.effective_from
        since = f"{began.year}年{began.month}月{began.day}日から"
        words = f"{self.lead}{told}。根拠: {entry.source}({since})"
        return Ruling(verdict, words, by, entry.name, entry.source, began, if_held)

    def collect(
        self, why: str, by: date | None, entry: RuleEntry, *, how: str = "", if_held: bool = False
    ) -> Ruling:
        """Put that the paper comes back, why, and until when."""
        until = "" if by is None else f"、返却期限 {wareki_short(by)}"
        told = f"{how or f'{self.whom}から回収します'}。{why}{until}"
        return self.ruling(Verdict.COLLECT, told, entry, by, if_held=if_held)

    def dispose(self, why: str, entry: RuleEntry) -> Ruling:
        return self.ruling(Verdict.DISPOSE, f"{self.holder}が裁断します。{why}。{_SHRED}", entry)


def _certificate(case: _Case, sheets: Sequence[Certificate]) -> Ruling:
    rules, entry = case.rules, case.rules.entry("return_days")
    held = [sheet for sheet in sheets if sheet.status not in NEVER_HELD]
    spent = [sheet for sheet in held if _is_to_be_shredded(case, sheet, held)]
    voids = [sheet for sheet in held if _is_void(case, sheet, held) and sheet not in spent]
    if voids:
        # One that is of no use any more says more than one that still is.
        void = min(voids, key=lambda sheet: copay_starts(case.person, sheet) is not None)
        starts = copay_starts(case.person, void)
        if starts is not None and not case.is_lost:
            return _until_new_copay(case, void, starts)
        others = [sheet for sheet in held if sheet not in voids and sheet.status in TO_COME_BACK]
        goes_too = bool(others) and _certificate(case, others).verdict is Verdict.COLLECT
        return _void(case, void, exchanged_on(void, held, case.on) or void.closed_on, goes_too=goes_too)
    # Until the new one is handed out, the sheet that it renews is the one the person has.
    out = next((sheet for sheet in held if sheet.status in TO_COME_BACK and sheet not in spent), None)
    if held and out is None:
        return case.ruling(Verdict.NONE, said(held[-1].status, "ruling"), entry)
    in_drawer = out is not None and out.status is CertificateStatus.READY
    if_held = out is None
    how = _how(case, in_drawer=in_drawer, is_recorded=not if_held)
    if case.is_lost:
        return case.collect(case.loss_words, return_by(case.loss, rules), entry, how=how, if_held=if_held)
    if case.on < case.person.qualified_on:
        begins = wareki_short(case.person.qualified_on)
        return case.ruling(Verdict.NONE, f"まだありません。資格取得は {begins} です", entry)
    expires_on = case.person.certificate_expires_on if out is None else out.expires_on
    registered = _is_registered(case)
    if registered and rules.return_when_registered and not _card_stops_soon(case):
        since = case.person.enrolment_as_of
        # Nobody brings a paper back before having it.
        had = None if out is None else out.handed_out_on or out.ready_on
        by = (
            None if since is None else max(since, had or since) + timedelta(days=rules.registered_return_days)
        )
        why = f"マイナ保険証が使えます{_on_day(since)}"
        return case.collect(why, by, rules.entry("return_when_registered"), how=how, if_held=if_held)
    if expires_on is not None and expires_on < case.on:
        why, entry = f"有効期限 {wareki_short(expires_on)} を過ぎています", rules.entry("return_expired")
        if rules.return_expired:
            return case.collect(
                why, expires_on + timedelta(days=rules.return_days), entry, how=how, if_held=if_held
            )
        return case.dispose(why, entry)
    if spent:
        ended = wareki_short(spent[0].expires_on or case.on)
        why = f"古い証(発行番号 {spent[0].issue_number})は有効期限 {ended} を過ぎています"
        return case.dispose(why, rules.entry("return_expired"))
    if in_drawer:
        return case.ruling(Verdict.NONE, "事務所にあり、まだ渡していません。回収するものはありません", entry)
    if out is not None and awaits_exchange(out, held, case.on) and not _ends_soon(case):
        until = "" if expires_on is None else f"(有効期限 {wareki_short(expires_on)} まで)"
        told = f"新しい証を渡すまで渡したままにし、引き換えます{until}"
        return case.ruling(Verdict.KEEP, told, rules.entry("renew_notice_days"))
    return _kept(case, expires_on, registered=registered, is_recorded=out is not None)


def _is_void(case: _Case, sheet: Certificate, held: Sequence[Certificate]) -> bool:
    return sheet.status is CertificateStatus.SUPERSEDED and not awaits_exchange(sheet, held, case.on)


def _is_to_be_shredded(case: _Case, sheet: Certificate, held: Sequence[Certificate]) -> bool:
    """Exchanged for a new one, over, and nobody wants it back."""
    is_over = sheet.expires_on is not None and sheet.expires_on < case.on
    return is_over and not case.rules.return_expired and exchanged_on(sheet, held, case.on) is not None


def _how(case: _Case, *, in_drawer: bool, is_recorded: bool) -> str:
    if in_drawer:
        return "事務所にあります。渡さずに回収します"
    return f"{case.whom}から回収します" if is_recorded else f"お持ちなら{case.whom}から回収します"


def _on_day(day: date | None) -> str:
    return "" if day is None else f"({wareki_short(day)} 時点)"


def _void(case: _Case, sheet: Certificate, since: date | None, *, goes_too: bool) -> Ruling:
    """A sheet void since a day comes back, whatever else is true; goes_too: so does the live one."""
    cause = sheet.replace_cause or ReplaceCause.REISSUE
    by = None if since is None else since + timedelta(days=case.rules.return_days)
    return case.collect(
        f"{said(cause, 'void')}(発行番号 {sheet.issue_number} は無効)",
        by,
        case.rules.entry(rule_of(Why.REPLACED, cause)),
        how=f"{'古い証も今の証も' if goes_too else '古い証を'}{case.whom}から回収します",
    )


def _until_new_copay(case: _Case, sheet: Certificate, starts: date) -> Ruling:
    """The society told a new 割合 ahead: the old paper is of use until it begins."""
    entry = case.rules.entry(rule_of(Why.REPLACED, str(sheet.replace_cause)))
    by = starts + timedelta(days=case.rules.return_days)
    why = f"負担割合が {wareki_short(starts)} から変わります(発行番号 {sheet.issue_number})"
    if case.on >= starts:
        return case.collect(why, by, entry, how=f"古い証を{case.whom}から回収します")
    told = f" {wareki_short(starts - DAY)} まで渡したままにします。{why}"
    return case.ruling(Verdict.KEEP, f"{told}。{wareki_short(by)} までに{case.whom}から回収します", entry, by)


def _is_registered(case: _Case) -> bool:
    """Whether マイナ保険証 was known to work on the day of the question."""
    learned_on = case.person.enrolment_as_of
    if learned_on is not None and case.on < learned_on:
        return False
    return has_working_card(case.person, case.rules.card_grace_months, case.on)


def _card_stops_soon(case: _Case) -> bool:
    """Whether the card stops so soon that the paper is needed again."""
    card, rules = case.person.card_expires_on, case.rules
    if card is None:
        return False
    return card_works_until(card, rules.card_grace_months) <= case.on + timedelta(days=rules.card_notice_days)


def _kept(case: _Case, expires_on: date | None, *, registered: bool, is_recorded: bool) -> Ruling:
    """Covered, and nothing asks for the paper: it stays, until a known end of cover."""
    rules, entry = case.rules, case.rules.entry("return_days")
    stays = "渡したままにします" if is_recorded else "お持ちなら渡したままにします"
    if _ends_soon(case):
        last, by = wareki_short(case.loss.on - DAY), return_by(case.loss, rules)
        then = f"{wareki_short(by)} までに{case.whom}から回収します"
        told = f" {last} まで{stays}。{case.loss_words}のあと、{then}"
        return case.ruling(Verdict.KEEP, told, entry, by, if_held=not is_recorded)
    until = "" if expires_on is None else f"(有効期限 {wareki_short(expires_on)} まで)"
    if registered and rules.return_when_registered:
        told = f"{stays}。電子証明書の期限でマイナ保険証がまもなく使えなくなります{until}"
        return case.ruling(Verdict.KEEP, told, rules.entry("card_notice_days"), if_held=not is_recorded)
    if registered:
        told = f"{stays}。マイナ保険証が使えますが、返却は不要です{until}"
        return case.ruling(Verdict.KEEP, told, rules.entry("return_when_registered"), if_held=not is_recorded)
    return case.ruling(Verdict.KEEP, f"{stays}。資格が続いています{until}", entry, if_held=not is_recorded)


def _ends_soon(case: _Case) -> bool:
    """Whether the end of cover is recorded, or by age near enough to be announced."""
    if case.loss.on in (case.person.disqualified_on, case.insured and case.insured.disqualified_on):
        return True
    return case.loss.on <= months_after(case.on, case.rules.birthday_notice_months)


def _elderly_card(case: _Case, recorded: ElderlyOutcome | None) -> Ruling:
    rules, entry = case.rules, case.rules.entry("elderly_cutoff_on")
    if recorded in RECORDED:
        assert recorded is not None
        return case.ruling(Verdict.NONE, said(recorded, "ruling"), entry)
    state = candidate(case.person, case.loss.on, rules)
    cutoff = wareki_short(rules.elderly_cutoff_on)
    if state is None:
        return case.ruling(
            Verdict.NONE, f"ありません。{cutoff} に70歳以上で加入していた方だけがお持ちです", entry
        )
    by = rules.elderly_collect_by
    if case.is_lost:
        by = min(by, return_by(case.loss, rules))
    if state is ElderlyOutcome.OUTSTANDING:
        return case.collect("健保の一覧に交付ありとあります。裁断しないでください", by, entry)
    why = f"{cutoff} に70歳以上の加入者です。お持ちか要確認、裁断しないでください"
    return case.collect(why, by, entry, how=f"お持ちなら{case.whom}から回収します", if_held=True)


def _old_card(case: _Case) -> Ruling:
    rules, entry = case.rules, case.rules.entry("old_card_return_until")
    last = rules.old_card_return_until
    if case.person.qualified_on > LAST_CARDS_ISSUED_ON:
        begins = wareki_short(case.person.qualified_on)
        return case.ruling(Verdict.NONE, f"交付されていません。資格取得が {begins} です", entry)
    if case.is_lost and case.loss.on <= last:
        why = f"{case.loss_words}が {wareki_short(last)} 以前です"
        return case.collect(why, return_by(case.loss, rules), entry)
    if case.on > last:
        return case.dispose(f"{wareki_short(last)} を最後に使えなくなりました", entry)
    return case.ruling(Verdict.KEEP, f"渡したままにします。{wareki_short(last)} まで使えます", entry)


def _by_cases(case: _Case, paper: PaperKind) -> Ruling:
    """A paper of which no record says who has it: the society's cases decide."""
    entry = case.rules.entry(f"return_{paper}")
    situation = Situation(
        registered=_is_registered(case),
        lost_by=case.loss.cause if case.is_lost else None,
        is_insured=case.person.kind is PersonKind.INSURED,
        is_from_70=elderly_from(case.person.born_on) <= case.on,
    )
    handling = handling_by(getattr(case.rules, entry.name), situation)
    if handling is Handling.COLLECT:
        why, by = "健保が返却を求めています", None
        if case.is_lost:
            why, by = case.loss_words, return_by(case.loss, case.rules)
        return case.collect(why, by, entry, how=f"お持ちなら{case.whom}から回収します", if_held=True)
    if handling is Handling.SHRED or (handling is None and case.is_lost):
        why = f"{case.loss_words}。事業所は集めません" if case.is_lost else "事業所は集めません"
        return case.dispose(why, entry)
    return case.ruling(Verdict.KEEP, "渡したままにします。事業所は集めません", entry)
