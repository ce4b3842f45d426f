"""Why: what the model really wrote is to be held against what was shown, so somebody has to listen in between.

A proxy that passes requests on to the server and keeps, under the case's id, what came back.
"""

from __future__ import annotations

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Recorder:
    """Listens on `address`; `written` holds (case, what the model wrote), in order."""

    def __init__(self, upstream: str, most_tokens: int) -> None:
        """`most_tokens`: answers are cut there, since a very small model may never end by itself."""
        self.written: list[tuple[str, str]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                asked["max_completion_tokens"] = min(asked["max_completion_tokens"], most_tokens)
                request = urllib.request.Request(
                    upstream + self.path.removeprefix("/v1"),
                    data=json.dumps(asked).encode(),
                    headers={"Content-Type": "application/json"},
                )
                with urllib.request.urlopen(request) as answer:
                    body = answer.read()
                content = json.loads(body)["choices"][0]["message"]["content"]
                recorder.written.append((asked["user"], content or ""))
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # the client has given up: its time was over

            def log_message(self, *args: object) -> None:
                """Standard error belongs to the run's own lines."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
