"""One song's words by every writer, and how much of each writer's words held; writes docs/writers.md.

The template and the sandbox's scripted model always write; a model that the settings name writes as well, so

    LINERNOTES_LLM_LOCAL=true python -m bench writers
    LINERNOTES_OPENAI_BASE_URL=http://127.0.0.1:8080/v1 LINERNOTES_LLM_MODEL=NAME python -m bench writers

put the small real model, which is started for it, and a model of your own beside them. All write on the same evidence
of one sandbox week, over HTTP and past no cache; other voices are asked for the first song alone.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bench._sections import machine_and_date, write_section
from bench.claims import sandbox_evidence
from explain.arrange import DETAIL, REASON
from explain.checker import CHECKER_VERSION, Checker
from explain.claims import build_claims
from explain.evidence import Evidence, context_row, make_evidence
from explain.faithfulness import Faithfulness
from explain.faithfulness import measure as measure_texts
from explain.findings import Finding
from explain.records import support
from explain.reports import fill_names
from explain.words import CheckedText, check_words
from explain.writers.model import requests
from explain.writers.slots import Slot, SlotText, make_slots, offered
from explain.writers.template import TEMPLATE
from pipelines.domain.hashing import canonical_json
from pipelines.domain.telling import PLAIN, VOICES, Telling, Voice
from pipelines.llm import SCRIPTED_MODEL, model_name, wire
from pipelines.llm.ledger import NOTHING, Used
from pipelines.llm.prices import cost_usd
from pipelines.llm.prompt import read_prompt
from pipelines.llm.schemas import SlateWords, strict_schema
from pipelines.platform import local_model
from pipelines.sandbox.running import running_sandbox
from pipelines.settings import ROOT, Settings, read_settings

PAGE = ROOT / "docs" / "writers.md"
SONGS = 12
LOCAL, OTHER = "local-model", "other-model"
"""Names of the sections of the model on this machine, and of one that the settings name."""
_TEXT = """## {title}

| | |
|---|---|
| first-draft support | {first_support} |
| sentences dropped | {dropped} of {written} |
| slots asked for again | {retried} |
| slots that the template had to write | {fallen} of {slots} |
| published support | {published_support} of {published} sentences |
| share of the score named, mean | {score_named} |
| order of reasons, Kendall's tau | {order_tau} |
| what-ifs exact | {what_ifs} |
| tokens in, out | {tokens_in:,}, {tokens_out:,} |
| cost at the prices of the settings | {cost:.6f} USD |

{words}
Checker version {checker}, prompt `{prompt}`. Measured by `python -m bench writers`, {machine_and_date}.
"""


@dataclass
class Model:
    """A model over the wire, for one report; it counts what it takes."""

    settings: Settings
    name: str
    telling: Telling = field(default_factory=Telling)
    used: Used = NOTHING

    def write(
        self, slots: Sequence[Slot], findings: Mapping[str, Sequence[Finding]] | None = None
    ) -> dict[str, SlotText]:
        """Words of slots, as explain.writers.model asks for them; an answer that does not fit is none."""
        found: dict[str, SlotText] = {}
        prompt = read_prompt("slate_words")
        for number, shorthand in enumerate(requests(self.settings, slots, self.telling)):
            body = {
                "model": self.name,
                "instructions": prompt.text,
                "input": canonical_json(shorthand.input(findings or {}).model_dump(mode="json", exclude_defaults=True)),
                "schema_name": prompt.name,
                "schema": strict_schema(shorthand.form(findings, is_held=self.settings.llm_hold_sentences)),
                "effort": self.settings.llm_effort,
                "most_tokens_out": self.settings.llm_max_output_tokens,
            }
            reply = wire.send(self.settings, body)
            now = reply.used
            self.used = Used(
                self.used.tokens_in + now.tokens_in,
                self.used.tokens_out + now.tokens_out,
                self.used.cached + now.cached,
            )
            try:
                words = SlateWords.model_validate_json(reply.text or "")
            except ValidationError:
                continue  # as in a run: an answer that does not fit gives no words, and the template writes these slots
            found |= shorthand.read(words, self.name, f"{number}")
        return found


@dataclass(frozen=True)
class Desk:
    """The evidence of one listener's week, and what its writers get."""

    evidence: Evidence
    slots: list[Slot]
    checker: Checker
    names: Mapping[str, str]

    @classmethod
    def of(cls, settings: Settings) -> "Desk":
        """One listener of the sandbox world of the claims benchmark, with fewer songs."""
        rows, week, names = next(sandbox_evidence(settings.model_copy(update={"slate_size": SONGS}), listeners=1))
        evidence = make_evidence([*rows, context_row(week, 1)])
        claims = offered(build_claims(evidence))
        return cls(evidence, make_slots(evidence, claims), Checker.of(claims), names)

    def write(
        self, model: Model | None, voice: Voice = PLAIN, slots: Sequence[Slot] | None = None
    ) -> list[CheckedText]:
        """The checked words of a writer, of some slots or of all: retry, dropping and fallback as in a run."""
        slots = self.slots if slots is None else slots
        if model is None:
            return check_words(slots, self.checker, {}, "bench", names=self.names, voice=voice)
        told = replace(model, telling=replace(model.telling, voice=voice))
        found = check_words(
            slots, self.checker, told.write(slots), "bench", again=told.write, names=self.names, voice=voice
        )
        model.used = told.used
        return found

    def faithful(self, texts: Sequence[CheckedText]) -> Faithfulness:
        """Of the finished texts, against the ranks of the evidence."""
        return measure_texts(self.evidence, self.checker, {one.slot: one.text for one in texts}, self._songs())

    def _songs(self) -> list[dict[str, Any]]:
        what_ifs: dict[str, list[dict[str, Any]]] = {}
        for row in self.evidence.rows:
            if row.kind == "what_if":
                payload = row.payload
                what_ifs.setdefault(str(row.recording_id), []).append({**payload, "rank": payload["rank_without"]})
        return [
            {"recording_id": str(about), "rank": song.rank, "what_ifs": what_ifs.get(str(about), [])}
            for about, _, song in self.evidence.songs
        ]


def measure() -> dict[str, float]:
    """First-draft and published support by writer."""
    settings = read_settings()
    desk = Desk.of(settings)
    numbers = _told(desk, None, TEMPLATE, "The template")
    with tempfile.TemporaryDirectory() as folder, running_sandbox(Path(folder), recordings=200, listeners=1) as sandbox:
        at_sandbox = read_settings(llm_local=False).model_copy(
            update={"openai_base_url": sandbox.urls["openai"], "openai_api_key": SecretStr("any")}
        )
        scripted = Model(at_sandbox, SCRIPTED_MODEL)
        numbers |= _told(desk, scripted, "scripted-model", "The scripted model of the sandbox")
    if settings.is_local_model("openai"):
        with tempfile.TemporaryDirectory() as folder, _running_model(Path(folder), settings) as running:
            numbers |= _told(desk, Model(running, running.llm_model), LOCAL, f"A small real model: {running.llm_model}")
    elif (name := model_name(settings)) is not None:
        numbers |= _told(desk, Model(settings, name), OTHER, f"`{name}`")
    return numbers


@contextmanager
def _running_model(home: Path, settings: Settings) -> Iterator[Settings]:
    """The local model of a home of its own, asked for every slot; gone at the end."""
    ours = settings.model_copy(update={"home": home, "llm_slots": read_settings(llm_local=False).llm_slots})
    try:
        local_model.start(ours)
        yield ours
    finally:
        local_model.stop(ours)


def _told(desk: Desk, model: Model | None, section: str, title: str) -> dict[str, float]:
    """Let a writer write, put it into its section, and give the two figures that count."""
    texts = desk.write(model)
    write_section(section, text_of(desk, texts, model, title), PAGE)
    return {
        f"{section} first_draft_support": _first_support(texts, model) or 0.0,
        f"{section} published_support": desk.faithful(texts).as_metrics()["published_support"],
    }


def _first_support(texts: Sequence[CheckedText], model: Model | None) -> float | None:
    """The supported share of the first drafts; None when nothing was written."""
    return support(texts).get("first_draft_support_template" if model is None else "first_draft_support_model")


def text_of(desk: Desk, texts: Sequence[CheckedText], model: Model | None, title: str) -> str:
    """A writer's figures, and its words on the first song."""
    faithful, held = desk.faithful(texts), _first_support(texts, model)
    metrics = faithful.as_metrics()
    written = [one for text in texts for one in text.written]
    return _TEXT.format(
        title=title,
        first_support="nothing was written" if held is None else f"{held:.1%}",
        dropped=sum(not one.is_published for one in written),
        written=len(written),
        retried=f"{support(texts)['words_retried']:.0f}",
        fallen=0 if model is None else sum(text.writer == TEMPLATE and bool(text.request_hash) for text in texts),
        slots=len(texts),
        published_support=f"{metrics['published_support']:.0%}",
        published=faithful.sentences,
        score_named=f"{metrics.get('score_named', 0.0):.0%}",
        order_tau=f"{metrics['order_tau']:.2f}" if "order_tau" in metrics else "no song names two",
        what_ifs=f"{faithful.what_ifs_exact} of {faithful.what_ifs}",
        tokens_in=0 if model is None else model.used.tokens_in,
        tokens_out=0 if model is None else model.used.tokens_out,
        cost=0.0 if model is None else cost_usd(model.settings, model.used, is_batch=False),
        words=_words(desk, texts, model),
        checker=CHECKER_VERSION,
        prompt="none" if model is None else read_prompt("slate_words").version,
        machine_and_date=machine_and_date(),
    )


def _words(desk: Desk, texts: Sequence[CheckedText], model: Model | None) -> str:
    """The first song in every voice."""
    recording, _, song = desk.evidence.songs[0]
    slot = next(one for one in desk.slots if one.about == recording)
    lines = [f"**{song.title}** by {song.artist_name}\n"]
    for voice in VOICES:
        told = texts if voice == PLAIN else desk.write(model, voice, [slot])
        text = next(one for one in told if one.slot == slot.name)
        told_parts = [fill_names(part, desk.names) for name in (REASON, DETAIL) if (part := _part(text, name))]
        lines += [f"> *{voice}*: " + "\n>\n> ".join(told_parts) + "\n"]
        if model is not None and text.writer == TEMPLATE:
            lines += ["By the template: nothing of it held.\n"]
        dropped = [one for one in text.written if not one.is_published]
        lines += [f"Dropped: {one.judgement.text} ({one.why})\n" for one in dropped]
    return "\n".join(lines)


def _part(text: CheckedText, part: str) -> str:
    return " ".join(one.judgement.text for one in text.written if one.part == part)
