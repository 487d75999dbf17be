"""The commands as a user runs them, with good input and with every bad one."""

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from textcls import cli, models
from textcls.corpora import imdb, table
from textcls.corpora.corpus import Corpus, Split

GOOD, BAD = "好评 😀", "bad"  # not in a Windows code page
COLUMNS = ["--text", "review", "--label", "mood"]


def write_table(path, rows, header=("review", "mood")):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def rows(n):
    """Write ``n`` rows of each class, all different."""
    return [
        (f"a {word} thing, number {i}", name)
        for i in range(n)
        for word, name in (("fine", GOOD), ("dull", BAD))
    ]


def run(*arguments):
    """Run a command in this process: exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


def complaint(*arguments):
    """Run a command that has to fail; give its one sentence."""
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("textcls: ") and err.endswith("\n") and err.count("\n") == 1
    assert "Traceback" not in err and "Error" not in err
    return err


def process(*arguments, **options):
    """Start a command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "textcls.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cli")


@pytest.fixture(scope="module")
def training(folder):
    """Train on ten rows of each class, the least that has to work."""
    reviews = write_table(folder / "reviews.csv", rows(10))
    arguments = [reviews, *COLUMNS, "--model", folder / "out.keras", "--epochs", 2, "--json"]
    return run("train", *arguments)


@pytest.fixture(scope="module")
def model(training, folder):
    assert training[0] == 0, training[2]
    return folder / "out.keras"


# --- train ---------------------------------------------------------------------------------


def test_train_reports_every_figure_as_json(training, model):
    found = json.loads(training[1])
    assert found["classes"] == sorted([GOOD, BAD])
    assert found["rows"] == {"train": 16, "test": 4}
    assert found["unit"] == "word"
    assert set(found["results"]) == {"majority", "linear", "network"}
    for result in found["results"].values():
        low, high = result["interval"]
        assert low <= result["accuracy"] <= high
        assert np.sum(result["confusion"]) == result["n"] == 4
        assert {"macro_f1", "log_loss", "seconds"} <= set(result)
    assert found["results"]["majority"]["accuracy"] == 0.5
    assert found["epochs"] == len(found["history"]["val_loss"]) <= 2


def test_train_says_how_little_four_test_texts_prove(training, model):
    notes = " ".join(json.loads(training[1])["notes"])
    assert "4 test texts prove little" in notes
    assert "do not show a difference between the network and the linear model" in notes


def test_train_shows_progress_and_tables_to_people(training, model):
    err = training[2]
    assert "20 texts of 2 classes (bad 10, 好评 😀 10)" in err
    assert "epoch 1 of at most 2" in err
    for word in ("majority", "linear", "network", "95% interval", "macro-F1", "predicted"):
        assert word in err
    assert f"Saved {model}" in err


def test_train_leaves_one_file_behind(training, model, folder):
    assert {path.name for path in folder.iterdir() if "keras" in path.name} == {"out.keras"}


def test_train_overwrites_nothing(model, folder):
    before = model.read_bytes()
    said = complaint("train", folder / "reviews.csv", *COLUMNS, "--model", model)
    assert "exists already and nothing is overwritten" in said
    assert model.read_bytes() == before


def test_train_on_chinese_characters_beats_the_majority(tmp_path):
    """Chinese without spaces, mixed with emoji, through table, network and file."""
    rng = np.random.default_rng(0)
    good, bad = ["好看", "精彩", "感人", "喜欢"], ["难看", "无聊", "失望", "讨厌"]
    things = ["这部电影", "这本书", "演员", "音乐", "故事😀"]
    reviews = [
        (f"{rng.choice(things)}真的很{rng.choice(words)}，第{i}次。", name)
        for i in range(150)
        for words, name in ((good, "好"), (bad, "坏"))
    ]
    path, out = write_table(tmp_path / "中文.csv", reviews), tmp_path / "模型.keras"
    code, printed, err = run("train", path, *COLUMNS, "--model", out, "--epochs", 8, "--json")
    assert code == 0, err
    found = json.loads(printed)
    assert found["unit"] == "character"
    assert "into characters" in err
    network, majority = found["results"]["network"], found["results"]["majority"]
    assert network["interval"][0] > majority["accuracy"] + 0.1
    code, printed, _ = run("predict", out, "这部电影真的很好看😀", "故事很无聊")
    assert [line.split("\t")[0] for line in printed.splitlines()] == ["好", "坏"]


BAD_TABLES = {
    "missing column": (b"text,mood\na,x\nb,y\n", "no column 'review'"),
    "empty file": (b"", "is empty"),
    "header only": (b"review,mood\n", "no rows"),
    "one class": (b"review,mood\na,x\nb,x\n", "only the class 'x'"),
    "empty text": (b"review,mood\na,x\n ,y\n", "no text in column 'review' on line 3"),
    "NaN label": (b"review,mood\na,x\nb,NaN\n", "no label (empty or NaN)"),
    "wrong encoding": ("review,mood\ncafé,x\nb,y\n".encode("latin-1"), "is not UTF-8"),
    "binary junk": (bytes(range(256)) * 8, "binary"),
    "UTF-16": ("review,mood\na,x\n".encode("utf-16"), "is UTF-16"),
    "ragged rows": (b"review,mood\na,b,x\nc,y\n", "line 2 has 3 fields"),
    "one row of a class": (b"review,mood\na,x\nb,x\nc,x\nd,y\n", "single row of class 'y'"),
    "two rows of a class": (b"review,mood\na,x\nb,x\nc,x\nd,y\ne,y\n", "class 'y' has 1 training"),
}


@pytest.mark.parametrize("case", BAD_TABLES)
def test_train_says_what_is_wrong_with_a_table(case, tmp_path):
    content, message = BAD_TABLES[case]
    path = tmp_path / "reviews.csv"
    path.write_bytes(content)
    assert message in complaint("train", path, *COLUMNS, "--model", tmp_path / "out.keras")
    assert [file.name for file in tmp_path.iterdir()] == ["reviews.csv"]
    assert path.read_bytes() == content


def test_train_refuses_a_line_of_100_megabytes(tmp_path):
    path = tmp_path / "reviews.csv"
    with path.open("wb") as file:
        file.write(b"review,mood\na,x\n")
        file.truncate(100_000_000)
    assert "binary" in complaint("train", path, *COLUMNS, "--model", tmp_path / "out.keras")
    with path.open("wb") as file:
        file.write(b"review,mood\na,x\n" + b"word " * 20_000_000)
    assert "longer than" in complaint("train", path, *COLUMNS, "--model", tmp_path / "out.keras")


def test_train_checks_the_target_before_anything_else(tmp_path):
    path = write_table(tmp_path / "reviews.csv", rows(2))
    (tmp_path / "folder.keras").mkdir()
    for target, message in (
        ("out.h5", "ends in .keras"),
        ("missing/out.keras", "there is no folder"),
        ("folder.keras", "it is a folder"),
    ):
        said = complaint("train", path, *COLUMNS, "--model", tmp_path / target)
        assert message in said
    # Not even the table has been looked at.
    assert "ends in .keras" in complaint("train", "none.csv", *COLUMNS, "--model", "out")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX ones")
def test_train_refuses_a_read_only_target(tmp_path, monkeypatch):
    path = write_table(tmp_path / "reviews.csv", rows(2))
    closed = tmp_path / "closed"
    closed.mkdir()
    if os.geteuid() == 0:  # root may write anywhere, so the system's refusal is played

        def refuse(self, **options):
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "touch", refuse)
    else:
        closed.chmod(0o500)
    said = complaint("train", path, *COLUMNS, "--model", closed / "out.keras")
    assert "permission denied" in said
    assert list(closed.iterdir()) == []


def test_test_table_has_to_be_another_one_with_known_classes(tmp_path):
    path = write_table(tmp_path / "reviews.csv", rows(3))
    target = ["--model", tmp_path / "out.keras"]
    assert "the training table itself" in complaint(
        "train", path, *COLUMNS, *target, "--test", path
    )
    other = write_table(tmp_path / "other.csv", [("a", "unheard of")])
    assert "'unheard of' is no class here" in complaint(
        "train", path, *COLUMNS, *target, "--test", other
    )
    assert "no file" in complaint(
        "train", path, *COLUMNS, *target, "--test", tmp_path / "missing.csv"
    )


# --- evaluate ------------------------------------------------------------------------------


def test_evaluate_measures_on_another_table(model, tmp_path):
    other = write_table(tmp_path / "other.csv", rows(20))
    code, out, err = run("evaluate", model, other, *COLUMNS, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["n"] == 40 and found["commonest_class"] == 0.5
    assert 0 <= found["calibration_error"] <= 1
    code, out, _ = run("evaluate", model, other, *COLUMNS)
    assert code == 0
    assert f"accuracy           {found['accuracy']:.3f} (95% interval" in out
    assert GOOD in out


def test_evaluate_refuses_unknown_classes(model, tmp_path):
    other = write_table(tmp_path / "other.csv", [("a", BAD), ("b", "so-so")])
    assert "'so-so' is no class here" in complaint("evaluate", model, other, *COLUMNS)


# --- predict -------------------------------------------------------------------------------


def test_predict_prints_label_and_probability(model):
    code, out, err = run("predict", model, "a fine thing", "dull")
    assert (code, err) == (0, "")
    for line in out.splitlines():
        label, probability = line.split("\t")
        assert label in (GOOD, BAD) and 0.5 <= float(probability) <= 1
    assert len(out.splitlines()) == 2


def test_predict_takes_the_same_texts_from_everywhere(model, tmp_path, monkeypatch):
    texts = ["a fine thing", "不错 😀", 'with, comma and "quotes"', "line\u2028separator"]
    expected = run("predict", model, *texts, "--json")
    assert expected[0] == 0
    for content in ("\n".join(texts) + "\n", "\ufeff" + "\r\n".join(texts)):
        path = tmp_path / "texts.txt"
        path.write_bytes(content.encode())
        assert run("predict", model, "--file", path, "--json") == expected
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
        assert run("predict", model, "--json") == expected


def test_predict_gives_the_numbers_of_the_file_itself(model):
    import keras
    import tensorflow as tf

    texts = ["a fine thing", "不错 😀", "number 3"]
    direct = keras.models.load_model(model).predict(tf.constant(texts), verbose=0)
    _, out, _ = run("predict", model, *texts, "--json")
    for line, row, label in zip(
        out.splitlines(), direct["probabilities"], direct["label"], strict=True
    ):
        found = json.loads(line)
        assert list(found["probabilities"].values()) == row.tolist()
        assert found["label"] == label.decode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"fine\n\ndull\n", "line 2 of"),
        (b"fine\n\xff\xfe\n", "line 2 of"),
        (b"fine\na\0b\n", "binary"),
        (b"word " * 300_000, "1,500,000 characters"),
    ],
)
def test_predict_says_which_line_is_wrong(content, message, tmp_path, monkeypatch):
    path = tmp_path / "texts.txt"
    path.write_bytes(content)
    assert message in complaint("predict", "any.keras", "--file", path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert message in complaint("predict", "any.keras")


def test_predict_refuses_other_bad_input(tmp_path):
    junk = tmp_path / "junk.keras"
    junk.write_bytes(b"\x80\x03junk")
    for arguments, message in (
        ([tmp_path / "none.keras", "a"], "no file"),
        ([tmp_path, "a"], "is a folder"),
        ([junk, "a"], "is not a model that 'textcls train' wrote"),
        ([junk, "a", " "], "text number 2 is empty"),
        ([junk, "\udcff"], "text number 1 is not UTF-8"),
        ([junk, "a", "--file", "b"], "one or the other"),
        ([junk, "--file", tmp_path], "is a folder"),
        ([junk, "--file", tmp_path / "none.txt"], "no file"),
    ):
        assert message in complaint("predict", *arguments)


# --- data and reproduce --------------------------------------------------------------------


def test_data_reviews_writes_a_table_that_train_reads(tmp_path):
    path = tmp_path / "reviews.csv"
    code, out, _ = run("data", "reviews", "--n", 30, "--out", path)
    assert code == 0
    assert "30 reviews, 15 negative, 15 positive" in out
    found = table.read(path, "review", "sentiment")
    assert len(found) == 30
    before = path.read_bytes()
    assert "exists already" in complaint("data", "reviews", "--out", path)
    assert path.read_bytes() == before
    run("data", "reviews", "--n", 30, "--out", tmp_path / "again.csv")
    run("data", "reviews", "--n", 30, "--seed", 1, "--out", tmp_path / "other.csv")
    assert (tmp_path / "again.csv").read_bytes() == before
    assert (tmp_path / "other.csv").read_bytes() != before


def test_data_imdb_prints_counts_and_how_they_were_verified(monkeypatch):
    corpus = Corpus(Split(["a", "b", "b"], [0, 1, 1]), Split(["a"], [0]), ("negative", "positive"))
    source = imdb.Source(Path("aclImdb"), "0" * 64, "counts")
    monkeypatch.setattr(imdb, "load", lambda: corpus)
    monkeypatch.setattr(imdb, "describe_source", lambda: source)
    code, out, _ = run("data", "imdb")
    assert code == 0
    assert "train: 3 reviews, 1 negative, 2 positive" in out
    assert "test: 1 reviews, 1 negative, 0 positive" in out
    assert "verified by its counts" in out
    assert "1 rows of test stand in train" in out


def test_data_ag_news_prints_counts_and_what_was_read(tmp_path, monkeypatch):
    (tmp_path / "train_sample.csv").write_text('"3","a","b"\n"1","c","d"\n', encoding="utf-8")
    (tmp_path / "test.csv").write_text('"4","a","b"\n', encoding="utf-8")
    monkeypatch.setenv("TEXTCLS_DATA", str(tmp_path))
    code, out, _ = run("data", "ag_news")
    assert code == 0
    assert "train_sample.csv: 2 rows, sha256" in out
    assert "2 items, 1 World, 0 Sports, 1 Business, 0 Sci/Tech" in out
    assert "1 rows of test stand in train" in out


def test_reproduce_live_trains_both_models(monkeypatch):
    from textcls.corpora import imdb
    from textcls.runs import live
    from textcls.synthetic import reviews

    asked = []
    monkeypatch.setattr(imdb, "load", lambda: reviews.load(4, 4))

    def trained(name, corpus, recipe):
        asked.append((name, recipe))
        return models.LiveModel([], 1, [], accuracy=0.5, n_test=4)

    monkeypatch.setattr(live, "reproduce", trained)
    code, out, _ = run("reproduce", "live")
    assert code == 0
    assert asked == [("embedded", live.REVIEWS), ("imdb", live.IMDB)]
    assert "imdb: right on 0.5000 of 4 test reviews." in out


@pytest.mark.parametrize(
    "name", ["imdb", "ag_news", "reviews", "learning_curve", "labels", "fine_tuning"]
)
def test_reproduce_records(tmp_path, monkeypatch, name):
    module = import_module(f"textcls.runs.{name}")
    asked = []
    monkeypatch.setattr(module, f"reproduce_{name}", lambda out, **options: asked.append(out))
    code, out, _ = run("reproduce", name, "--out", tmp_path / "run.json")
    assert (code, asked) == (0, [tmp_path / "run.json"])
    assert "Recorded in" in out


def test_fine_tuning_can_be_recorded_before_all_is_finished(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        import_module("textcls.runs.fine_tuning"),
        "reproduce_fine_tuning",
        lambda out, kept_only: asked.append(kept_only),
    )
    for options in ([], ["--kept"]):
        assert run("reproduce", "fine_tuning", "--out", tmp_path / "run.json", *options)[0] == 0
    assert asked == [False, True]


@pytest.mark.parametrize("name", ["questions", "teacher"])
def test_reproduce_asks_the_models_that_are_named(tmp_path, monkeypatch, name):
    module = import_module(f"textcls.runs.{name}")
    asked = []
    monkeypatch.setattr(module, f"reproduce_{name}", lambda out, **options: asked.append(options))
    assert run("reproduce", name, "--out", tmp_path / "run.json")[0] == 0
    assert run("reproduce", name, "--model", "0.5b", "--model", "x.gguf")[0] == 0
    assert [options["models"] for options in asked] == [module.MODELS, ["0.5b", "x.gguf"]]


# --- the command itself --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing command; see 'textcls --help'"),
        (["trian"], "No such command 'trian'"),
        (["train"], "Missing argument"),
        (["train", "a.csv", "--text", "a", "--label", "b"], "Missing option '--model'"),
        (["predict", "a.keras", "--fiel", "b"], "No such option: --fiel"),
        (["data", "reviews", "--out", "a.csv", "--n", "many"], "see 'textcls data reviews --help'"),
        (["train", "a.csv", *COLUMNS, "--model", "a.keras", "--epochs", "0"], "--epochs"),
    ],
)
def test_wrong_usage_is_one_sentence(arguments, message):
    assert message in complaint(*arguments)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "train",
        "evaluate",
        "predict",
        "data ag_news",
        "data imdb",
        "data reviews",
        "reproduce ag_news",
        "reproduce fine_tuning",
        "reproduce imdb",
        "reproduce labels",
        "reproduce learning_curve",
        "reproduce live",
        "reproduce questions",
        "reproduce reviews",
        "reproduce teacher",
    ],
)
def test_every_command_has_help(command):
    code, out, err = run(*command.split(), "--help")
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: textcls {command}")


def test_help_does_not_wait_for_large_libraries():
    command = [sys.executable, "-X", "importtime", "-m", "textcls.cli", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "typer" in imported
    assert not imported & {"tensorflow", "keras", "pandas", "sklearn", "scipy", "numpy"}


def test_a_fault_of_the_system_is_one_sentence(monkeypatch):
    def fail(*ignored, **named):
        raise OSError(28, "No space left on device", "out.keras")

    monkeypatch.setattr(models.TextClassifier, "load", fail)
    assert "out.keras: No space left on device" in complaint("predict", "a.keras", "text")


def interrupted(running):
    """Press Ctrl-C, and again as people do: Python drops one that falls into a finaliser."""
    for _ in range(3):
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return running.communicate(timeout=60)
    pytest.fail("three times Ctrl-C did not end it")


def test_interrupt_ends_training_quietly_and_leaves_nothing(tmp_path):
    path = write_table(tmp_path / "reviews.csv", rows(200))
    target = ["--model", tmp_path / "out.keras", "--epochs", 1000]
    with process("train", path, *COLUMNS, *target) as running:
        seen = b""
        while b"epoch 1" not in seen:
            assert running.poll() is None, seen
            seen += running.stderr.read1()
        out, err = interrupted(running)
    assert running.returncode == 130
    assert b"Traceback" not in out + err
    assert [file.name for file in tmp_path.iterdir()] == ["reviews.csv"]


def test_a_reader_who_leaves_is_no_fault():
    with process("--help") as running:
        running.stdout.close()
        assert running.stderr.read() == b""


def test_a_console_without_the_characters_gets_an_escape(model):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    with process("predict", model, "a fine thing", "dull", env=environment) as running:
        out, err = running.communicate()
    assert (running.returncode, err) == (0, b"")
    assert {line.split(b"\t")[0] for line in out.splitlines()} <= {
        BAD.encode(),
        GOOD.encode("cp1252", "backslashreplace"),
    }


def test_faults_of_a_process_of_its_own():
    with process("predict", "missing.keras", "text") as running:
        out, err = running.communicate()
    assert (running.returncode, out) == (2, b"")
    assert err.decode().startswith("textcls: there is no file missing.keras")
