"""Servers of this machine, good ones and bad ones, for the tests of what is downloaded."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from textcls.downloads import Mirror


@contextmanager
def server(content: bytes, status: int = 200, sent: int | None = None) -> Iterator[str]:
    """Serve bytes at an address; with ``sent``, break off after so many."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:sent])

        def log_message(self, *arguments):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/file"
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def mirror(address: str, content: bytes) -> Mirror:
    return Mirror(address, hashlib.sha256(content).hexdigest())


def written(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.rglob("*"))
