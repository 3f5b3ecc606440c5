"""A password on a file that leaves the office: AES, as the program that opens such a file knows it.

Excel asks for it itself, so does a PDF reader; a ZIP with AES opens with 7-Zip and the like.
"""

import io

from app.errors import BadValue

_SHORTEST, _LONGEST = 8, 100


def check_password(password: str) -> None:
    """Raise BadValue where a password is too short, or could be typed in two ways; "" is none."""
    is_typed_alike_everywhere = password.isascii() and password.isprintable()
    if password and not (_SHORTEST <= len(password) <= _LONGEST and is_typed_alike_everywhere):
        raise BadValue("パスワードは半角の英数字と記号で、8文字以上100文字以下にしてください。")


def locked_xlsx(data: bytes, password: str) -> bytes:
    """Return an Excel file that asks for the password."""
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, out)
    return out.getvalue()


def locked_pdf(data: bytes, password: str) -> bytes:
    """Return a PDF that asks for the password."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_zip(name: str, data: bytes, password: str) -> bytes:
    """Return a ZIP with one file in it, which opens with the password."""
    import pyzipper

    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as pack:
        pack.setpassword(password.encode("ascii"))
        pack.writestr(name, data)
    return out.getvalue()
