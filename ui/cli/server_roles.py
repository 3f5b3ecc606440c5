"""Commands about which offices a server itself shows to whom."""

import click

from ui.cli.desk import Columns, Desk, as_data, pass_desk, table_of

_OFFICES = click.option(
    "--office", "offices", multiple=True, required=True, help="見てよい事業所の記号か名称(繰り返せる)"
)


@click.group("server-role")
def server_role_group() -> None:
    """サーバーの利用者(ロール)と、サーバーが見せる事業所。"""


@server_role_group.command("list")
@pass_desk
def list_roles(desk: Desk) -> None:
    """事業所を限ったサーバーの利用者と、その事業所。"""
    from ui.bootstrap import office_place

    names = {office.id: office.name for office in desk.queries.offices() if office.id is not None}
    with office_place(desk.folder).roles(desk.store) as roles:
        found = roles.all()
    offices = {one.name: [name for number, name in names.items() if number in one.offices] for one in found}
    columns: Columns = {
        "サーバーの利用者": "name",
        "事業所": lambda one: "・".join(offices[one.name]),
        "サーバーに": lambda one: "います" if one.is_there else "いません",
    }
    rows = [{**as_data(one, "name is_there"), "offices": offices[one.name]} for one in found]
    desk.show({"rows": rows}, table_of(found, columns))


@server_role_group.command("set")
@click.argument("name")
@_OFFICES
@pass_desk
def set_role(desk: Desk, name: str, offices: tuple[str, ...]) -> None:
    """サーバーの利用者に、見せる事業所を決める(前に決めたものは替わる)。"""
    from ui.bootstrap import office_place

    ids = frozenset(map(desk.office_id, offices))
    names = [office.name for office in desk.queries.offices() if office.id in ids]
    with office_place(desk.folder).roles(desk.store) as roles:
        desk.show_done(roles.set(name, ids, names))


@server_role_group.command("remove")
@click.argument("name")
@pass_desk
def remove_role(desk: Desk, name: str) -> None:
    """サーバーの利用者に、何も見せなくする。"""
    from ui.bootstrap import office_place

    with office_place(desk.folder).roles(desk.store) as roles:
        desk.show_done(roles.remove(name))
