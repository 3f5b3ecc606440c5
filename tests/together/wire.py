"""A wire between programs and their server that can be cut in the middle of a word."""

import selectors
import socket
import threading
from pathlib import Path

from tests.postgres import Server


class Wire:
    """Listens where a server of that place would, and hands on what it hears, byte by byte."""

    def __init__(self, place: Path, server: Server) -> None:
        socket_name = f".s.PGSQL.{server.port}"
        self._server = server.place / socket_name
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(place / socket_name))
        self._listening.listen(64)
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Cut every connection; what was on its way is lost, and new ones are made."""
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                # Others read from it just now: it is shut, not closed.
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    """Gone already."""

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                ours, _ = self._listening.accept()
            except OSError:
                return
            theirs = socket.socket(socket.AF_UNIX)
            try:
                theirs.connect(str(self._server))
            except OSError:
                ours.close()
                theirs.close()
                continue
            self._pairs.append((ours, theirs))
            threading.Thread(target=_hand_on, args=(ours, theirs), daemon=True).start()


def _hand_on(one: socket.socket, other: socket.socket) -> None:
    with one, other, selectors.DefaultSelector() as heard:
        heard.register(one, selectors.EVENT_READ, other)
        heard.register(other, selectors.EVENT_READ, one)
        while True:
            for key, _ in heard.select():
                try:
                    assert isinstance(key.fileobj, socket.socket)
                    told = key.fileobj.recv(65536)
                    key.data.sendall(told)
                except OSError:
                    return
                if not told:
                    return
