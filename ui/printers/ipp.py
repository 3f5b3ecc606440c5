"""Asks a print server over IPP how jobs and printers are, and has it forget jobs that have ended.

Written out here because what there is under a free licence either needs a compiler or brings a
whole web client along. Source: RFC 8010 (encoding), RFC 8011 (operations and attributes).
"""

import http.client
import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

Attributes = Mapping[str, tuple[Any, ...]]

_CANCEL_JOB, _GET_JOB_ATTRIBUTES, _GET_JOBS, _GET_PRINTER_ATTRIBUTES = 0x0008, 0x0009, 0x000A, 0x000B
# CUPS' own operations.
_GET_DEFAULT, _GET_PRINTERS = 0x4001, 0x4002
_OPERATION, _JOB, _END, _PRINTER, _FIRST_VALUE = 0x01, 0x02, 0x03, 0x04, 0x10
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_BEGIN_COLLECTION, _END_COLLECTION = 0x34, 0x37
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
_WHO, _YES = "requesting-user-name", "\x01"
_FIRST_ERROR, _NOT_FOUND = 0x0400, 0x0406


class IppFailed(OSError):
    """The server could not be reached, or does not know the job or printer."""


class IppUnknown(IppFailed):
    """The server no longer knows the job or printer."""


def ask_job(server: str, number: int, wanted: Sequence[str], *, seconds: float) -> Attributes:
    """Return attributes of a job by name; server as for ask_printer."""
    question = _question(_GET_JOB_ATTRIBUTES, "job-uri", f"ipp://localhost/jobs/{number}", wanted)
    return _answer(server, "/jobs", question, seconds)


def ask_finished(server: str, user: str, wanted: Sequence[str], *, seconds: float) -> list[Attributes]:
    """Return attributes of every job of that user that has ended; server as for ask_printer."""
    whose = (_attribute(_NAME, _WHO, user), _attribute(_BOOLEAN, "my-jobs", _YES))
    which = _attribute(_KEYWORD, "which-jobs", "completed")
    question = _question(_GET_JOBS, "printer-uri", "ipp://localhost/", wanted, *whose, which)
    return [group for tag, group in _groups(_told(server, "/", question, seconds)) if tag == _JOB]


def forget_job(server: str, user: str, number: int, *, seconds: float) -> None:
    """Have the server forget a job of that user that has ended, with its pages.

    Its own program for this (cancel -x) does so only for jobs that have not ended.
    """
    how = (_attribute(_NAME, _WHO, user), _attribute(_BOOLEAN, "purge-job", _YES))
    uri = f"ipp://localhost/jobs/{number}"
    _told(server, "/jobs", _question(_CANCEL_JOB, "job-uri", uri, (), *how), seconds)


def ask_printer(server: str, name: str, wanted: Sequence[str], *, seconds: float) -> Attributes:
    """Return attributes of a queue by name.

    server: a socket's path or host:port, as `lpstat -H` tells it. Raises IppFailed.
    """
    uri = f"ipp://localhost/printers/{quote(name)}"
    question = _question(_GET_PRINTER_ATTRIBUTES, "printer-uri", uri, wanted)
    return _answer(server, "/printers", question, seconds)


def ask_printers(server: str, wanted: Sequence[str], *, seconds: float) -> list[Attributes]:
    """Return attributes of every queue; IppUnknown where the server has none. server as for ask_printer."""
    question = _question(_GET_PRINTERS, "", "", wanted)
    found = _groups(_told(server, "/", question, seconds))
    return [group for tag, group in found if tag == _PRINTER]


def ask_default(server: str, *, seconds: float) -> str:
    """Return the name of the server's own default queue; empty where it has none."""
    try:
        told = _answer(server, "/", _question(_GET_DEFAULT, "", "", ("printer-name",)), seconds)
    except IppUnknown:
        return ""
    return str(told.get("printer-name", ("",))[0])


def _answer(server: str, path: str, question: bytes, seconds: float) -> Attributes:
    found: dict[str, tuple[Any, ...]] = {}
    for _, group in _groups(_told(server, path, question, seconds)):
        found |= group
    return found


def _told(server: str, path: str, question: bytes, seconds: float) -> bytes:
    connection = _Connection(server, seconds)
    try:
        connection.request("POST", path, question, _HEADERS)
        answer = connection.getresponse()
        data = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise IppFailed(str(error)) from error
    finally:
        connection.close()
    if answer.status != http.client.OK or len(data) < 8:
        raise IppFailed(f"HTTP {answer.status}")
    (status,) = struct.unpack_from(">H", data, 2)
    if status == _NOT_FOUND:
        raise IppUnknown(f"IPP {status:#06x}")
    if status >= _FIRST_ERROR:
        raise IppFailed(f"IPP {status:#06x}")
    return data


_HEADERS = {"Content-Type": "application/ipp", "Host": "localhost"}


class _Connection(http.client.HTTPConnection):
    """HTTP to a host, or through the socket file of this PC's server."""

    def __init__(self, server: str, seconds: float) -> None:
        self._path = server if server.startswith("/") else ""
        host, _, port = ("localhost", "", "") if self._path else server.rpartition(":")
        is_number = port.isdecimal()
        super().__init__(host if is_number else server, int(port) if is_number else 631, timeout=seconds)

    def connect(self) -> None:
        """Open the socket file, or the network connection."""
        if not self._path:
            super().connect()
            return
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _question(operation: int, target: str, uri: str, wanted: Sequence[str], *others: bytes) -> bytes:
    parts = [struct.pack(">BBHI", 1, 1, operation, 1), bytes([_OPERATION])]
    parts.append(_attribute(_CHARSET, "attributes-charset", "utf-8"))
    parts.append(_attribute(_LANGUAGE, "attributes-natural-language", "en"))
    if target:
        parts.append(_attribute(_URI, target, uri))
    parts.extend(others)
    for at, name in enumerate(wanted):
        # Further values of the same attribute have no name.
        parts.append(_attribute(_KEYWORD, "" if at else "requested-attributes", name))
    return b"".join(parts) + bytes([_END])


def _attribute(tag: int, name: str, value: str) -> bytes:
    key, data = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(key)) + key + struct.pack(">H", len(data)) + data


def _groups(data: bytes) -> list[tuple[int, Attributes]]:
    """Return each group of attributes with what it is about."""
    groups: list[tuple[int, dict[str, list[Any]]]] = []
    name, depth = "", 0
    for tag, key, value in _values(data):
        if tag < _FIRST_VALUE:
            groups.append((tag, {}))
            continue
        found = groups[-1][1]
        if tag == _END_COLLECTION:
            depth -= 1
        elif tag == _BEGIN_COLLECTION:
            depth += 1
        elif depth == 0:
            name = key or name
            found.setdefault(name, []).append(_value(tag, value))
    return [(tag, {key: tuple(values) for key, values in found.items()}) for tag, found in groups]


def _values(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    at = 8
    while at < len(data) and data[at] != _END:
        tag = data[at]
        at += 1
        if tag < _FIRST_VALUE:
            yield tag, "", b""
            continue
        (length,) = struct.unpack_from(">H", data, at)
        key = data[at + 2 : at + 2 + length].decode("utf-8", "replace")
        at += 2 + length
        (length,) = struct.unpack_from(">H", data, at)
        yield tag, key, data[at + 2 : at + 2 + length]
        at += 2 + length


def _value(tag: int, data: bytes) -> Any:
    if tag in (_INTEGER, _ENUM):
        return struct.unpack(">i", data)[0]
    if tag == _BOOLEAN:
        return data == b"\x01"
    return data.decode("utf-8", "replace")
