"""The article's graph (§2): the notebook's fence and the data are the same graph."""

import re
from pathlib import Path

import nbformat
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textcls.book.concepts import ARTICLE, CHINESE, MEASURED, Graph, from_mermaid
from textcls.errors import InputError
from textcls.models.linear import LogCountRatio
from textcls.synthetic import reviews

NOTEBOOK = Path(__file__).parents[2] / "book" / "02-core-concepts.ipynb"


def fences():
    cells = nbformat.read(NOTEBOOK, as_version=4).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(r"^```mermaid\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_fence_of_the_notebook_is_the_graph_in_the_package():
    assert from_mermaid(fences()[0]) == ARTICLE


def test_the_graph_has_the_articles_letters_and_arrows():
    """Copied by hand from the article's section 2, in its order."""
    arrows = "AB AC BD CD EF EG FG HI HJ IJ KL KM LM"
    assert ["".join(edge) for edge in ARTICLE.edges] == arrows.split()
    assert "".join(ARTICLE.names) == "ABCDEFGHIJKLM"
    assert len(set(ARTICLE.names.values())) == 13


def test_every_node_keeps_its_chinese_name():
    assert list(CHINESE) == list(ARTICLE.names)
    assert len(set(CHINESE.values())) == 13
    roots = {ARTICLE.names[node]: CHINESE[node] for node in ARTICLE.roots}
    assert all(name.endswith("advantage") for name in roots)
    assert all(name.endswith("优势") for name in roots.values())


def test_four_advantages_that_never_meet():
    assert ARTICLE.roots == list("AEHK")
    assert ARTICLE.sinks == list("DGJM")
    assert ["".join(part) for part in ARTICLE.components] == ["ABCD", "EFG", "HIJ", "KLM"]
    assert not ARTICLE.has_loop


def test_every_node_is_measured_in_a_chapter_of_its_own_advantage():
    assert list(MEASURED) == list(ARTICLE.names)
    for part, chapter in zip(ARTICLE.components, "1234", strict=True):
        sections = {MEASURED[node][0][:4] for node in part}
        assert f"02-{chapter}" in sections
        assert sections <= {f"02-{chapter}", "01-b"}


def test_a_node_may_stand_alone():
    assert from_mermaid("graph TB\n A[one]\n B[two]") == Graph({"A": "one", "B": "two"}, ())


def test_a_loop_is_found_wherever_it_lies():
    assert ARTICLE.with_edges(("M", "F"), ("D", "K")).has_loop is False
    assert ARTICLE.with_edges(("M", "F"), ("G", "K")).has_loop is True
    assert ARTICLE.with_edges(("D", "D")).has_loop is True


def test_components_follow_arrows_both_ways():
    graph = Graph(dict.fromkeys("ABCDE", "x"), (("A", "C"), ("B", "C"), ("D", "E")))
    assert graph.components == [["A", "B", "C"], ["D", "E"]]
    assert graph.with_edges(("E", "A")).components == [list("ABCDE")]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("", "does not begin"),
        ("pie\n A[one]", "does not begin"),
        ("graph TB\n A[one] ==> B[two]", "not of the form"),
        ("graph TB\n A[one] --> B[two]\n A[three] --> B", "is called"),
        ("graph TB\n A[one] --> B", "give each node a name"),
        ("graph TB\n A[one] --> B[two]\n A --> B", "twice"),
    ],
)
def test_other_mermaid_is_refused(source, complaint):
    with pytest.raises(InputError, match=complaint):
        from_mermaid(source)


def test_data_make_runs_of_words_worth_more():
    """The chapter's experiment on other reviews than the chapter's."""
    corpus = reviews.load(n_train=4000, n_test=3000, seed=1)
    train, test = corpus.train, corpus.test

    def right(longest, n):
        runs = CountVectorizer(binary=True, ngram_range=(1, longest), min_df=2)
        model = make_pipeline(runs, LogCountRatio(), LogisticRegression(C=0.3, solver="liblinear"))
        model.fit(train.texts[:n], train.labels[:n])
        return (model.predict(test.texts) == test.labels).astype(int)

    gains = {n: right(3, n) - right(1, n) for n in (250, 4000)}
    sums = gains[4000] - gains[250]
    assert sums.mean() > 1.96 * sums.std() / len(sums) ** 0.5
