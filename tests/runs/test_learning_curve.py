"""The run of the far end of the learning curve: its record, and one point of it measured again."""

import json
from pathlib import Path

import pytest

from textcls.advantage.learning_curve import errors_by_size
from textcls.models.linear import nb_logistic_regression, ngram_counter
from textcls.runs import learning_curve
from textcls.synthetic import reviews

from .conftest import marked_reviews

RECORD = Path(__file__).parents[2] / "book" / "results" / "learning_curve.json"


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_record_is_of_the_sizes_and_draws_in_the_code(record):
    assert tuple(record["sizes"]) == learning_curve.SIZES
    assert record["n_test"] == learning_curve.N_TEST
    assert len(record["errors"]) == learning_curve.DRAWS
    assert {len(row) for row in record["errors"]} == {len(learning_curve.SIZES)}


def test_a_recorded_error_is_measured_again(record, tmp_path):
    again = learning_curve.reproduce_learning_curve(
        tmp_path / "run.json", sizes=[record["sizes"][0]], draws=1, cache=tmp_path, progress=False
    )
    assert again["errors"] == [[pytest.approx(record["errors"][0][0], abs=0.002)]]
    assert again.keys() == record.keys()


def test_every_size_and_draw_has_reviews_of_its_own(watched):
    made = json.loads((watched("learning_curve").folder / "curve.json").read_text())
    for draw, row in enumerate(made["errors"]):
        for size, error in zip(made["sizes"], row, strict=True):
            corpus = marked_reviews(size, 40, draw)
            model = nb_logistic_regression().fit(corpus.train.texts, corpus.train.labels)
            assert error == pytest.approx(1 - model.score(corpus.test.texts, corpus.test.labels))


def test_the_model_is_that_of_the_page():
    """The chapter counts n-grams once for all sizes; the run counts those of its own rows."""
    corpus = reviews.load(400, 200)
    counter = ngram_counter()
    X, X_test = counter.fit_transform(corpus.train.texts), counter.transform(corpus.test.texts)
    model = nb_logistic_regression()[-1]
    y, y_test = corpus.train.labels, corpus.test.labels
    (error,) = errors_by_size(model, X, y, X_test, y_test, [400])
    result = learning_curve._error(400, 0, 200)
    assert result.record["error"] == pytest.approx(error)
