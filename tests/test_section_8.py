"""What chapter 8 finds on the invented texts."""

import numpy as np
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from textcls.synthetic import news, reviews
from textcls.synthetic.months import about_albums


def linear_model(texts, labels, vectors):
    return LogisticRegression(C=10).fit(vectors.transform(texts), labels)


def test_film_labels_replace_album_labels():
    films, pool = reviews.load(n_train=2000, n_test=800), reviews.make_reviews(50, seed=7)
    hashing = HashingVectorizer(ngram_range=(1, 2), n_features=2**14)
    X_test = hashing.transform(about_albums(films.test.texts))
    borrowed = linear_model(films.train.texts, films.train.labels, hashing)
    own = linear_model(about_albums(pool.texts), pool.labels, hashing)
    y = films.test.labels
    assert borrowed.score(X_test, y) > own.score(X_test, y) + 0.1


def test_vectors_from_films_harm_on_news():
    films, items = reviews.make_reviews(1500), news.load(n_train=1500, n_test=500)
    few = items.train.take(range(80))
    scores = []
    for texts in (films.texts, items.train.texts):
        svd = TruncatedSVD(50, random_state=0)
        vectors = make_pipeline(TfidfVectorizer(sublinear_tf=True), svd).fit(texts)
        model = linear_model(few.texts, few.labels, vectors)
        scores.append(model.score(vectors.transform(items.test.texts), items.test.labels))
    plain = TfidfVectorizer(sublinear_tf=True).fit(few.texts)
    model = linear_model(few.texts, few.labels, plain)
    without = model.score(plain.transform(items.test.texts), items.test.labels)
    assert scores[0] + 0.1 < min(scores[1], without)


def test_two_halves_agree_more_on_the_answer_than_on_its_strongest_word():
    rows = reviews.load(n_train=4000, n_test=800)
    words = CountVectorizer(binary=True, min_df=5).fit(rows.train.texts)
    X, X_test = words.transform(rows.train.texts), words.transform(rows.test.texts)
    halves = [slice(0, 2000), slice(2000, 4000)]
    models = [LogisticRegression().fit(X[half], rows.train.labels[half]) for half in halves]
    first, second = (model.predict(X_test) for model in models)
    sign = np.where(first == 1, 1, -1)[:, None]
    reasons = [np.ravel(X_test.multiply(m.coef_ * sign).tocsr().argmax(axis=1)) for m in models]
    same = first == second
    assert same.mean() > np.mean((reasons[0] == reasons[1])[same]) + 0.2


def test_rare_reviews_get_more_of_the_errors():
    rows = reviews.load(n_train=3000, n_test=1500)
    words = CountVectorizer(ngram_range=(1, 2), min_df=2, binary=True).fit(rows.train.texts)
    model = LogisticRegression(C=0.1, solver="liblinear")
    model.fit(words.transform(rows.train.texts), rows.train.labels)
    films, albums = (words.transform(t) for t in (rows.test.texts, about_albums(rows.test.texts)))
    assert model.score(films, rows.test.labels) > model.score(albums, rows.test.labels) + 0.02
