"""A step recorded on the command line is called in the history as one of the window: with the name."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest

from app.domain.certificate import CertificateStatus, ReplaceCause
from app.usecases.settings.sample_office import sample_list
from db.store import SqliteStore
from tests.conftest import TODAY
from tests.e2e.test_name_commands import picture
from tests.usecases.households import family, run, sheet
from ui.bootstrap import create_sample_folder, open_data_folder
from ui.cli import main
from ui.cli.commands import shikaku

S = CertificateStatus
HEAD, SPOUSE, CHILD, GAIJI = "髙橋\u3000見本", "髙橋\u3000清", "髙橋\u3000見太", "架空\u3000\ue000子"
KEY, SPOUSE_KEY, CHILD_KEY, GAIJI_KEY = (f"2001-101-0{n}" for n in range(4))
OUT, READY, OLD, BACK = "@out", "@ready", "@old", "@back"
"""Stand for issue numbers."""

STEPS: tuple[tuple[tuple[str, str], ...], ...] = (
    ((f"hand-out {READY}", f"配付 {SPOUSE}"),),
    ((f"hand-over {READY}", f"配付 {SPOUSE}"),),
    ((f"take-back {OUT}", f"回収 {HEAD}"),),
    ((f"collect {OUT}", f"回収 {HEAD}"),),
    ((f"collect {OUT} {OLD}", "回収 2枚"),),
    # A paper on record together with one that is not, as from the list of the window.
    ((f"collect {OUT} {GAIJI_KEY}", "回収 2枚"),),
    ((f"take-back {OUT} {OLD}", f"回収 {HEAD} ほか1名"),),
    ((f"exchange {READY}", f"引き換え {SPOUSE}"),),
    (
        (f"forward {BACK}", f"返送 {CHILD}"),
        ("shipment 1 --tracking 1234-5678", "問い合わせ番号 R8.11.23発送分"),
        ("shipment 1 --confirmed", "健保の受領 R8.11.23発送分"),
        ("shipment 1 --unconfirmed", "健保の受領の取消 R8.11.23発送分"),
        (f"shipment-paper 1 {BACK} --became lost", f"郵送中の紛失 {CHILD}"),
        (f"shipment-paper 1 {BACK} --became arrived", f"健保への到着 {CHILD}"),
    ),
    ((f"lost {OUT} --reason 旅先", f"紛失 {HEAD}"), (f"found {OUT}", f"証が見つかった {HEAD}")),
    ((f"damage {OUT} --reason 雨", f"破損 {HEAD}"),),
    ((f"uncollectable {OUT} --without-attempt 出国", f"回収不能 {HEAD}"),),
    (
        (f"misdelivery {OUT} --note 来客", f"誤交付 {HEAD}"),
        ("misdelivery --settle 1 told", f"誤交付の対応 {HEAD}"),
    ),
    ((f"elderly collect {SPOUSE_KEY}", f"高齢受給者証 回収済 {SPOUSE}"),),
    ((f"elderly issued {SPOUSE_KEY} --expires 2027-04-30", f"高齢受給者証 {SPOUSE}"),),
    ((f"contact {KEY} --means phone", f"声かけ {HEAD}"),),
    ((f"language {KEY} --to vi", f"案内のことば {HEAD}"),),
    (
        (
            f"answer-question {SPOUSE_KEY} --about copay_missing --answer as_listed --by 適用課",
            f"健保の答え {SPOUSE}",
        ),
    ),
    ((f"defer {READY} --kind hand_out --due 2026-12-01 --reason 出張", f"期日の変更 {SPOUSE}"),),
    ((f"rename {CHILD_KEY} --name 髙橋太郎", f"氏名変更 {CHILD}"),),
    (
        (
            f"add-dependant {KEY} --name 髙橋次郎 --relationship 子 --born 2026-11-01 --since 2026-11-01",
            "扶養追加 髙橋次郎",
        ),
    ),
    ((f"change-insured {CHILD_KEY} --to 2001-102-00 --since 2026-11-01 --branch 09", f"扶養替え {CHILD}"),),
    ((f"move {KEY} --office 2001 --department 経理部", f"異動 {HEAD}"),),
    ((f"rehire {KEY} --since 2026-11-20 --number 999", f"再雇用 {HEAD}"),),
    ((f"copay {SPOUSE_KEY} --rate 2 --since 2026-12-01", f"割合変更 {SPOUSE}"),),
    ((f"stage {KEY} --to declined", f"マイナ保険証 登録しない {HEAD}"),),
    ((f"card-expires {KEY} --on 2027-05-01", f"電子証明書の期限 {HEAD}"),),
    ((f"leave {KEY} --retired 2026-11-20", f"退職 {HEAD}"), (f"cancel-leave {KEY}", f"退職の取消 {HEAD}")),
    ((f"stays-insured {KEY} --since 2026-01-01 --reason 海外勤務", f"国内に住所なし {HEAD}"),),
    (
        (f"rename {CHILD_KEY} --name 髙橋太郎 --on 2026-12-01", f"氏名変更の予定 {CHILD}"),
        ("ahead 1 --drop", f"氏名変更の予定の取りやめ {CHILD}"),
    ),
    (
        (f"names agree {GAIJI_KEY} U+E000 --text 吉", f"代わりの文字 {GAIJI}"),
        (f"names withdraw {GAIJI_KEY} U+E000", f"代わりの文字の取消 {GAIJI}"),
        (f"names picture {GAIJI_KEY} U+E000 character.png", f"代わりの文字 {GAIJI}"),
        (f"names sheet {KEY} --registered 髙橋本名", f"証の記載 {HEAD}"),
    ),
    (
        ("drawer begin", "引き出しの照合を始める"),
        (f"drawer find {READY}", f"照合 {SPOUSE}"),
        ("drawer close", "引き出しの照合を終える"),
    ),
    (
        (f"collect {OLD}", f"回収 {SPOUSE}"),
        (f"print --member {CHILD_KEY} --pdf a.pdf", f"印刷の準備 {CHILD}"),
        ("stopped 1 --last-good 0 --found 1=damaged", "印刷作業1の紙づまりの処理"),
        ("resume 1 --pdf b.pdf", "印刷作業1の出力 1枚"),
        ("confirm 1", "印刷作業1の確認"),
    ),
    (
        (f"print --member {CHILD_KEY} --pdf a.pdf", f"印刷の準備 {CHILD}"),
        ("stopped 1 --last-good 0", "印刷作業1の紙づまりの処理"),
        ("give-up 1", "印刷作業1の残りの取消"),
    ),
    (("status --give", "状況回答の控え R8.11.23"),),
    (("users numbers mask", "記号・番号を伏せる設定"),),
    (("retention years 3", "保存期間の変更 3年"),),
    (("layout card-a4", "様式の変更"),),
    (("rules load mihon", "規則の読み込み 46件"),),
    (("society set --name 架空健保", "健保の情報の変更"),),
    (("society forms forms.toml", "届の様式の変更"),),
    # At two of the family's numbers the list has another human: held. It has no day: what differs is asked.
    (
        ("import list.csv", "取込 新規88名 変更1名"),
        ("settle 1 --theirs", f"突合 一覧のとおりにした {SPOUSE}"),
        ("settle 2 3 --ours", f"突合 名簿のままにした {SPOUSE}"),
    ),
    (("parcel write up.shikaku-parcel --secret-file secret.txt", "連携ファイルの書き出し 本社 第1便"),),
)
"""What is typed, and what the step is then called; a run that leaves is three steps."""

OTHERS: frozenset[str] = frozenset(
    "init demo restore backup backups verify passphrase undo history members show due form rule screens"
    " manual schema loss-counts calendar slip export compare differences imports erase news"
    " succession offices".split()
) | {"rules show", "rules check", "rules compare", "rules export", "society show"}
# Of two folders or of a society: tests/e2e/test_parcel_commands.py, test_batch_commands.py.
OTHERS |= {f"parcel {one}" for one in ("offices", "show", "status", "conflicts", "merge", "settle")}
# Of several people: tests/e2e/test_user_commands.py.
OTHERS |= {f"users {one}" for one in ("list", "add", "role", "passphrase", "recovery", "remove")}
# Of people who left years ago: tests/e2e/test_retention_commands.py.
OTHERS |= {f"retention {one}" for one in ("list", "purge", "backups")}
# Of a server: tests/e2e/test_server_commands.py.
OTHERS |= {f"server-role {one}" for one in ("list", "set", "remove")}
OTHERS |= {f"keyring {one}" for one in ("status", "keep", "forget", "server-password")} | {"move-to", "join"}
OTHERS |= {
    "society key",
    "society batch",
    "society reconcile",
    "batch show",
    "batch key",
    "batch report",
    "batch take",
}
"""Commands that record nothing, or no step of the office's work."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("office") / "data"
    create_sample_folder(folder)
    store = open_data_folder(folder, None)
    assert isinstance(store, SqliteStore)
    head, spouse, child = family(store)
    numbers: dict[str, str] = {}

    def papers(tx) -> None:
        tx.save_person(replace(child, id=None, branch_number="03", name=GAIJI, kana="カクウ コ"))
        tx.save_person(replace(head, id=None, number="102", name="架空\u3000母", kana="カクウ ハハ"))
        for stand_in, who, status in (
            (OUT, head, S.HANDED_OUT),
            (OLD, spouse, S.SUPERSEDED),
            (READY, spouse, S.READY),
            (BACK, child, S.COLLECTED),
        ):
            cause = ReplaceCause.NAME if status is S.SUPERSEDED else None
            made = tx.save_certificate(replace(sheet(who, status), replace_cause=cause))
            numbers[stand_in] = made.issue_number

    run(store, papers, "証")
    store.close()
    return folder, numbers


@pytest.fixture
def folder(office: tuple[Path, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(office[0], tmp_path / "data")
    (tmp_path / "list.csv").write_bytes(sample_list(TODAY))
    picture(tmp_path / "character.png")
    (tmp_path / "secret.txt").write_text("えんぴつ 灯台 みかん 自転車", "utf-8")
    (tmp_path / "forms.toml").write_text('[loss]\ntitle = "届"\nblock = [{ text = "届" }]\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.mark.parametrize("steps", STEPS, ids=lambda steps: steps[0][0].partition(" 2001")[0][:24])
def test_the_command_line_speaks_as_the_window(
    folder: Path, office: tuple[Path, dict[str, str]], steps: tuple[tuple[str, str], ...]
) -> None:
    for typed, expected in steps:
        words = [office[1].get(word, word) for word in typed.split(" ")]
        with pytest.raises(SystemExit) as end:
            main(["--data", str(folder), "--today", TODAY.isoformat(), *words])
        assert not end.value.code
        store = open_data_folder(folder, None)
        called = [row.label for row in store.queries.operations(3)]
        store.close()
        assert expected in called, typed


def test_no_command_that_records_is_missing_above() -> None:
    def leaves(group: click.Group, before: str = "") -> Iterator[str]:
        for name, command in group.commands.items():
            yield from leaves(command, f"{name} ") if isinstance(command, click.Group) else [before + name]

    typed = [step for steps in STEPS for step, _ in steps]
    silent = [
        name
        for name in leaves(shikaku)
        if name not in OTHERS and not any(step.startswith(name) for step in typed)
    ]
    assert silent == ["drawer status"]
