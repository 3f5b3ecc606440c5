"""Commands for the events of a life: rename, add-dependant, move, rehire, copay, stage …"""

from datetime import datetime

import click

from app.domain.certificate import TO_COME_BACK
from app.domain.person import Enrolment, Sex
from app.usecases.counter import certificates
from app.usecases.people import life_events, roster
from ui.cli.desk import DATE, Desk, day, on_option, pass_desk
from ui.cli.event import dry_run_option, run_event
from ui.cli.sheets import sheet_of

STAGES = [stage.value for stage in life_events.STAGES]


@click.command()
@click.argument("key")
@click.option("--name", required=True, help="新しい氏名(届け出たとおりの文字)")
@click.option("--kana", default="", help="新しいフリガナ")
@on_option("変更した日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def rename(desk: Desk, key: str, name: str, kana: str, on: datetime | None, dry_run: bool) -> None:
    """氏名の変更を記録する。本人の氏名はご家族の証にも載る。"""
    who, when = desk.store.queries.person_id(key), day(on, desk.today)
    run_event(
        desk,
        lambda tx: life_events.change_name(tx, who, name=name, kana=kana, on=when, today=desk.today),
        on=when,
        dry_run=dry_run,
        key=key,
    )


@click.command("add-dependant")
@click.argument("key")
@click.option("--branch", default="", help="枝番(健保の通知のとおり)")
@click.option("--name", required=True, help="氏名")
@click.option("--kana", default="", help="フリガナ")
@click.option("--relationship", required=True, help="続柄")
@click.option("--sex", type=click.Choice([s.value for s in Sex]), default=Sex.UNSET.value, help="性別")
@click.option("--born", type=DATE, required=True, help="生年月日")
@click.option("--since", type=DATE, required=True, help="認定日")
@dry_run_option()
@pass_desk
def add_dependant(
    desk: Desk,
    key: str,
    branch: str,
    name: str,
    kana: str,
    relationship: str,
    sex: str,
    born: datetime,
    since: datetime,
    dry_run: bool,
) -> None:
    """本人の世帯にご家族を加える。"""
    queries = desk.store.queries
    employee_id = queries.person_id(key)
    employee = queries.person_detail(employee_id, desk.today).person
    dependant = life_events.dependant_of(
        employee,
        branch_number=branch,
        name=name,
        kana=kana,
        sex=Sex(sex),
        relationship=relationship,
        born_on=born.date(),
        since=since.date(),
    )
    run_event(
        desk,
        lambda tx: life_events.add_dependant(tx, employee_id, dependant),
        on=since.date(),
        dry_run=dry_run,
        key=dependant.key,
    )


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("--office", required=True, help="異動先の事業所(記号か名称)")
@click.option("--department", help="所属 (省けば今のまま)")
@click.option("--symbol", default="", help="新しい記号(変わるときだけ)")
@click.option("--number", default="", help="新しい番号(変わるときだけ、一世帯ずつ)")
@on_option("異動した日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def move(
    desk: Desk,
    keys: tuple[str, ...],
    office: str,
    department: str | None,
    symbol: str,
    number: str,
    on: datetime | None,
    dry_run: bool,
) -> None:
    """世帯ごと別の事業所・所属へ移す。記号・番号が変われば証は差し替え。"""
    queries = desk.store.queries
    ids, when = [queries.person_id(key) for key in keys], day(on, desk.today)
    office_id = desk.office_id(office)
    run_event(
        desk,
        lambda tx: roster.move_office(
            tx, ids, office_id, department, on=when, today=desk.today, symbol=symbol, number=number
        ),
        on=when,
        dry_run=dry_run,
        keys=list(keys),
    )


@click.command()
@click.argument("key")
@click.option("--since", type=DATE, required=True, help="新しい資格取得日(前の資格はこの日に喪失)")
@click.option("--symbol", default="", help="記号 (省けば同じ)")
@click.option("--number", default="", help="新しい番号 (省けば同じで、資格取得日だけが変わる)")
@click.option("--without", multiple=True, metavar="KEY", help="扶養に続けて入らない方 (繰り返せる)")
@dry_run_option()
@pass_desk
def rehire(
    desk: Desk,
    key: str,
    since: datetime,
    symbol: str,
    number: str,
    without: tuple[str, ...],
    dry_run: bool,
) -> None:
    """再雇用(同日得喪)を記録する。"""
    queries = desk.store.queries
    detail = queries.person_detail(queries.person_id(key), desk.today)
    person, leaving = detail.person, {queries.person_id(other) for other in without}
    assert person.id is not None
    who, home = person.id, (symbol or person.symbol, number or person.number)
    staying = [row.person_id for row in detail.household if row.person_id not in leaving]
    run_event(
        desk,
        lambda tx: life_events.rehire(
            tx,
            who,
            qualified_on=since.date(),
            symbol=home[0],
            number=home[1],
            continuing=staying,
            today=desk.today,
        ),
        on=since.date(),
        dry_run=dry_run,
        key=key,
        number="-".join(home),
    )


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("--rate", type=click.Choice(["2", "3", "none"]), required=True, help="割合 (none: 載せない)")
@click.option("--since", type=DATE, help="発効日")
@dry_run_option()
@pass_desk
def copay(desk: Desk, keys: tuple[str, ...], rate: str, since: datetime | None, dry_run: bool) -> None:
    """健保から知らされた負担割合(70〜74歳)を記録する。"""
    ids = [desk.store.queries.person_id(key) for key in keys]
    run_event(
        desk,
        lambda tx: life_events.change_copay(
            tx,
            ids,
            rate=None if rate == "none" else int(rate),
            starts_on=None if since is None else since.date(),
            today=desk.today,
        ),
        on=desk.today,
        dry_run=dry_run,
        keys=list(keys),
    )


@click.command()
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@click.option("--to", type=click.Choice(STAGES), required=True, help="どうなったか")
@on_option("その日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def stage(desk: Desk, keys: tuple[str, ...], to: str, on: datetime | None, dry_run: bool) -> None:
    """マイナ保険証の登録、解除、登録しない・回答しないの意向を記録する(登録は任意)。"""
    ids, when = [desk.store.queries.person_id(key) for key in keys], day(on, desk.today)
    run_event(
        desk,
        lambda tx: life_events.take_step(tx, ids, Enrolment(to), on=when, today=desk.today),
        on=when,
        dry_run=dry_run,
        keys=list(keys),
    )


@click.command("card-expires")
@click.argument("key")
@click.option("--on", "expires", type=DATE, help="電子証明書の期限(本人の申告)")
@click.option("--forget", is_flag=True, help="控えた期限を消す")
@dry_run_option()
@pass_desk
def card_expires(desk: Desk, key: str, expires: datetime | None, forget: bool, dry_run: bool) -> None:
    """電子証明書の期限を、本人が教えてくれたときだけ控える。"""
    if forget == (expires is not None):
        raise click.UsageError("--on か --forget のどちらかを指定してください。")
    who, until = desk.store.queries.person_id(key), None if expires is None else expires.date()
    run_event(
        desk,
        lambda tx: life_events.set_card_expiry(tx, who, until, today=desk.today),
        on=desk.today,
        dry_run=dry_run,
        key=key,
    )


@click.command()
@click.argument("issue")
@click.option("--reason", required=True, help="いつ、どこで、なぜ")
@on_option("届出の日 (YYYY-MM-DD、省けば今日)")
@dry_run_option()
@pass_desk
def damage(desk: Desk, issue: str, reason: str, on: datetime | None, dry_run: bool) -> None:
    """証の破損・汚損を記録する。古い証は再交付の申請書に添えて返す。"""
    row, when = sheet_of(desk.store.queries, issue, TO_COME_BACK), day(on, desk.today)
    run_event(
        desk,
        lambda tx: certificates.damage(tx, row.certificate_id, on=when, today=desk.today, reason=reason),
        on=when,
        dry_run=dry_run,
        issue=row.issue_number,
    )


COMMANDS = (rename, add_dependant, move, rehire, copay, stage, card_expires, damage)
