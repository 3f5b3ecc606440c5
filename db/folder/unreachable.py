"""Why no connection to a server came about, as far as libpq and the server tell; in either's language."""

import re

CREATE = "createdb -T template0 -E UTF8 --locale=C"
"""How a database is made that can take an office."""

_ASK = "サーバーの管理者に伝えてください。"
_CAUSES: tuple[tuple[str, str], ...] = (
    (
        r"password authentication failed|パスワード認証に失敗",
        (
            "サーバーのパスワードが違うか、その利用者がいません。利用者名を確かめ、"
            "shikaku keyring server-password で入れ直すか、pgpass を直してください。"
        ),
    ),
    (
        r"no password supplied|パスワードが指定されていません",
        (
            "サーバーのパスワードがありません。shikaku keyring server-password で覚えさせるか、"
            "pgpass に書いてください。"
        ),
    ),
    (
        r"does not match host name",
        f"サーバーの証明書が別の名前のものです。アドレスのサーバー名を証明書の名前と同じにするか、{_ASK}",
    ),
    (
        r"certificate verify failed",
        (
            "サーバーの証明書を信用できません(期限が切れたか、知らない認証局のものです)。"
            f"正しい認証局の証明書を sslrootcert に指定するか、{_ASK}"
        ),
    ),
    (
        r"root certificate file|could not read root certificate|weak sslmode",
        (
            "サーバーの証明書を確かめるための認証局の証明書がありません。アドレスに sslrootcert=ファイル"
            "(公の認証局なら sslrootcert=system)を付けてください。"
        ),
    ),
    (
        r"server does not support SSL",
        f"サーバーが暗号(TLS)を使えるようになっていません。ssl = on にするように、{_ASK}",
    ),
    (
        r'database ".*" does not exist|データベース.*存在しません',
        (
            "その名前のデータベースがサーバーにありません。名前を確かめるか、"
            f"{CREATE} で作ってもらってください。"
        ),
    ),
    (
        r'role ".*" does not exist|ロール.*存在しません',
        f"その利用者がサーバーにいません。アドレスの利用者名を確かめるか、{_ASK}",
    ),
    (
        r"pg_hba\.conf|Peer authentication failed|Ident authentication failed",
        (
            "サーバーが、このPCとこの利用者からの接続を許していません。利用者名を確かめるか、"
            f"pg_hba.conf に加えるように、{_ASK}"
        ),
    ),
    (
        r"definition of service|service file",
        "その名前のサービスが pg_service.conf にありません。サービスの名前を確かめてください。",
    ),
    (
        r"too many clients|remaining connection slots|starting up|shutting down|recovery mode",
        f"サーバーが今は接続を受け付けていません。少し待ってからやり直すか、{_ASK}",
    ),
    (
        r"refused|could not translate|resolve host|timeout|timed out|No route|unreachable|No such file",
        (
            "サーバーにつながりません。ネットワーク、サーバーの名前とポートを確かめるか、"
            f"サーバーが動いているか、{_ASK}"
        ),
    ),
)


def cause_of(error: BaseException | None, server: str) -> str:
    """Return the sentence: what the matter is, and what to do. server: how it is called."""
    text = str(error)
    said = next((said for found, said in _CAUSES if re.search(found, text)), "")
    return f"{server} を開けません。" + (said or f"サーバーの答え: {_last_line(text)}。{_ASK}")


def _last_line(text: str) -> str:
    return next(reversed([line.strip() for line in text.splitlines() if line.strip()]), "なし")
