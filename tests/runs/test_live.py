"""The model of the page: JavaScript and Keras agree, on any text, to 1e-5."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from textcls.models.live import LiveModel
from textcls.runs.live import Recipe, reproduce, train
from textcls.synthetic import reviews
from textcls.text.cleaning import clean
from textcls.text.tokens import tokenize
from tools import live_data

ROOT = Path(__file__).parents[2]
LIVE = ROOT / "book/site/static/live"

STRANGE = [
    "",
    " \n\t ",
    "?!?!",
    "don't, don’t, DON`T, don´t",
    "3.5 of 1,000; 3. 1990s ½ ² Ⅷ",
    "<br /><br>a<b>c</b> 1 < 2 > 0 <3 <!-- no -->",
    "&lt;br&gt; &amp;amp;lt;i&amp;amp;gt; &eacute; &#233; &#xE9; &#146;s",
    "&#0; &#x110000; &bogus; &lang; &lang &LT;",
    "&amp;" * 9 + "amp;amp;amp;amp;amp;lt;b>",
    "不错的电影！我喜欢。很好 good",
    "映画はとても良かった ﾊﾝｶｸ カタカナ",
    "หนังเรื่องนี้ดีมาก ภาพยนตร์",
    "हिन्दी फ़िल्म अच्छी थी می‌خواهم",
    "👍🏽 👨‍👩‍👧 ☺️ ★★★☆☆ 🎬",
    "ＦＵＬＬ　ＷＩＤＴＨ！ ﬁne ﬂat",
    "e\u0301te\u0301 café naïve İstanbul ΣΊΣΥΦΟΣ straße ǅ",
    "zero\u200bwidth soft\u00adhyphen \u202ertl\u202c \ufeffbom \x92 \x00 \x1f",
    "lone \ud800 surrogate",
    "a_b snake_case x-y e.g. U.S.A. 'quoted' rock'n'roll o''clock",
    "™ © ® € £ ° ± × ÷ 𝒳 𝟙𝟚",
    "word " * 2000,
    "x" * 20_000,
]


def texts(n: int) -> list[str]:
    """Give reviews, strange texts and mixtures of characters of every kind: n in all."""
    draw = Random(0)
    alphabet = "ab C1.,'’`!?<>/&;#x \n-_é́漢かไ👍&lt;&amp;<br />\u200d\u00ad½ﬁ"
    mixed = ["".join(draw.choices(alphabet, k=draw.randrange(60))) for _ in range(n // 2)]
    rest = n - len(STRANGE) - len(mixed)
    return [*STRANGE, *mixed, *reviews.make_reviews(rest, seed=7).texts]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    page = browser.new_page()
    for script in ("text.js", "network.js"):
        page.add_script_tag(path=LIVE / script)
    return page


def test_javascript_cleans_and_splits_as_python_does(page: Page) -> None:
    given = texts(1000)
    here = [[clean(text), tokenize(clean(text))] for text in given]
    there = page.evaluate(
        "texts => texts.map(t => [liveText.clean(t), liveText.tokenize(liveText.clean(t))])", given
    )
    wrong = [x for x in zip(given, here, there, strict=True) if x[1] != x[2]]
    assert not wrong, wrong[:3]


def test_javascript_knows_the_names_that_python_knows(page: Page) -> None:
    from textcls.text.cleaning import _NAMED

    assert set(page.evaluate("liveText.names")) == set(_NAMED)


@pytest.fixture(scope="module")
def small_model() -> LiveModel:
    split = reviews.make_reviews(200, seed=3)
    recipe = Recipe(max_tokens=300, length=40, epochs=1, embedding_dim=6, units=5)
    return train(split, recipe)


@pytest.fixture(scope="module", params=["small", "imdb", "embedded"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param != "small":
        return LIVE / f"model-{request.param}.js"
    path = tmp_path_factory.mktemp("live") / "model-small.js"
    request.getfixturevalue("small_model").save(path, "small")
    return path


def test_javascript_computes_what_keras_computes(page: Page, model: Path) -> None:
    given = texts(1000)
    name = model.stem.removeprefix("model-")
    page.add_script_tag(path=model)
    there = page.evaluate("([name, texts]) => texts.map(liveModels[name].predict)", [name, given])
    here = LiveModel.load(model).predict_proba(given)[:, 1]
    np.testing.assert_allclose(there, here, rtol=0, atol=1e-5)
    assert np.ptp(here) > 0.05  # they do not agree by always saying the same


def test_javascript_explains_by_taking_each_word_away(
    page: Page, small_model: LiveModel, tmp_path: Path
) -> None:
    small_model.save(tmp_path / "model.js", "explained")
    page.add_script_tag(path=tmp_path / "model.js")
    words = ["the", "story", "is", "not", "dull"]
    found = page.evaluate("t => liveModels.explained.explain(t)", " ".join(words))
    without = [" ".join([*words[:i], *words[i + 1 :]]) for i in range(len(words))]
    p, *others = small_model.predict_proba([" ".join(words), *without])[:, 1]
    log_odds = np.log([x / (1 - x) for x in (p, *others)])
    assert found["probability"] == pytest.approx(p, abs=1e-5)
    assert [word["token"] for word in found["words"]] == words
    np.testing.assert_allclose(
        [word["effect"] for word in found["words"]], log_odds[0] - log_odds[1:], atol=1e-4
    )


def test_a_reproduced_model_carries_its_accuracy(tmp_path: Path) -> None:
    corpus = reviews.load(100, 60)
    recipe = Recipe(max_tokens=200, length=30, epochs=1, embedding_dim=4, units=3)
    model = reproduce("x", corpus, recipe, tmp_path, tmp_path, False, cache=tmp_path)
    stored = LiveModel.load(tmp_path / "model-x.js")
    right = stored.predict_proba(corpus.test.texts).argmax(axis=1) == corpus.test.labels
    assert stored.n_test == 60
    assert stored.accuracy == model.accuracy == pytest.approx(right.mean(), abs=1e-5)
    record = json.loads((tmp_path / "live-x.json").read_text())
    assert (record["accuracy"], record["n_train"]) == (stored.accuracy, 100)
    assert record["recipe"]["units"] == 3


@pytest.mark.parametrize(("name", "least"), [("imdb", 0.87), ("embedded", 0.87)])
def test_models_of_the_page_are_the_recorded_ones(name: str, least: float) -> None:
    model = LiveModel.load(LIVE / f"model-{name}.js")
    record = json.loads((ROOT / f"book/results/live-{name}.json").read_text())
    assert (model.accuracy, model.n_test) == (record["accuracy"], record["n_test"])
    assert model.accuracy >= least


def test_weights_and_vocabulary_stay_small() -> None:
    assert sum(path.stat().st_size for path in LIVE.glob("model-*.js")) <= 1.5e6


DESCENTS = [
    {"w1": -1.0, "w2": -1.0, "rate": 2.0, "momentum": 0.0, "steps": 30},
    {"w1": 4.0, "w2": 3.0, "rate": 0.3, "momentum": 0.9, "steps": 200},
    {"w1": -2.0, "w2": 3.0, "rate": 8.0, "momentum": 0.6, "steps": 60},
]


@pytest.mark.parametrize("walk", DESCENTS)
def test_javascript_walks_as_the_package_does(page: Page, walk: dict[str, float]) -> None:
    from textcls.scratch.descent import gradient_descent, momentum
    from textcls.scratch.logistic import gradient, loss
    from textcls.synthetic.customers import make_trial_customers

    X, y = make_trial_customers()
    if page.evaluate("typeof liveDescent") == "undefined":
        page.add_script_tag(path=LIVE / "descent.js")
    data = {"X": X.tolist(), "y": y.tolist()}
    call = "([w, data]) => liveDescent.path([w.w1, w.w2], w, data)"
    there = page.evaluate(call, [walk, data])

    def slope(theta: np.ndarray) -> np.ndarray:
        return gradient(theta, X, y)

    start, steps = [walk["w1"], walk["w2"]], int(walk["steps"])
    here = momentum(slope, start, walk["rate"], steps, walk["momentum"])
    if walk["momentum"] == 0:
        np.testing.assert_allclose(here, gradient_descent(slope, start, walk["rate"], steps))
    np.testing.assert_allclose(there, here, rtol=1e-9, atol=1e-9)
    end = page.evaluate("([theta, data]) => liveDescent.loss(theta, data)", [there[-1], data])
    assert end == pytest.approx(loss(here[-1], X, y), rel=1e-9)


positive = st.floats(0.01, 1e6)


@settings(max_examples=60)
@given(
    law=st.tuples(st.floats(0, 0.3), st.floats(0.1, 10), st.floats(0.1, 1)),
    labels=st.integers(1, 10**6),
    money=st.tuples(positive, positive, positive),
    sale=st.tuples(positive, positive, positive),
)
def test_javascript_counts_money_as_the_package_does(
    page: Page,
    law: tuple[float, float, float],
    labels: int,
    money: tuple[float, float, float],
    sale: tuple[float, float, float],
) -> None:
    from textcls.advantage import economics, learning_curve

    if page.evaluate("typeof liveEconomics") == "undefined":
        page.add_script_tag(path=LIVE / "economics.js")
    there = page.evaluate(
        """([[a, b, c], n, [N, v, p], [price, cost, fixed]]) => [
          liveEconomics.powerLaw(n, {a, b, c}),
          liveEconomics.valueOfLabels(n, 1000, {a, b, c}, {N, v, p}),
          liveEconomics.bestNumberOfLabels({b, c}, {N, v, p}),
          liveEconomics.costPerMillion(price, cost, 0.5),
          liveEconomics.margin(price, cost),
          price > cost ? liveEconomics.breakEven(price, cost, fixed) : -1,
          liveEconomics.profit(price, cost, fixed, n),
        ]""",
        [law, labels, money, sale],
    )
    price, cost, fixed = sale
    names = dict(zip(("predictions", "error_cost", "price"), money, strict=True))
    here = [
        learning_curve.power_law(labels, *law),
        learning_curve.value_of_labels(labels, 1000, law, **names),
        learning_curve.best_number_of_labels(law, **names),
        economics.cost_per_million(price, cost, 0.5),
        economics.margin(price, cost),
        economics.break_even(price, cost, fixed) if price > cost else -1,
        economics.profit(price, cost, fixed, labels),
    ]
    np.testing.assert_allclose(there, np.array(here, float), rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("file", live_data.FILES)
def test_data_of_the_page_are_those_of_the_package(file: str) -> None:
    stored = (LIVE / file).read_text(encoding="utf-8")
    assert stored == live_data.script(file), "run tools/live_data.py"
