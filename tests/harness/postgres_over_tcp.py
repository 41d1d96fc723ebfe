"""A way to the tests' PostgreSQL over TCP, as to another machine: in clear text, or by TLS with a certificate."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from pathlib import Path
from types import TracebackType

import trustme

ELSEWHERE = "127.0.0.2"  # of this machine, and Topaz takes it for another: only 127.0.0.1 is here
SSL_REQUEST = struct.pack(
    "!II", 8, 80877103
)  # https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL
GSS_REQUEST = struct.pack("!II", 8, 80877104)


class OverTcp:
    """Listens at ELSEWHERE, and passes everything on to the socket of a server (`folder`). With `keep`, a folder, it
    speaks TLS; the certificate of its authority is `ca_file`."""

    def __init__(self, folder: Path, keep: Path | None = None) -> None:
        self.begun: list[bytes] = []  # with what each began that did not ask for encryption, or got it
        self._to = str(folder / ".s.PGSQL.5432")
        self._listens = socket.create_server((ELSEWHERE, 0))
        self.port = self._listens.getsockname()[1]
        self._tls: ssl.SSLContext | None = None
        if keep is not None:
            ca, self._tls, self.ca_file = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), keep / "ca.pem"
            ca.issue_cert(ELSEWHERE).configure_cert(self._tls)
            ca.cert_pem.write_to_path(str(self.ca_file))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> OverTcp:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listens.shutdown(socket.SHUT_RDWR)
        self._listens.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listens.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(near,), daemon=True).start()

    def _pass_on(self, near: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as far, near:
            try:
                opened, begun = self._begun(near)
                far.connect(self._to)
                far.sendall(begun)
                back = threading.Thread(target=_copy, args=(far, opened), daemon=True)
                back.start()
                _copy(opened, far)
                back.join()
                opened.close()
            except OSError:  # who connects may end it at any point: that is what is tried
                return

    def _begun(self, near: socket.socket) -> tuple[socket.socket, bytes]:
        """The line after what is asked of encryption has been answered, and what was said on it already."""
        while True:
            asked = near.recv(8, socket.MSG_WAITALL)
            if asked == SSL_REQUEST and self._tls:
                near.sendall(b"S")
                return self._tls.wrap_socket(near, server_side=True), b""
            if asked not in (SSL_REQUEST, GSS_REQUEST):
                if asked:  # who only looked in said nothing
                    self.begun.append(asked)
                return near, asked
            near.sendall(b"N")


def _copy(come: socket.socket, go: socket.socket) -> None:
    """Until nothing comes any more."""
    with contextlib.suppress(OSError):
        while data := come.recv(65536):
            go.sendall(data)
    with contextlib.suppress(OSError):
        go.shutdown(socket.SHUT_WR)
