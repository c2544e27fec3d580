"""How well wishes are read, by code and by the model, on the labelled wishes; writes docs/benchmarks.md.

The model is the sandbox's scripted one; with LINERNOTES_OPENAI_BASE_URL (and LINERNOTES_LLM_MODEL) set it is whatever
stands there. Either way it is asked with the prompt and the schema of a run, by the client of a run, over HTTP.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from bench._sections import machine_and_date, write_section
from bench._wish_labels import HALVES, LANGUAGES, LabelledWish, Score, invented_catalogue, read_labels
from pipelines.domain.hashing import canonical_json
from pipelines.llm import SCRIPTED_MODEL, model_name, schemas, wire
from pipelines.llm.client import Answer
from pipelines.llm.prompt import read_prompt
from pipelines.llm.rules import parse_rules
from pipelines.llm.wish_reader import BY_CODE, ReadWish, ask_inputs, judge
from pipelines.llm.wish_words import detect_language
from pipelines.sandbox import running_sandbox
from pipelines.settings import Settings, read_settings

Reader = Callable[[LabelledWish], ReadWish]
_VOCABULARY = invented_catalogue()
_HALF_NAMES = {"development": "development", "held_out": "held out"}
_OURS = """, which knows
the names of things as the parser does, reads by the nearest cue and adds a rule to every other wish"""
_TEXT = """## Wishes

{count} invented wishes in [bench/labelled_wishes](../bench/labelled_wishes) ({per_language}), written before the
parser learned Spanish, novelty, activities and ranges of years. A rule is right when effect, facet and value are.
Unread recall: of the words that no rule can come from, those that are said to be unread. Exact: all rules, no other
rule, and just the expected words unread. The parser was improved on the development half; of the held-out half only
these figures were looked at. The wishes and the vocabulary are by one hand, so other people's wishes will be read
less well than either half.

The parser is plain code. The model path is the prompt over HTTP, its answer judged against closed values and the
wish's words, and what it passed over read by code; the model here is `{model}`{model_note}.
Of its {asked} answers {invalid} did not fit the schema and were left to code; {refused_words} rules were refused
because their words are not in the wish, {refused_values} because their value does not exist; {by_code} rules came from
words that it passed over.

| reader | half | language | wishes | precision | recall | F1 | unread recall | exact |
|---|---|---|---|---|---|---|---|---|
{rows}

Measured by `python -m bench wishes`, {machine_and_date}.
"""


def measure() -> dict[str, float]:
    """Read every labelled wish both ways, write the section, and give the figures of the held-out half."""
    wishes = read_labels()
    with _model(read_settings()) as (settings, name):
        counts: Counter[str] = Counter()
        readers: dict[str, Reader] = {"parser": _by_code, "model": lambda wish: _by_model(settings, name, wish, counts)}
        scores = {reader: _score(wishes, read) for reader, read in readers.items()}
    sizes = Counter(wish.language for wish in wishes)
    note = _OURS if name == SCRIPTED_MODEL else ""
    text = _TEXT.format(
        count=len(wishes),
        per_language=", ".join(f"{sizes[language]} {language}" for language in LANGUAGES),
        model=name,
        model_note=note,
        asked=len(wishes),
        rows="\n".join(_rows(scores)),
        machine_and_date=machine_and_date(),
        **{key: counts[key] for key in ("invalid", "refused_words", "refused_values", "by_code")},
    )
    write_section("wishes", text)
    figures: dict[str, float] = {}
    for reader, found in scores.items():
        whole = found["held_out", "all"]
        figures |= {
            f"{reader}_f1": whole.f1,
            f"{reader}_unread_recall": whole.unread_recall,
            f"{reader}_exact": whole.exact_share,
        }
    return figures


@contextmanager
def _model(settings: Settings) -> Iterator[tuple[Settings, str]]:
    """Settings that lead to a model, and its name: the one that is set up, else the sandbox's."""
    if settings.openai_base_url is not None or settings.is_live("openai"):
        yield settings, settings.llm_model
        return
    with tempfile.TemporaryDirectory() as folder:
        sandboxed = settings.model_copy(update={"home": Path(folder), "llm_enabled": True})
        with running_sandbox(sandboxed.home / "sandbox", recordings=200, listeners=1):
            sandboxed.__dict__.pop("sandbox_addresses", None)
            name = model_name(sandboxed)
            assert name is not None
            yield sandboxed, name


def _by_code(wish: LabelledWish) -> ReadWish:
    read = parse_rules(wish.text, None, _VOCABULARY)
    return ReadWish(read.rules, BY_CODE, read.unread)


def _by_model(settings: Settings, name: str, wish: LabelledWish, counts: Counter[str]) -> ReadWish:
    prompt = read_prompt("wish_rules")
    lang = detect_language(wish.text)
    body = {
        "model": name,
        "instructions": prompt.text,
        "input": canonical_json(ask_inputs(wish.text, lang)),
        "schema_name": prompt.name,
        "schema": schemas.strict_schema(schemas.WishRules),
        "effort": settings.llm_effort,
        "most_tokens_out": settings.llm_max_output_tokens,
    }
    reply = wire.send(settings, body)
    try:
        value = schemas.WishRules.model_validate_json(reply.text or "")
    except ValidationError:
        counts["invalid"] += 1
        return _by_code(wish)
    read = judge(
        Answer(value, "", name, replayed=False), wish.text, _VOCABULARY, parse_rules(wish.text, lang, _VOCABULARY)
    )
    counts["refused_words"] += read.refused_words
    counts["refused_values"] += read.refused_values
    counts["by_code"] += len(read.by_code)
    return read


def _score(wishes: Sequence[LabelledWish], read: Reader) -> dict[tuple[str, str], Score]:
    """By half and language; the language "all" is all of them."""
    scores = {(half, language): Score() for half in HALVES for language in LANGUAGES}
    for wish in wishes:
        found = read(wish)
        scores[wish.half, wish.language].add(wish, found.all_rules, found.unread)
    for half in HALVES:
        whole = Score()
        for language in LANGUAGES:
            whole = whole.merged(scores[half, language])
        scores[half, "all"] = whole
    return scores


def _rows(scores: dict[str, dict[tuple[str, str], Score]]) -> Iterator[str]:
    for reader, found in scores.items():
        for half in HALVES:
            for language in (*LANGUAGES, "all"):
                one = found[half, language]
                figures = (one.precision, one.recall, one.f1, one.unread_recall, one.exact_share)
                shown = " | ".join(f"{figure:.3f}" for figure in figures)
                yield f"| {reader} | {_HALF_NAMES[half]} | {language} | {one.wishes} | {shown} |"
