"""The model in numpy agrees with the published one, and a text's vector depends on the text alone."""

import numpy as np
import pytest

from pipelines.embed.minilm import DIMENSIONS, read_model

TEXTS = ["shoegaze, dream pop; dreamy; by Moth Season", "jazz; no mood; by Wren", "x", "techno " * 300]


def test_cosines_agree_with_the_model_card() -> None:
    """all-MiniLM-L6-v2: "happy person" against dog 0.695, very happy person 0.943, sunny day 0.257."""
    texts = [
        "That is a happy person",
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day",
    ]
    vectors = read_model().encode(texts)
    assert np.round(vectors[1:] @ vectors[0], 3) == pytest.approx([0.695, 0.943, 0.257], abs=0.001)


def test_vectors_are_bit_equal_whatever_else_is_encoded() -> None:
    together = read_model().encode(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert read_model().encode([text])[0].tobytes() == row.tobytes()
    assert read_model().encode(TEXTS[::-1]).tobytes() == together[::-1].tobytes()


def test_vectors_have_length_one_and_long_texts_are_cut() -> None:
    """300 words are more than the 256 tokens that the model reads; 400 give the same vector."""
    vectors = read_model().encode([*TEXTS, "techno " * 400])
    assert vectors.shape == (5, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-6)
    assert vectors[3].tobytes() == vectors[4].tobytes()


def test_no_texts_give_no_rows() -> None:
    assert read_model().encode([]).shape == (0, DIMENSIONS)
