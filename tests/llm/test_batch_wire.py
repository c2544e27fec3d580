"""The files of a batch, read line by line through the real client from a server on loopback."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest

from pipelines.errors import ServiceError
from pipelines.llm.batch_wire import Seen, read_lines

GOOD = b'{"custom_id": "h", "response": {"status_code": 200, "body": {"id": "r"}}, "error": null}'
EXPIRED = b'{"custom_id": "i", "response": null, "error": {"code": "batch_expired"}}'
SPOILT = [b'{"custom_id": "j", "resp', b"[1]", b'{"response": {}}', b"<html>", b'{"custom_id": "k", "response": "x"}']
SEEN = Seen("b", "completed", output_file_ids=("f",))


class _Files(ThreadingHTTPServer):
    content = b""


@pytest.fixture
def files() -> Iterator[_Files]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-length", str(len(server.content)))
            self.end_headers()
            self.wfile.write(server.content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = _Files(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_line_that_cannot_be_read_is_as_good_as_missing(files: _Files, spoilt: bytes) -> None:
    """Of three lines two are read; a file without any that can be is none of a batch."""
    with openai.OpenAI(base_url=f"http://127.0.0.1:{files.server_port}/v1", api_key="sandbox") as client:
        files.content = b"\n".join([GOOD, spoilt, EXPIRED, b""])
        lines = read_lines(client, SEEN)
        assert [("h", 200, ""), ("i", 0, "batch_expired")] == [
            (key, one.status, one.code) for key, one in lines.items()
        ]
        files.content = spoilt
        with pytest.raises(ServiceError):
            read_lines(client, SEEN)
