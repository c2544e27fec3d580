"""Every request of ours to the model's service, and every answer of the sandbox, against OpenAI's own description.

The description (openai/openai-openapi, 3 MB) is not part of this repository: LINERNOTES_OPENAI_SPEC names the file.
"""

import http.client
import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from werkzeug.formparser import parse_form_data

from pipelines.llm import ahead
from pipelines.llm.client import ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import Judgements, PostMap, Proposals, SlateWords, TrendBrief, WishRules
from pipelines.sandbox import Sandbox
from pipelines.settings import ROOT, Settings

SPEC = Path(os.environ.get("LINERNOTES_OPENAI_SPEC", ROOT.parent / "shared" / "specs" / "openai-openapi.yaml"))
WEEK = "2026-W47"
FORMS = {
    "brief": ("trend_brief", TrendBrief),
    "proposals": ("proposals", Proposals),
    "judgement": ("judgement", Judgements),
    "words": ("slate_words", SlateWords),
}
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason=f"OpenAI's description is not at {SPEC}")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as they went over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    answer: bytes


class Recorder:
    """A proxy on loopback that writes down what passes."""

    def __init__(self, target: str) -> None:
        self.exchanges: list[Exchange] = []
        outer, address = self, urlsplit(target)

        class Handler(BaseHTTPRequestHandler):
            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                there = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
                there.request(self.command, self.path, body, dict(self.headers))
                answer = there.getresponse()
                data = answer.read()
                there.close()
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.exchanges.append(Exchange(self.command, self.path, headers, body, answer.status, data))
                self.send_response(answer.status)
                for name in ("content-type", "retry-after", "x-should-retry"):
                    if answer.headers.get(name):
                        self.send_header(name, str(answer.headers[name]))
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_DELETE = _pass_on  # noqa: N815  (names of the base class)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}{address.path}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()


@pytest.fixture
def recorded(house: Settings, sandbox: Sandbox) -> Iterator[list[Exchange]]:
    """All kinds of requests that our client sends: responses, chat, and a batch from upload to removal."""
    recorder = Recorder(sandbox.urls["openai"])
    settings = house.model_copy(update={"openai_base_url": recorder.url})
    wish: dict[str, Any] = {"schema": WishRules, "prompt": read_prompt("wish_rules"), "week": WEEK, "listener_id": None}
    assert ask(settings, room="wish", inputs={"wish": "no rap", "lang": "en"}, **wish) is not None
    missing = {"error": {"message": "no such path", "type": "invalid_request_error", "param": None, "code": None}}
    sandbox.faults.add("openai", "POST", "/v1/responses", 404, body=missing)
    assert ask(settings, room="wish", inputs={"wish": "more jazz", "lang": "en"}, **wish) is not None
    for twist in ("refuse", "truncate"):
        sandbox.faults.add("openai", "POST", "/v1/responses", twist=twist)
        ask(settings, room="wish", inputs={"wish": f"more {twist}", "lang": "en"}, **wish)
    for room, (prompt, schema) in FORMS.items():  # what the sandbox makes of an empty input does not matter
        ask(settings, room=room, prompt=read_prompt(prompt), schema=schema, inputs={}, week=WEEK, listener_id=None)
    asked = [
        Question("post", PostMap, read_prompt("post_map"), {"artist_ids": {"a": "A"}, "post": f"{n}"}, WEEK, None)
        for n in range(4)
    ]
    sandbox.faults.add("openai", "POST", "/v1/batches$", twist="partial")
    while ahead.advance(settings, asked):
        pass
    yield recorder.exchanges
    recorder.server.shutdown()
    recorder.server.server_close()


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    with SPEC.open(encoding="utf8") as file:
        loaded: dict[str, Any] = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def operation(spec: dict[str, Any], exchange: Exchange) -> tuple[str, dict[str, Any]]:
    """The path of the description that an exchange is of, and its operation there."""
    parts = urlsplit(exchange.path).path.removeprefix("/v1").split("/")
    for path, item in spec["paths"].items():
        names = path.split("/")
        fits = all(name == part or name.startswith("{") for name, part in zip(names, parts, strict=False))
        if len(names) == len(parts) and fits and exchange.method.lower() in item:
            return path, item[exchange.method.lower()]
    raise AssertionError(f"{exchange.method} {exchange.path} is not in the description")


def violations(spec: dict[str, Any], schema: dict[str, Any], value: object) -> list[str]:
    registry: Registry[Any] = Registry().with_resource("urn:spec", DRAFT202012.create_resource(spec))
    text = json.dumps(schema).replace('"#/', '"urn:spec#/')
    found = Draft202012Validator(json.loads(text), registry=registry).iter_errors(value)
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:300]}" for one in found]


def request_violations(spec: dict[str, Any], exchange: Exchange) -> list[str]:
    path, wanted = operation(spec, exchange)
    known = {one.get("name"): one for one in wanted.get("parameters", []) if one.get("in") == "query"}
    query = dict(parse_qsl(urlsplit(exchange.path).query))
    found = [f"{path}: unknown parameter {name}" for name in query if name not in known]
    for name, text in query.items():
        if name in known:
            is_number = known[name]["schema"].get("type") == "integer"
            found += violations(spec, known[name]["schema"], int(text) if is_number else text)
    content = wanted.get("requestBody", {}).get("content", {})
    kind = exchange.headers.get("content-type", "").split(";")[0]
    if not exchange.body:
        return found
    if kind not in content:
        return [*found, f"{path}: a body of {kind}"]
    schema = content[kind]["schema"]
    if kind == "application/json":
        return found + violations(spec, schema, json.loads(exchange.body))
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": exchange.headers["content-type"]}
    environ |= {"CONTENT_LENGTH": str(len(exchange.body)), "wsgi.input": BytesIO(exchange.body)}
    _, form, files = parse_form_data(environ)
    found += violations(spec, schema, {**form.to_dict(), **dict.fromkeys(files, "binary")})
    with closing(files["file"]) as file:
        lines = file.read().splitlines()
    return found + [each for line in lines for each in line_violations(spec, json.loads(line))]


def line_violations(spec: dict[str, Any], line: dict[str, Any]) -> list[str]:
    """A line of a batch's input, and the body inside it."""
    body = spec["paths"][line["url"].removeprefix("/v1")]["post"]["requestBody"]["content"]["application/json"]
    frame = [] if set(line) == {"custom_id", "method", "url", "body"} and line["method"] == "POST" else ["frame"]
    return frame + violations(spec, body["schema"], line["body"])


def test_every_request_of_ours_is_as_described(recorded: list[Exchange], spec: dict[str, Any]) -> None:
    kinds = {(one.method, operation(spec, one)[0]) for one in recorded}
    assert kinds >= {
        ("POST", "/responses"),
        ("POST", "/chat/completions"),
        ("POST", "/files"),
        ("GET", "/files"),
        ("GET", "/files/{file_id}/content"),
        ("DELETE", "/files/{file_id}"),
        ("POST", "/batches"),
        ("GET", "/batches/{batch_id}"),
    }
    direct = [json.loads(one.body) for one in recorded if one.path.endswith("/responses")]
    assert {one["text"]["format"]["name"] for one in direct} == {
        "wish_rules",
        *(prompt for prompt, _ in FORMS.values()),
    }
    assert [found for one in recorded for found in request_violations(spec, one)] == []


def test_every_answer_of_the_sandbox_is_as_described(recorded: list[Exchange], spec: dict[str, Any]) -> None:
    found = []
    for one in recorded:
        path, wanted = operation(spec, one)
        content = wanted["responses"]["200"]["content"].get("application/json")
        if one.status != 200 or content is None or path.endswith("/content"):
            continue
        found += [f"{one.method} {path} {each}" for each in violations(spec, content["schema"], json.loads(one.answer))]
    assert found == []


def test_the_check_sees_a_wrong_request(recorded: list[Exchange], spec: dict[str, Any]) -> None:
    (first, *_) = [one for one in recorded if one.path == "/v1/responses"]
    body = json.loads(first.body) | {"input": 7, "max_output_tokens": "many"}
    wrong = Exchange(first.method, first.path, first.headers, json.dumps(body).encode(), 200, b"")
    assert len(request_violations(spec, wrong)) == 2
