"""集める・集めない: one person, one kind of paper, one day, and the one sentence that answers.

The verdict is that of the duties of that day (app.domain.law); here it is put in words, for somebody who
stands at the counter with a paper. A duty to return whose cause still lies ahead is only announced: until
then the paper stays. Source: docs/rules.md, "Collect or not".
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

from app.domain import law
from app.domain.certificate import TO_COME_BACK, CertificateStatus, ReplaceCause, listed
from app.domain.cover import loss_of_cover
from app.domain.duties import NEVER_HELD, DutyKind, Why, reason_in, return_by
from app.domain.eligibility import DAY
from app.domain.ids import CertificateId
from app.domain.law import KIND_OF, Duty, Facts, entry_of
from app.domain.law.claims import Claims
from app.domain.law.days import later
from app.domain.law.elderly import card_ends_on, is_in_use, outcome_on
from app.domain.law.facts import sheet_of
from app.domain.person import LossCause, PersonKind
from app.domain.rules import Handling, ReturnWay, RuleEntry, Situation, SocietyRules, When
from app.domain.rules.cases import handling_by
from app.domain.wareki import wareki_short
from app.late import dataclass
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


def collect_or_not(paper: PaperKind, facts: Facts, rules: SocietyRules, on: date) -> Ruling:
    """Return what happens to that paper of that person on that day, and why.

    Where no 資格確認書 was ever recorded, the answer is for one that the person may hold. rules: those in
    force on that day. Source: docs/rules.md, "Collect or not".
    """
    case = _Asked(paper, facts, rules, on)
    if paper is PaperKind.CERTIFICATE:
        return _certificate(case)
    if paper is PaperKind.ELDERLY_CARD:
        return _elderly_card(case)
    return _old_card(case) if paper is PaperKind.OLD_CARD else _by_cases(case, paper)


class _Asked:
    """One question: who is asked about which paper, and how an answer is put."""

    def __init__(self, paper: PaperKind, facts: Facts, rules: SocietyRules, on: date) -> None:
        self.facts = facts
        self.case = law.case_of(facts, rules)
        self.person = facts.person
        self.insured = facts.insured
        self.rules = rules
        self.on = on
        self.loss = facts.loss
        self.lead = f"{facts.person.name} さんの{label(paper)}は"

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

    @property
    def way_back(self) -> str:
        """Who gets the paper back: the office, or the society directly."""
        if self.rules.return_way is ReturnWay.HOLDER:
            return f"{self.whom}が健保へ直接送ります。事業所は集めません"
        return f"{self.whom}から回収します"

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
        return self.ruling(
            Verdict.COLLECT, f"{how or self.way_back}。{why}{until}", entry, by, if_held=if_held
        )

    def dispose(self, why: str, entry: RuleEntry, *, if_held: bool = False) -> Ruling:
        """Put that the paper is shredded, and why."""
        told = f"{'お持ちなら' if if_held else ''}{self.holder}が裁断します。{why}。{_SHRED}"
        return self.ruling(Verdict.DISPOSE, told, entry, if_held=if_held)


class _Sheets:
    """The sheets of the person on that day, and what the law asks of them.

    is_recorded: somebody had one once; else one that the person may hold stands for it. held: those that
    were made. duties: all of the person's. returns, shreds: those of the day about a sheet, which bring it
    back or shred it. is_exchanged: a new one is to be printed for one of them, or is there already.
    """

    def __init__(self, asked: _Asked) -> None:
        facts, case, on = asked.facts, asked.case, asked.on
        states = [(sheet, sheet.at(on)) for sheet in facts.sheets]
        self.held = [(sheet, now) for sheet, now in states if now is not None and now not in NEVER_HELD]
        self.is_recorded = bool(self.held)
        if not self.held:
            person = facts.person
            assert person.id is not None
            supposed = replace(
                listed(person.id, "", person.certificate_expires_on, None), id=CertificateId(0)
            )
            self.held = [(sheet_of(supposed), CertificateStatus.HANDED_OUT)]
            case = law.case_of(replace(facts, sheets=[sheet for sheet, _ in self.held]), asked.rules)
        self.duties = law.duties_by(case)
        today = [duty for duty in law.on(self.duties, on) if duty.sheet_id is not None]
        self.returns = [duty for duty in today if KIND_OF[duty.why] is DutyKind.RETURN]
        self.is_exchanged = any(
            duty.why is Why.RENEWABLE or (duty.why is Why.READY and duty.detail == "renewal")
            for duty in today
        )
        self.shreds = [duty for duty in today if duty.why is Why.OVER]
        self.claims = case.claims

    def status(self, sheet_id: CertificateId | None) -> CertificateStatus:
        return next(now for sheet, now in self.held if sheet.id == sheet_id)

    def number(self, sheet_id: CertificateId | None) -> str:
        return next(sheet.paper.issue_number for sheet, _ in self.held if sheet.id == sheet_id)

    def used(self, on: date) -> list[Claims]:
        """Those that were superseded, and that the holder goes on using."""
        return [claim for claim in self.claims if claim.in_use.holds(on) and not claim.over.holds(on)]


_ORDER = (Why.REPLACED, Why.LOSS, Why.REGISTERED, Why.EXPIRED)


def _certificate(asked: _Asked) -> Ruling:
    sheets, on = _Sheets(asked), asked.on
    begun = [duty for duty in sheets.returns if duty.since is None or duty.since <= on]
    if begun:
        return _comes_back(asked, sheets, min(begun, key=lambda duty: _ORDER.index(duty.why)), begun)
    entry = asked.rules.entry("return_days")
    out = [(sheet, now) for sheet, now in sheets.held if now in TO_COME_BACK]
    if not out:
        return asked.ruling(Verdict.NONE, said(sheets.held[-1][1], "ruling"), entry)
    if on < asked.person.qualified_on and not sheets.returns and not sheets.shreds:
        begins = wareki_short(asked.person.qualified_on)
        return asked.ruling(Verdict.NONE, f"まだありません。資格取得は {begins} です", entry)
    shredded = {duty.sheet_id: duty for duty in sheets.shreds}
    if shredded:
        others = [sheet for sheet, _ in out if sheet.id not in shredded]
        return _shredded(asked, sheets, next(iter(shredded.values())), is_old=bool(others))
    used = sheets.used(on)
    ahead = next((claim for claim in used if claim.paper.replace_cause is ReplaceCause.COPAY), None)
    if ahead is not None and ahead.void_on < asked.loss.on:
        return _until_new_copay(asked, sheets, ahead)
    sheet, now = out[0]
    if now is CertificateStatus.READY and not used and not sheets.returns:
        told = "事務所にあり、まだ渡していません。回収するものはありません"
        return asked.ruling(Verdict.NONE, told, entry)
    expires_on = (used[0].paper if used else sheet.paper).expires_on
    if expires_on is not None and expires_on < on and sheets.is_exchanged:
        then, by = _after_cover(asked, sheets)
        told = f"新しい証を渡すときに引き換えます。有効期限 {wareki_short(expires_on)} を過ぎています{then}"
        return asked.ruling(Verdict.KEEP, told, asked.rules.entry("renew_notice_days"), by)
    if used and not sheets.returns and not asked.case.ends_soon(on):
        until = "" if expires_on is None else f"(有効期限 {wareki_short(expires_on)} まで)"
        told = f"新しい証を渡すまで渡したままにし、引き換えます{until}"
        return asked.ruling(Verdict.KEEP, told, asked.rules.entry("renew_notice_days"))
    return _kept(asked, sheets, expires_on)


def _comes_back(asked: _Asked, sheets: _Sheets, duty: Duty, begun: Sequence[Duty]) -> Ruling:
    """What brings a paper back; a void one is spoken of first."""
    entry = asked.rules.entry(entry_of(duty.why, duty.detail))
    since = "" if duty.since is None else wareki_short(duty.since)
    if duty.why is Why.REPLACED:
        why = f"{said(ReplaceCause(duty.detail), 'void')}(発行番号 {sheets.number(duty.sheet_id)} は無効)"
        if duty.detail == ReplaceCause.COPAY and _was_told_ahead(sheets, duty):
            why = f"負担割合が {since} から変わります(発行番号 {sheets.number(duty.sheet_id)})"
        goes_too = any(other.sheet_id != duty.sheet_id and other.why is not Why.REPLACED for other in begun)
        how = f"{'古い証も今の証も' if goes_too else '古い証を'}{asked.whom}から回収します"
        return asked.collect(why, duty.due_on, entry, how=how)
    why = {
        Why.LOSS: asked.loss_words,
        Why.REGISTERED: f"マイナ保険証が使えます({since} 時点)",
        Why.EXPIRED: f"有効期限 {since} を過ぎています",
    }[duty.why]
    in_drawer = sheets.status(duty.sheet_id) is CertificateStatus.READY
    how = "事務所にあります。渡さずに回収します" if in_drawer else ""
    if not sheets.is_recorded:
        how = f"お持ちなら{asked.whom}から回収します"
    return asked.collect(why, duty.due_on, entry, how=how, if_held=not sheets.is_recorded)


def _was_told_ahead(sheets: _Sheets, duty: Duty) -> bool:
    claim = next(claim for claim in sheets.claims if claim.sheet.id == duty.sheet_id)
    return claim.sheet.void_on < claim.void_on


def _until_new_copay(asked: _Asked, sheets: _Sheets, claim: Claims) -> Ruling:
    """A new 割合 was told ahead: until it begins the old paper is of use.

    The new one, if its holder has it by now, may have to come back soon as well: for an announced loss.
    """
    starts, entry = claim.void_on, asked.rules.entry(entry_of(Why.REPLACED, ReplaceCause.COPAY))
    by = later(starts, asked.rules.change_return_days)
    then, by_loss = _after_cover(asked, sheets, "今の証は、") if sheets.returns else ("", by)
    told = (
        f" {wareki_short(starts - DAY)} まで渡したままにします。負担割合が {wareki_short(starts)} から変わり"
    )
    told += f"ます(発行番号 {claim.paper.issue_number})。{wareki_short(by)} までに{asked.whom}から回収します"
    return asked.ruling(Verdict.KEEP, f"{told}{then}", entry, by_loss)


def _shredded(asked: _Asked, sheets: _Sheets, duty: Duty, *, is_old: bool) -> Ruling:
    """Nobody wants it back. is_old: the person has another one as well."""
    since = wareki_short(duty.since or asked.on)
    entry = asked.rules.entry(entry_of(Why.OVER, duty.detail))
    why = f"有効期限 {since} を過ぎています"
    if sheets.status(duty.sheet_id) is CertificateStatus.READY:
        return asked.ruling(Verdict.DISPOSE, f"事務所にあります。渡さずに裁断してください。{why}", entry)
    if duty.detail:
        why = "健保は返却を求めていません"
    elif is_old:
        why = f"古い証(発行番号 {sheets.number(duty.sheet_id)})は{why}"
    return asked.dispose(why, entry, if_held=not sheets.is_recorded)


def _kept(asked: _Asked, sheets: _Sheets, expires_on: date | None) -> Ruling:
    """Covered, and nothing asks for the paper: it stays, until a known end of cover."""
    rules, entry, if_held = asked.rules, asked.rules.entry("return_days"), not sheets.is_recorded
    stays = "渡したままにします" if sheets.is_recorded else "お持ちなら渡したままにします"
    until = "" if expires_on is None else f"(有効期限 {wareki_short(expires_on)} まで)"
    if asked.is_lost:
        told = f"返却も裁断も要りません。{asked.loss_words}"
        return asked.ruling(Verdict.NONE, told, rules.entry("return_certificate"), if_held=if_held)
    then, by = _after_cover(asked, sheets)
    if then:
        told = f" {wareki_short(asked.loss.on - DAY)} まで{stays}{then}"
        return asked.ruling(Verdict.KEEP, told, entry, by, if_held=if_held)
    name, why = "return_days", "資格が続いています"
    if asked.case.is_registered(asked.on):
        name, why = "return_when_registered", "マイナ保険証が使えますが、返却は不要です"
        if rules.return_when_registered and asked.case.works_until is None:
            why = "登録をいつ知ったかの記録がないので、名簿で登録状況を記録してください"
        elif rules.return_when_registered:
            name = "keep_before_card_days"
            why = "電子証明書の期限でマイナ保険証がまもなく使えなくなります"
    return asked.ruling(Verdict.KEEP, f"{stays}。{why}{until}", rules.entry(name), if_held=if_held)


def _after_cover(asked: _Asked, sheets: _Sheets, which: str = "") -> tuple[str, date | None]:
    """Put that the paper comes back once cover is over, and until when, where that end is told by now."""
    at_loss = [*sheets.returns, *(d for d in sheets.duties if d.why is Why.LOSS and asked.on < d.gone_on)]
    if not at_loss or not (sheets.returns or asked.case.ends_soon(asked.on)):
        return "", None
    by = at_loss[0].due_on or return_by(asked.loss, asked.rules)
    return f"。{which}{asked.loss_words}のあと、{wareki_short(by)} までに{asked.whom}から回収します", by


def _elderly_card(asked: _Asked) -> Ruling:
    rules, entry = asked.rules, asked.rules.entry("elderly_cutoff_on")
    cutoff = wareki_short(rules.elderly_cutoff_on)
    in_use = is_in_use(asked.person, rules)
    duty = next((d for d in law.on(law.duties_by(asked.case), asked.on) if d.why in _CARDS), None)
    if in_use and duty is not None:
        words = _CARD_IS.get(reason_in(duty.detail))
        why = asked.loss_words if words is None else said(duty.why, words)
        return asked.collect(why, duty.due_on, rules.entry("return_elderly_card"))
    recorded = outcome_on(asked.facts.card, asked.on)
    if recorded is not None:
        return asked.ruling(Verdict.NONE, said(recorded, "ruling"), entry)
    if in_use and not asked.is_lost:
        ends = rules.elderly_card_expires
        ends_on = card_ends_on(asked.case) or (None if ends is None else ends.on_or_after(asked.on))
        until = "" if ends_on is None else f"(有効期限 {wareki_short(ends_on)} まで)"
        told = f"渡したままにします。負担割合を示す証です{until}"
        return asked.ruling(Verdict.KEEP, told, rules.entry("copay_shown_on"))
    if duty is None:
        told = f"ありません。{cutoff} に70歳以上で加入していた方だけがお持ちです"
        return asked.ruling(Verdict.NONE, told, entry)
    if duty.why is Why.CARD_LISTED:
        return asked.collect("健保の一覧に交付ありとあります。裁断しないでください", duty.due_on, entry)
    why = f"{cutoff} に70歳以上の加入者です。お持ちか要確認、裁断しないでください"
    return asked.collect(why, duty.due_on, entry, how=f"お持ちなら{asked.whom}から回収します", if_held=True)


_CARDS = (Why.CARD_LISTED, Why.CARD_POSSIBLE)
_CARD_IS = {"expired": "ruling_expired", "replaced": "ruling_replaced"}


def _old_card(asked: _Asked) -> Ruling:
    rules, entry = asked.rules, asked.rules.entry("old_card_return_until")
    last = rules.old_card_return_until
    if asked.person.qualified_on > LAST_CARDS_ISSUED_ON:
        begins = wareki_short(asked.person.qualified_on)
        return asked.ruling(Verdict.NONE, f"交付されていません。資格取得が {begins} です", entry)
    if handling_by(rules.return_old_card, asked.case.situation(asked.on)) is not None:
        return _by_cases(asked, PaperKind.OLD_CARD)
    if asked.is_lost and asked.loss.on <= last:
        why = f"{asked.loss_words}が {wareki_short(last)} 以前です"
        return asked.collect(why, return_by(asked.loss, rules), entry)
    if asked.on > last:
        return asked.dispose(f"{wareki_short(last)} を最後に使えなくなりました", entry)
    return asked.ruling(Verdict.KEEP, f"渡したままにします。{wareki_short(last)} まで使えます", entry)


def _once_over(asked: _Asked, entry: RuleEntry, situation: Situation) -> str:
    """What the society wants of one that is over; no record says until when it is valid."""
    handling = handling_by(getattr(asked.rules, entry.name), replace(situation, expired=True))
    if handling is Handling.COLLECT:
        return f"有効期限を過ぎていれば、{asked.whom}から回収します"
    return "有効期限を過ぎていれば、裁断してもらいます" if handling is Handling.SHRED else ""


def _by_cases(asked: _Asked, paper: PaperKind) -> Ruling:
    """A paper of which no record says who has it: the society's cases decide."""
    entry, situation = asked.rules.entry(f"return_{paper}"), asked.case.situation(asked.on)
    handling = handling_by(getattr(asked.rules, entry.name), situation)
    if handling is Handling.COLLECT:
        why, by = "健保が返却を求めています", None
        if asked.is_lost:
            why, by = asked.loss_words, return_by(asked.loss, asked.rules)
        return asked.collect(why, by, entry, how=f"お持ちなら{asked.whom}から回収します", if_held=True)
    if handling is Handling.SHRED or (handling is None and asked.is_lost):
        why = f"{asked.loss_words}。事業所は集めません" if asked.is_lost else "事業所は集めません"
        return asked.dispose(why, entry)
    ends, until = asked.rules.notice_from_70_expires, ""
    if paper is PaperKind.NOTICE and ends is not None and When.FROM_70 in situation.words():
        until = f"(70歳からのお知らせは {wareki_short(ends.on_or_after(asked.on))} まで)"
    once_over = _once_over(asked, entry, situation) or "事業所は集めません"
    return asked.ruling(Verdict.KEEP, f"渡したままにします。{once_over}{until}", entry)
