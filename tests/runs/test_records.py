"""The recorded runs: the file in the book is whole, obeys its own rules, is shown faithfully."""

import json
from pathlib import Path

import pytest

from textcls.errors import InputError
from textcls.runs import records

RECORDED = Path(__file__).parents[2] / "book" / "results" / "imdb.json"


@pytest.fixture(scope="module")
def run():
    return records.load(RECORDED)


def test_every_model_stands_in_the_table_with_its_own_accuracy(run):
    table = records.score_table(run)
    assert len(table) == len(run["models"])
    for model in run["models"].values():
        row = table.loc[model["title"]]
        mean = sum(r["accuracy"] for r in model["runs"]) / len(model["runs"])
        assert float(row["accuracy"]) == pytest.approx(mean, abs=0.0005)
        low, high = map(float, row["95 % interval"].split("\xa0to\xa0"))
        assert low <= mean <= high


def test_spread_is_shown_for_models_with_several_seeds_only(run):
    table = records.score_table(run)
    for model in run["models"].values():
        shown = table.loc[model["title"], "over seeds ±"]
        assert bool(shown) == (len(model["runs"]) > 1)


def test_points_of_the_figure_are_those_of_the_table(run):
    table = records.score_table(run)
    for title, (mean, low, high) in records.scores(run).items():
        assert f"{mean:.3f}" == table.loc[title, "accuracy"]
        assert f"{low:.3f}\xa0to\xa0{high:.3f}" == table.loc[title, "95 % interval"]


def test_seconds_are_given_for_trained_models_and_epochs_for_networks(run):
    table = records.seconds_table(run)
    for model in run["models"].values():
        trained = "n_parameters" in model["runs"][0]
        assert (model["title"] in table.index) == trained
        if trained:
            assert bool(table.loc[model["title"], "an epoch, core s"]) == model["is_network"]


def test_seconds_are_those_of_work_not_of_the_clock_on_the_wall():
    """What else the machine did must not count."""
    of_work = ("training, core s", "an epoch, core s", "1,000 predictions, core s")
    model = {"title": "M", "runs": [{"n_parameters": 1234}]}
    for i, name in enumerate(("to_train", "per_epoch", "per_1000_predictions"), start=1):
        model[f"core_seconds_{name}"] = {"mean": float(i), "spread": None}
        model[f"seconds_{name}"] = {"mean": 100.0 * i, "spread": None}
    row = records.seconds_table({"models": {"m": model}}).loc["M"]
    assert row.to_dict() == {"parameters": "1,234", **dict(zip(of_work, "123", strict=True))}


def test_recorded_run_is_one_of_the_real_reviews(run):
    assert run["data"]["summary"]["train"]["rows"] == 25_000
    assert run["data"]["summary"]["test"]["rows"] == 25_000
    for model in run["models"].values():
        assert sum(map(sum, model["runs"][0]["confusion"])) == 25_000


def test_accuracies_follow_from_the_confusion_tables(run):
    for model in run["models"].values():
        for one in model["runs"]:
            (a, b), (c, d) = one["confusion"]
            assert one["accuracy"] == pytest.approx((a + d) / (a + b + c + d))


def test_no_text_of_a_review_is_recorded(run):
    def strings(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from (s for v in value.values() for s in strings(v))
        elif isinstance(value, list):
            yield from (s for v in value for s in strings(v))

    assert all(" " not in word for word in strings(run["errors"]["words"]))


@pytest.mark.parametrize("content", ["", "[1]", "{}", "not json", json.dumps({"run": "imdb"})])
def test_what_is_no_recorded_run_is_refused_in_one_sentence(tmp_path, content):
    file = tmp_path / "imdb.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match="is not a recorded run"):
        records.load(file)
