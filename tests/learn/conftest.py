"""Small random data sets: users, items, albums that nest in artists, tags."""

import numpy as np
from hypothesis import strategies as st
from scipy import sparse

from pipelines.learn.dataset import Dataset, ItemFacts
from pipelines.learn.weights import Weights


def random_dataset(seed: int, users: int = 12, items: int = 30, tags: int = 4) -> Dataset:
    """Every fifth item has no artist, every third no album; weights from 1 to 5."""
    rng = np.random.default_rng(seed)
    filled = rng.random((users, items)) < 0.3
    weights = sparse.csr_array(np.where(filled, rng.integers(1, 6, (users, items)), 0).astype(np.float64))
    numbers = np.arange(items)
    artists = np.where(numbers % 5 == 0, -1, numbers % 7)
    albums = np.where((numbers % 3 == 0) | (artists < 0), -1, artists * 2 + numbers // 7 % 2)
    tagged = sparse.csr_array(np.where(rng.random((items, tags)) < 0.4, rng.integers(1, 9, (items, tags)), 0.0))
    names = tuple(f"i{number:03}" for number in numbers)
    return Dataset(tuple(f"u{n:03}" for n in range(users)), names, weights, ItemFacts(artists, albums, tagged))


every_weight = st.builds(
    Weights,
    ridge=st.sampled_from([0.5, 3.0, 40.0]),
    dropout=st.sampled_from([0.0, 0.4]),
    user_power=st.sampled_from([0.0, 0.3]),
    item_power=st.sampled_from([0.0, 0.2]),
    artist_rows=st.sampled_from([0.0, 2.0]),
    album_rows=st.sampled_from([0.0, 0.7]),
    tag_rows=st.sampled_from([0.0, 1.5]),
    diagonal_power=st.sampled_from([0.0, 0.6, 1.0]),
    out_power=st.sampled_from([-0.1, 0.0, 0.2]),
)
