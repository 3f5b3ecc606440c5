"""Today's way: the same table through LibreOffice's mail merge, where it is installed with Python-UNO."""

import csv
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from app.domain.wareki import wareki
from app.printing.values import CertificateFace

_COLUMNS = (
    "記号",
    "番号",
    "氏名",
    "性別",
    "生年月日",
    "資格取得年月日",
    "有効期限",
    "保険者番号",
    "保険者名称",
)
# Runs in the Python that has UNO, not in ours: builds a form with a table, merges, tells the seconds.
_SCRIPT = """
import sys, time, uno
from com.sun.star.beans import PropertyValue
folder, pipe, columns = sys.argv[1], sys.argv[2], sys.argv[3:]
def value(name, given):
    return PropertyValue(name, 0, given, 0)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(240):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.25)
make = lambda name: context.ServiceManager.createInstanceWithContext(name, context)
url = uno.systemPathToFileUrl(folder)
sources = make("com.sun.star.sdb.DatabaseContext")
source = sources.createInstance()
source.URL = "sdbc:flat:" + url
source.Info = (value("Extension", "csv"), value("CharSet", "UTF-8"), value("HeaderLine", True),
               value("FieldDelimiter", ","), value("StringDelimiter", '"'))
source.DatabaseDocument.storeAsURL(url + "/source.odb", ())
sources.registerObject("bench", source)
desktop = make("com.sun.star.frame.Desktop")
form = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (value("Hidden", True),))
form.Text.insertString(form.Text.End, "健康保険資格確認書", False)
table = form.createInstance("com.sun.star.text.TextTable")
table.initialize(len(columns), 2)
form.Text.insertTextContent(form.Text.End, table, False)
for row, column in enumerate(columns):
    table.getCellByPosition(0, row).setString(column)
    master = form.createInstance("com.sun.star.text.fieldmaster.Database")
    master.DataBaseName, master.DataTableName, master.DataColumnName = "bench", "table", column
    field = form.createInstance("com.sun.star.text.textfield.Database")
    field.attachTextFieldMaster(master)
    cell = table.getCellByPosition(1, row)
    cell.insertTextContent(cell.createTextCursor(), field, False)
form.storeAsURL(url + "/form.odt", ())
form.close(True)
merge = make("com.sun.star.text.MailMerge")
merge.DataSourceName, merge.CommandType, merge.Command = "bench", 0, "table"
merge.DocumentURL, merge.OutputURL, merge.OutputType = url + "/form.odt", url, 2
merge.SaveAsSingleFile, merge.SaveFilter, merge.FileNamePrefix = True, "writer_pdf_Export", "merged"
start = time.perf_counter()
merge.execute(())
print(time.perf_counter() - start)
"""


def pages_per_second(sheets: list[CertificateFace]) -> float | None:
    """Return the pages per second of one merge into one PDF; None without LibreOffice."""
    office, python = shutil.which("soffice"), os.environ.get("UNO_PYTHON", "/usr/bin/python3")
    if office is None or subprocess.run([python, "-c", "import uno"], check=False).returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        _write_table(Path(folder) / "table.csv", sheets)
        pipe = f"bench{os.getpid()}"
        server = subprocess.Popen(
            [
                *(office, "--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"),
                f"-env:UserInstallation=file://{folder}/profile",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            told = subprocess.run(
                [python, "-c", _SCRIPT, folder, pipe, *_COLUMNS], check=False, capture_output=True, text=True
            )
        finally:
            server.terminate()
            server.wait()
        if told.returncode or not list(Path(folder).glob("merged*.pdf")):
            print(f"  LibreOffice did not merge: {told.stderr.strip().splitlines()[-1:]}")
            return None
        return len(sheets) / float(told.stdout)


def _write_table(path: Path, sheets: list[CertificateFace]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for face in sheets:
            dates = (wareki(on) for on in (face.born_on, face.qualified_on, face.expires_on))
            writer.writerow(
                [
                    face.symbol,
                    face.number,
                    face.name,
                    face.sex_text,
                    *dates,
                    face.insurer_number,
                    face.insurer_name,
                ]
            )
