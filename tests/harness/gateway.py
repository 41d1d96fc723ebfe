"""An SMS gateway on the loopback: a real HTTP server, which answers as it is told and keeps what came."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

import trustme

Answer = tuple[int, bytes] | str
"""A status and a body; or 'hang up': the line breaks off once the request is there."""


class Gateway:
    """`with Gateway((201, b'{"id": "7"}')) as gateway`: each request has the next answer, the last one repeats."""

    def __init__(self, *answers: Answer, folder: Path | None = None) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.requests.append((self.path, dict(self.headers), json.loads(body)))
                answer = gateway.answers.pop(0) if len(gateway.answers) > 1 else gateway.answers[0]
                if isinstance(answer, str):
                    self.close_connection = True
                    return
                status, said = answer
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Nothing: what came is kept."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.ca_file: Path | None = None
        scheme = "http"
        if folder is not None:
            scheme, ca = "https", trustme.CA()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            ca.issue_cert("127.0.0.1").configure_cert(context)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.ca_file = folder / "ca.pem"
            ca.cert_pem.write_to_path(str(self.ca_file))
        self.url = f"{scheme}://127.0.0.1:{self._server.server_port}/v1/send?team=7"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Gateway:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
