"""The form certificates are printed on: shown and chosen."""

from pathlib import Path

import click

from app.output import PDF
from app.usecases.printing import layouts
from ui.cli.desk import TO_WRITE, Desk, pass_desk


def read_form(text: str) -> str:
    """Return what somebody named as Society.layout: one of ours by name, or a TOML file."""
    if text.lower().endswith(".toml"):
        return layouts.read_file(Path(text))
    layouts.layout_name(text)
    return text


@click.command()
@click.argument("form", required=False, metavar="[NAME|FILE]")
@click.option("--pdf", type=TO_WRITE, help="選ばずに、様式の見本をPDFに書く")
@pass_desk
def layout(desk: Desk, form: str | None, pdf: Path | None) -> None:
    """印刷する様式を見る・選ぶ (例 card-a4、健保の様式.toml)。"""
    if pdf is not None:
        place = desk.place(pdf, PDF)
        looked_at = desk.queries.society().layout if form is None else read_form(form)
        place.write(layouts.specimen_pages(looked_at))
        name = layouts.layout_name(looked_at)
        desk.show({"layout": name, "file": str(pdf)}, f"様式「{name}」の見本を {pdf} に書きました。")
        return
    if form is not None:
        wanted = read_form(form)
        desk.record(lambda tx: layouts.choose_layout(tx, wanted), layout=layouts.layout_name(wanted))
        return
    name = layouts.layout_name(desk.queries.society().layout)
    ours = {layout or "jsr-a4": shown for layout, shown in layouts.our_layouts().items()}
    lines = [f"今の様式: {name}", *[f"  {layout}  {shown}" for layout, shown in ours.items()]]
    desk.show({"layout": name, "ours": ours}, "\n".join(lines))
