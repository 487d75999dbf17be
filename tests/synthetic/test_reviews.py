"""The embedded reviews: what they promise about labels, words, lengths and spelling."""

import hashlib
import html
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textcls.corpora.corpus import split_off
from textcls.errors import InputError
from textcls.synthetic import reviews
from textcls.synthetic._reviews_grammar import RULES, RULES_BY_SIGN, WORDS

DIGEST = "585e2f2cc7b1680eda442aca1132c3899f2d5eb8b18499ca5144d6df6ab161b4"

seeds = st.integers(0, 2**64)


@pytest.fixture(scope="module")
def corpus():
    return reviews.make_reviews(5000, seed=0)


@pytest.fixture(scope="module")
def plain(corpus):
    """The texts as a careful reader would clean them."""
    return [html.unescape(text).replace("<br /><br />", " ") for text in corpus.texts]


def words_of(text):
    return re.findall(r"[\w'-]+", text.lower())


# --- determinism -----------------------------------------------------------------------------


def test_the_texts_and_labels_are_the_same_on_every_machine():
    made = reviews.make_reviews(300, seed=7)
    content = "\n".join(made.texts) + str(made.labels.tolist()) + str(made.true_labels.tolist())
    assert hashlib.sha256(content.encode()).hexdigest() == DIGEST


@settings(max_examples=15, deadline=None)
@given(seed=seeds, m=st.integers(1, 30), more=st.integers(0, 30))
def test_a_review_depends_on_its_number_and_the_seed_alone(seed, m, more):
    few, many = reviews.make_reviews(m, seed), reviews.make_reviews(m + more, seed)
    assert many.texts[:m] == few.texts
    assert many.true_labels[:m].tolist() == few.true_labels.tolist()


def test_seeds_differ():
    assert set(reviews.make_reviews(50, seed=1).texts).isdisjoint(
        reviews.make_reviews(50, seed=2).texts
    )


def test_train_and_test_come_from_different_streams():
    corpus = reviews.load(n_train=300, n_test=300, seed=3)
    assert corpus.class_names == ("negative", "positive")
    assert corpus.train.texts == reviews.make_reviews(300, seed=3).texts
    long = {text for text in corpus.train.texts if len(text.split()) > 12}
    assert long.isdisjoint(corpus.test.texts)


# --- labels ----------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(seed=seeds, half=st.integers(1, 40), noise=st.floats(0, 0.49))
def test_classes_balance_and_the_noise_is_exact(seed, half, noise):
    made = reviews.make_reviews(2 * half, seed, label_noise=noise)
    assert made.true_labels.sum() == made.labels.sum() == half
    wrong = made.labels != made.true_labels
    assert wrong.sum() == 2 * round(noise * half)
    assert wrong[made.true_labels == 0].sum() == wrong[made.true_labels == 1].sum()


@settings(max_examples=10, deadline=None)
@given(half=st.integers(0, 20))
def test_an_odd_number_is_as_balanced_as_it_can_be(half):
    assert abs(2 * reviews.make_reviews(2 * half + 1).true_labels.sum() - (2 * half + 1)) == 1


def test_who_knows_the_sentiment_reaches_the_declared_ceiling_exactly(corpus):
    test = reviews.load(n_train=10, n_test=2000).test
    for made in (corpus, test):
        assert np.mean(made.labels == made.true_labels) == reviews.BEST_ACCURACY
    assert reviews.BEST_ACCURACY == 1 - reviews.LABEL_NOISE == 0.95


def test_the_text_settles_the_sentiment(corpus):
    """The ceiling is that of a reader only if equal texts have equal true labels."""
    meanings = defaultdict(set)
    for seed in (0, 1):
        made = reviews.make_reviews(5000, seed)
        for text, label in zip(made.texts, made.true_labels, strict=True):
            meanings[" ".join(words_of(html.unescape(text)))].add(int(label))
    assert all(len(labels) == 1 for labels in meanings.values())


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(("symbol", "factor"), [("praise", 1), ("not_adj", -1)])
def test_negation_turns_the_sign_and_plain_words_keep_it(symbol, factor, sign):
    same, other = (
        {word.strip() for word in WORDS[f"adj{'+' if s * factor > 0 else '-'}"].split(",")}
        for s in (sign, -sign)
    )
    for index in range(100):
        text = reviews._Writer(reviews.Draws(0, 0, index)).write(symbol, sign)
        said = set(text.split())
        assert said & same, text
        assert not said & other, text


def test_words_of_praise_and_blame_stand_in_both_classes(corpus, plain):
    for word in ("good", "great", "bad", "dull", "masterpiece", "mess", "not", "but"):
        hits = [bool(re.search(rf"\b{word}\b", text.lower())) for text in plain]
        share = np.mean(corpus.true_labels[np.array(hits)])
        assert 0.2 < share < 0.8, word


def test_taking_and_splitting_keep_the_true_labels(corpus):
    chosen = corpus.take([5, 3])
    assert chosen.texts == [corpus.texts[5], corpus.texts[3]]
    assert chosen.true_labels.tolist() == corpus.true_labels[[5, 3]].tolist()
    rest, held_out = split_off(corpus, 100)
    assert len(rest.true_labels) == 4900
    assert len(held_out.true_labels) == 100


# --- how hard they are: the record of textcls.runs.reviews ---------------------------------------


@pytest.fixture(scope="module")
def record():
    path = Path(__file__).parents[2] / "book" / "results" / "reviews.json"
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_record_is_of_the_reviews_that_the_grammar_writes_today(record):
    texts = reviews.make_reviews(record["rows"]["train"], seed=record["seeds"][0]).texts
    assert hashlib.sha256("\n".join(texts).encode()).hexdigest() == record["sha256"]


def test_word_order_matters_over_five_corpora(record):
    """What the grammar was made for; its bounds are those of the book's plan."""
    mean = {name: np.mean(model["accuracy"]) for name, model in record["models"].items()}
    assert record["seeds"] == [0, 1, 2, 3, 4]
    assert 0.75 < mean["unigram logistic regression"] <= 0.85
    assert mean["unigram logistic regression"] < mean["NB-weighted 1-3-grams"]
    assert mean["NB-weighted 1-3-grams"] < mean["improved network, 32 units"]
    assert 0.92 <= mean["improved network, 32 units"] < reviews.BEST_ACCURACY


# --- words and lengths -----------------------------------------------------------------------


def test_lengths_have_a_long_right_tail(plain):
    lengths = np.array([len(text.split()) for text in plain])
    assert lengths.min() >= 5
    assert 30 <= np.median(lengths) <= 45
    assert 0.01 < np.mean(lengths > 150) < 0.06
    assert lengths.max() < 400
    logs = np.log(lengths)
    assert abs(np.mean(((logs - logs.mean()) / logs.std()) ** 3)) < 0.5  # symmetric in the log


def test_the_vocabulary_is_rich_and_has_a_tail(plain):
    counts = defaultdict(int)
    for text in plain:
        for word in words_of(text):
            counts[word] += 1
    assert sum(count > 1 for count in counts.values()) >= 1500


def test_some_reviews_were_posted_twice(corpus):
    assert 10 <= len(corpus.texts) - len(set(corpus.texts)) <= 60


# --- spelling and markup ---------------------------------------------------------------------


FAULTS = {
    "leftover": r"[<>{}_*+]|\bNone\b|  | [,.!?]|[.,]{2}|,[.!?]|\n",
    "a before a vowel": r"\b[Aa] [aeioAEIO](?!ne\b)",
    "an before a consonant": r"\b[Aa]n (?![hH](?:our|on|eir))[^aeiouAEIOU]",
    "word said twice": r"\b(\w+) (?:and |or )?\1\b",
    "sentence without a capital": r"^[^A-Z\"]|[.!] [a-z]",
    "no full stop": r"[^.!]$",
}


def faults(text):
    plain = html.unescape(text).replace("<br /><br />", " ")
    return {name for name, pattern in FAULTS.items() if re.search(pattern, plain)}


@settings(max_examples=40, deadline=None)
@given(seed=seeds)
def test_any_seed_gives_clean_prose(seed):
    assert not faults(reviews.make_reviews(1, seed).texts[0])


def test_the_whole_corpus_is_clean_prose_but_for_the_declared_faults(corpus):
    for text in corpus.texts:
        assert not faults(text), text
        assert re.findall(r"<[^>]*>", text) in ([], ["<br />"] * 2, ["<br />"] * 4)
        assert set(re.findall(r"&#?\w+;", text)) <= {"&amp;", "&quot;", "&#x27;"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("It is {adj}.", "leftover"),
        ("It  is good.", "leftover"),
        ("It is good , really.", "leftover"),
        ("It is a apple.", "a before a vowel"),
        ("It is an mess.", "an before a consonant"),
        ("It is an horrible mess.", "an before a consonant"),
        ("It is is good.", "word said twice"),
        ("It is good and good.", "word said twice"),
        ("it is good.", "sentence without a capital"),
        ("It is good", "no full stop"),
    ],
)
def test_the_check_of_prose_sees_each_fault(text, fault):
    assert faults(text) == {fault}


def test_some_texts_need_cleaning(corpus):
    def share(pattern):
        return np.mean([bool(re.search(pattern, text)) for text in corpus.texts])

    assert 0.05 < share("<br />") < 0.5
    assert 0.03 < share("&quot;|&#x27;|&amp;") < 0.2
    known = {word for text in corpus.texts[:2500] for word in words_of(text)}
    assert any(word not in known for text in corpus.texts[2500:] for word in words_of(text))


def test_every_symbol_has_a_rule_and_every_rule_is_used():
    table = reviews._grammar()
    derived = {"she", "She", "Her", "Lead"}
    used = {"short", "verdict", "opening", "opinion", "setting", "premise", "first_f", "first_m"}
    for _, productions in table.values():
        for production in productions:
            for part in production:
                if not isinstance(part, str):
                    used.add(part[0])
                    for sign in (1, -1):
                        assert (part[0], sign) in table or part[0] in derived, part
    names = {name.rstrip("+-") for name in [*WORDS, *RULES, *RULES_BY_SIGN]}
    assert names <= used


@pytest.mark.parametrize(
    ("phrase", "third"),
    [("fall apart", "falls apart"), ("miss the mark", "misses the mark"), ("fizzle", "fizzles")],
)
def test_verbs_agree(phrase, third):
    assert reviews._third_person(phrase) == third


# --- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n is 0; give a whole number of at least 1"),
        ({"n": 2.5}, "n is 2.5"),
        ({"n": True}, "n is True"),
        ({"n": 10, "seed": -1}, "seed is -1; give a whole number of at least 0"),
        ({"n": 10, "seed": "a"}, "seed is 'a'"),
        ({"n": 10, "label_noise": 0.5}, "label_noise is 0.5; give a number from 0"),
        ({"n": 10, "label_noise": float("nan")}, "label_noise is nan"),
        ({"n": 10, "label_noise": "much"}, "label_noise is 'much'"),
    ],
)
def test_bad_arguments_are_told_apart(arguments, message):
    with pytest.raises(InputError, match=re.escape(message)):
        reviews.make_reviews(**arguments)


@pytest.mark.parametrize("arguments", [{"n_train": 0}, {"n_test": -3}, {"seed": 1.5}])
def test_bad_sizes_of_a_corpus(arguments):
    with pytest.raises(InputError, match=next(iter(arguments))):
        reviews.load(**arguments)
