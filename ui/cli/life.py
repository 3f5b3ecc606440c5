"""Commands for the events of a life: rename, add-dependant, move, rehire, copay, stage …"""

from datetime import date

import click

from app.domain.certificate import TO_COME_BACK
from app.domain.hidden import full
from app.domain.person import Enrolment, Sex, person_key
from app.usecases.counter import certificates
from app.usecases.people import abroad, enrolment, life_events, roster
from ui.cli.desk import FEE, KEYS, Desk, day_option, on_option, word_option
from ui.cli.event import event, run_event
from ui.cli.sheets import sheet_of


@click.command()
@click.argument("key")
@click.option("--name", required=True, help="新しい氏名(届け出たとおりの文字)")
@click.option("--kana", default="", help="新しいフリガナ")
@on_option("変更した日")
@event
def rename(desk: Desk, key: str, name: str, kana: str, on: date) -> None:
    """氏名の変更を記録する。本人の氏名はご家族の証にも載る。"""
    who = desk.queries.person_id(key)
    run_event(
        desk,
        lambda tx: life_events.change_name(tx, who, name=name, kana=kana, on=on, today=desk.today),
        on=on,
        key=key,
    )


@click.command("add-dependant")
@click.argument("key")
@click.option("--branch", default="", help="枝番(健保の通知のとおり)")
@click.option("--name", required=True, help="氏名")
@click.option("--kana", default="", help="フリガナ")
@click.option("--relationship", required=True, help="続柄")
@word_option("--sex", Sex, default=Sex.UNSET.value, help="性別")
@day_option("--born", required=True, help="生年月日")
@day_option("--since", required=True, help="認定日")
@event
def add_dependant(
    desk: Desk,
    key: str,
    branch: str,
    name: str,
    kana: str,
    relationship: str,
    sex: Sex,
    born: date,
    since: date,
) -> None:
    """本人の世帯にご家族を加える。"""
    employee_id = desk.queries.person_id(key)
    dependant = life_events.dependant_of(
        desk.in_full(key),
        branch_number=branch,
        name=name,
        kana=kana,
        sex=sex,
        relationship=relationship,
        born_on=born,
        since=since,
    )
    run_event(
        desk,
        lambda tx: life_events.add_dependant(tx, employee_id, dependant, today=desk.today),
        on=since,
        key=dependant.key,
    )


@click.command("change-insured")
@click.argument("key")
@click.option("--to", "employee", required=True, metavar="KEY", help="新しく扶養する被保険者(本人)")
@day_option("--since", required=True, help="認定日(前の方の扶養はこの日から外れる)")
@click.option("--branch", default="", help="新しい枝番(健保の通知のとおり)")
@click.option("--relationship", default="", help="続柄 (省けば今と同じ)")
@event
def change_insured(desk: Desk, key: str, employee: str, since: date, branch: str, relationship: str) -> None:
    """ご家族を、ほかの被保険者の扶養へ移す(夫婦共同扶養の扶養替え)。"""
    who, employee_id, insured = (
        desk.queries.person_id(key),
        desk.queries.person_id(employee),
        desk.in_full(employee),
    )
    run_event(
        desk,
        lambda tx: life_events.change_insured(
            tx,
            who,
            employee_id,
            since=since,
            branch_number=branch,
            relationship=relationship,
            today=desk.today,
        ),
        on=since,
        key=person_key(insured.symbol, insured.number, branch.strip()),
    )


@click.command()
@KEYS
@click.option("--office", required=True, help="異動先の事業所(記号か名称)")
@click.option("--department", help="所属 (省けば今のまま)")
@click.option("--symbol", default="", help="新しい記号(変わるときだけ)")
@click.option("--number", default="", help="新しい番号(変わるときだけ、一世帯ずつ)")
@on_option("異動した日")
@event
def move(
    desk: Desk, keys: tuple[str, ...], office: str, department: str | None, symbol: str, number: str, on: date
) -> None:
    """世帯ごと別の事業所・所属へ移す。記号・番号が変われば証は差し替え。"""
    ids = desk.person_ids(keys)
    office_id = desk.office_id(office)
    run_event(
        desk,
        lambda tx: roster.move_office(
            tx, ids, office_id, department, on=on, today=desk.today, symbol=symbol, number=number
        ),
        on=on,
        keys=list(keys),
    )


@click.command()
@click.argument("key")
@day_option("--since", required=True, help="新しい資格取得日(前の資格はこの日に喪失)")
@click.option("--symbol", default="", help="記号 (省けば同じ)")
@click.option("--number", default="", help="新しい番号 (省けば同じで、資格取得日だけが変わる)")
@click.option("--without", multiple=True, metavar="KEY", help="扶養に続けて入らない方 (繰り返せる)")
@event
def rehire(desk: Desk, key: str, since: date, symbol: str, number: str, without: tuple[str, ...]) -> None:
    """再雇用(同日得喪)を記録する。"""
    detail = desk.detail(key)
    person, leaving = detail.person, desk.person_ids(without)
    assert person.id is not None
    who, home = person.id, (symbol or person.symbol, number or full(person.number))
    staying = [row.person_id for row in detail.household if row.person_id not in leaving]
    run_event(
        desk,
        lambda tx: life_events.rehire(
            tx, who, qualified_on=since, symbol=home[0], number=home[1], continuing=staying, today=desk.today
        ),
        on=since,
        key=key,
        number=f"{home[0]}-{number or person.number}",
    )


@click.command()
@KEYS
@click.option("--rate", type=click.Choice(["2", "3", "none"]), required=True, help="割合 (none: 載せない)")
@day_option("--since", help="発効日")
@event
def copay(desk: Desk, keys: tuple[str, ...], rate: str, since: date | None) -> None:
    """健保から知らされた負担割合(70〜74歳)を記録する。"""
    ids = desk.person_ids(keys)
    run_event(
        desk,
        lambda tx: life_events.change_copay(
            tx, ids, rate=None if rate == "none" else int(rate), starts_on=since, today=desk.today
        ),
        on=desk.today,
        keys=list(keys),
    )


@click.command()
@KEYS
@word_option("--to", Enrolment, required=True, help="どうなったか")
@on_option("その日")
@event
def stage(desk: Desk, keys: tuple[str, ...], to: Enrolment, on: date) -> None:
    """マイナ保険証がどうなったかを記録する(登録は任意)。"""
    ids = desk.person_ids(keys)
    run_event(
        desk, lambda tx: enrolment.take_step(tx, ids, to, on=on, today=desk.today), on=on, keys=list(keys)
    )


@click.command("card-expires")
@click.argument("key")
@day_option("--on", "expires", help="電子証明書の期限(本人の申告)")
@click.option("--forget", is_flag=True, help="控えた期限を消す")
@event
def card_expires(desk: Desk, key: str, expires: date | None, forget: bool) -> None:
    """電子証明書の期限を、本人が教えてくれたときだけ控える。"""
    if forget == (expires is not None):
        raise click.UsageError("--on か --forget のどちらかを指定してください。")
    who = desk.queries.person_id(key)
    run_event(
        desk,
        lambda tx: enrolment.set_card_expiry(tx, who, expires, today=desk.today),
        on=desk.today,
        key=key,
    )


@click.command("stays-insured")
@click.argument("key")
@day_option("--since", help="国内に住所がなくなった日")
@click.option("--reason", default="", help="健保に確かめたこと(海外勤務、健保の担当者など)")
@click.option("--forget", is_flag=True, help="この記録を消す(75歳で資格が終わる)")
@event
def stays_insured(desk: Desk, key: str, since: date | None, reason: str, forget: bool) -> None:
    """75歳のとき国内に住所がない方の資格が続くことを記録する。"""
    if forget == (since is not None):
        raise click.UsageError("--since か --forget のどちらかを指定してください。")
    who = desk.queries.person_id(key)
    run_event(
        desk,
        lambda tx: (
            abroad.end_by_age(tx, who)
            if since is None
            else abroad.stay_insured(tx, who, since=since, reason=reason)
        ),
        on=desk.today,
        key=key,
    )


@click.command()
@click.argument("issue")
@click.option("--reason", required=True, help="いつ、どこで、なぜ")
@FEE
@on_option("届出の日")
@event
def damage(desk: Desk, issue: str, reason: str, fee: int | None, on: date) -> None:
    """証の破損・汚損を記録する。古い証は再交付の申請書に添えて返す。"""
    row = sheet_of(desk.queries, issue, TO_COME_BACK)
    run_event(
        desk,
        lambda tx: certificates.damage(
            tx, row.certificate_id, on=on, today=desk.today, reason=reason, fee=fee
        ),
        on=on,
        issue=row.issue_number,
    )
