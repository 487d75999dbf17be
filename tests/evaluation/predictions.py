"""Made-up classifiers: labels and probabilities as any seed gives them."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def predictions(draw, n_classes=None, min_size=1):
    """Draw class numbers of shape (n,) and probabilities of shape (n, classes)."""
    n, k = draw(st.integers(min_size, 60)), n_classes or draw(st.integers(2, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sharpness = draw(st.sampled_from([0.05, 1.0, 20.0]))
    return rng.integers(0, k, n), rng.dirichlet(np.full(k, sharpness), n)
