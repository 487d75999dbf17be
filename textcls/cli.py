"""The command line: ``textcls data``, ``train``, ``evaluate``, ``predict`` and ``reproduce``.

What a command finds goes to standard output, progress and complaints to standard error. A fault
that the user can mend is one sentence and exit code 2. No file that exists is ever overwritten,
except the recorded run that ``reproduce`` continues.
"""

from __future__ import annotations

import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import textcls
from textcls import corpora, evaluation, models, runs, synthetic
from textcls.errors import InputError
from textcls.files import replacing, writable

if TYPE_CHECKING:
    from textcls.corpora.corpus import Corpus, Split
    from textcls.models.classifier import TextClassifier

_SETTINGS: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
app = typer.Typer(help="Classify texts, and say how sure one may be of the result.", **_SETTINGS)
data = typer.Typer(help="Fetch or write the book's data.", **_SETTINGS)
reproduce = typer.Typer(help="Train again what the book reports.", **_SETTINGS)
app.add_typer(data, name="data")
app.add_typer(reproduce, name="reproduce")

TableFile = Annotated[Path, typer.Argument(help="CSV, TSV or JSON lines, UTF-8.")]
ModelFile = Annotated[Path, typer.Argument(help="A model that 'textcls train' wrote.")]
TextColumn = Annotated[str, typer.Option("--text", help="Column that holds the texts.")]
LabelColumn = Annotated[str, typer.Option("--label", help="Column that holds the classes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
Seed = Annotated[int, typer.Option(min=0, help="Same seed, same draw.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        What stands after ``textcls``; by default what the process was started with.

    Returns
    -------
    int
        Exit code: 0; 2 after bad input, with one sentence on standard error; 130 after Ctrl-C.

    Examples
    --------
    >>> main(["--version"])
    textcls 0.2.0
    0
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that lacks a character must not fail
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(args=arguments, prog_name="textcls", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        return _complain(f"{error.format_message().rstrip('.')}; see '{_command(error)} --help'.")
    except InputError as error:
        return _complain(str(error))
    except BrokenPipeError:  # the reader, `head` for instance, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _complain(f"{error.filename or 'The system'}: {error.strerror or error}.")
    except (KeyboardInterrupt, typer.Abort):
        return 130
    return code if isinstance(code, int) else 0


def _complain(sentence: str) -> int:
    print("textcls:", " ".join(sentence.split()), file=sys.stderr)
    return 2


def _command(error: Exception) -> str:
    """Name the command that an option or argument was wrong for."""
    return str(getattr(getattr(error, "ctx", None), "command_path", "textcls"))


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"textcls {textcls.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    pass


# --- train ---------------------------------------------------------------------------------


@app.command()
def train(
    table: TableFile,
    text: TextColumn,
    label: LabelColumn,
    model: Annotated[Path, typer.Option("--model", help="File to write, ending in .keras.")],
    test: Annotated[
        Path | None, typer.Option(help="Test on this table instead of a fifth of the rows.")
    ] = None,
    epochs: Annotated[int, typer.Option(min=1, help="At most so many passes.")] = 30,
    seed: Seed = 0,
    as_json: AsJson = False,
) -> None:
    """Train a network on a table of texts and compare it with simpler models."""
    models.check_suffix(model)
    _refuse_existing(model)
    corpus = textcls.own_texts.read(table, text, label, test, seed)
    _say(as_json, _describe(corpus, table, test))

    outcome = textcls.own_texts.train(corpus, epochs, seed, progress=True)
    outcome.classifier.save(model)
    network = outcome.results["network"].report
    _say(as_json, _describe_training(outcome.classifier))
    _say(as_json, f"\nOn the {len(corpus.test)} test texts:\n")
    _say(as_json, outcome.table().to_string(index=False))
    _say(as_json, f"\nThe network's predictions:\n\n{network.confusion_table().to_string()}\n")
    for note in outcome.notes:
        _say(as_json, note)
    _say(as_json, f"Saved {model}.")
    if as_json:
        _print_json({"model": str(model), **outcome.to_dict()})


def _refuse_existing(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise InputError(
            f"{path} exists already and nothing is overwritten; give another name, or delete it"
        )
    writable(path)


def _describe(corpus: Corpus, table: Path, test: Path | None) -> str:
    counted = [*corpus.train.labels, *([] if test else corpus.test.labels)]
    counts = Counter(corpus.class_names[label] for label in counted)
    classes = ", ".join(f"{name} {counts[name]}" for name in corpus.class_names)
    held_out = f"tested on {test}" if test else "a fifth of each class is held out for the test"
    return (
        f"{table}: {len(counted)} texts of {len(counts)} classes ({classes}); "
        f"{len(corpus.train)} to train, {len(corpus.test)} to test, {held_out}."
    )


def _describe_training(classifier: TextClassifier) -> str:
    epochs = len(classifier.history_["loss"])
    rule = {
        "word": "at white space, because at most half of the letters",
        "character": "into characters, because more than half of the letters",
    }[classifier.unit_]
    return (
        f"Trained for {epochs} epoch{'s' if epochs > 1 else ''}; texts are split {rule} "
        "belong to a script without spaces."
    )


# --- evaluate and predict ------------------------------------------------------------------


@app.command()
def evaluate(
    model: ModelFile,
    table: TableFile,
    text: TextColumn,
    label: LabelColumn,
    as_json: AsJson = False,
) -> None:
    """Measure a saved model on another table."""
    rows = corpora.table.read(table, text, label, min_classes=1)
    classifier = models.TextClassifier.load(model)
    names, split = corpora.table.to_split(rows, classifier.classes_.tolist())
    found = classifier.predict_proba(split.texts)
    report = evaluation.evaluate(split.labels, found, names)
    error = evaluation.expected_calibration_error(split.labels, found)
    commonest = int(report.confusion.sum(axis=1).max()) / report.n
    if as_json:
        _print_json({**report.to_dict(), "calibration_error": error, "commonest_class": commonest})
        return
    low, high = report.interval
    typer.echo(f"{table}: {report.n} texts\n")
    typer.echo(f"accuracy           {report.accuracy:.3f} (95% interval {low:.3f} to {high:.3f})")
    typer.echo(f"commonest class    {commonest:.3f}")
    typer.echo(f"macro-F1           {report.macro_f1:.3f}")
    typer.echo(f"log loss           {report.log_loss:.3f}")
    typer.echo(f"calibration error  {error:.3f}")
    typer.echo(f"\n{report.confusion_table().to_string()}")


@app.command()
def predict(
    model: ModelFile,
    texts: Annotated[
        list[str] | None, typer.Argument(help="Texts; by default, see --file.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="Text file, one text a line; by default standard input.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """Print the most probable class of each text and its probability."""
    if texts and file:
        raise InputError("texts and a file of texts were given; give one or the other")
    lines = _from_arguments(texts) if texts else _lines(file)
    classifier = models.TextClassifier.load(model)
    names = classifier.classes_.tolist()
    for row in classifier.predict_proba(lines):
        best = int(row.argmax())
        name, probability = names[best], float(row[best])
        if as_json:
            every = dict(zip(names, map(float, row), strict=True))
            _print_json({"label": name, "probability": probability, "probabilities": every})
        else:
            typer.echo(f"{name}\t{probability:.4f}")


def _from_arguments(texts: Sequence[str]) -> list[str]:
    for number, text in enumerate(texts, start=1):
        if not text.strip():
            raise InputError(f"text number {number} is empty; fill it in or leave it out")
        if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
            raise InputError(f"text number {number} is not UTF-8; convert it first")
    return list(texts)


def _lines(file: Path | None) -> list[str]:
    """Read one text from each line of a file or of standard input, which have to be UTF-8."""
    name = str(file) if file else "standard input"
    if file is None:
        if sys.stdin.isatty():
            print(
                "Type one text a line; end with Ctrl-D (Windows: Ctrl-Z, Enter).", file=sys.stderr
            )
        content = sys.stdin.buffer.read()
    elif file.is_dir():
        raise InputError(f"{file} is a folder; give the name of a text file")
    elif not file.exists():
        raise InputError(f"there is no file {file}; check the name")
    else:
        content = file.read_bytes()
    if not content.strip():
        raise InputError(f"{name} is empty; give one text a line")
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
    return [_decoded(line, f"line {number} of {name}") for number, line in enumerate(lines, 1)]


def _decoded(line: bytes, place: str) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise InputError(f"{place} is not UTF-8; save the file as text in UTF-8") from None
    if "\0" in text:
        raise InputError(f"{place} is binary or UTF-16; save the file as text in UTF-8")
    if not text.strip():
        raise InputError(f"{place} is empty; fill it in or remove it")
    if len(text) > (most := corpora.table.MAX_CHARACTERS):
        raise InputError(f"{place} has {len(text):,} characters; shorten it to {most:,}")
    return text


# --- data and reproduce --------------------------------------------------------------------


@data.command("imdb")
def _imdb() -> None:
    """Fetch the real IMDB reviews, or find them under TEXTCLS_DATA, and check them."""
    corpus = corpora.imdb.load()
    typer.echo(corpora.imdb.describe_source())
    for name, split in (("train", corpus.train), ("test", corpus.test)):
        typer.echo(f"{name}: {_class_counts(split, corpus.class_names)}")
    typer.echo(f"{corpora.duplicates(corpus)}")


def _class_counts(split: Split, names: Iterable[str], what: str = "reviews") -> str:
    counts = (f"{int((split.labels == i).sum())} {name}" for i, name in enumerate(names))
    return f"{len(split)} {what}, {', '.join(counts)}"


@data.command("ag_news")
def _ag_news() -> None:
    """Fetch the real AG News, or find it under TEXTCLS_DATA, and check it."""
    corpus, source = corpora.ag_news.load(), corpora.ag_news.describe_source()
    for split, file in ((corpus.train, source.train), (corpus.test, source.test)):
        typer.echo(f"{file}: {_class_counts(split, corpus.class_names, 'items')}")
    typer.echo(f"{corpora.duplicates(corpus)}")


@data.command("reviews")
def _reviews(
    out: Annotated[Path, typer.Option(help="CSV file to write.")],
    n: Annotated[int, typer.Option("--n", min=2, help="How many reviews.")] = 2000,
    seed: Seed = 0,
) -> None:
    """Write the book's embedded reviews to a table, to try the other commands on."""
    reviews = synthetic.reviews
    _refuse_existing(out)
    split = reviews.make_reviews(n, seed)
    with replacing(out) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["review", "sentiment"])
        writer.writerows(
            (text, reviews.CLASS_NAMES[label])
            for text, label in zip(split.texts, split.labels, strict=True)
        )
    typer.echo(f"{out}: {_class_counts(split, reviews.CLASS_NAMES)}")


@reproduce.command("imdb")
def _reproduce_imdb(
    out: Annotated[Path, typer.Option(help="Recorded run to write or continue.")] = Path(
        "book/results/imdb.json"
    ),
) -> None:
    """Train every model of §5.4 on the real IMDB reviews and record the results."""
    runs.imdb.reproduce_imdb(out)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("ag_news")
def _reproduce_ag_news(
    out: Annotated[Path, typer.Option(help="Recorded run to write or continue.")] = Path(
        "book/results/ag_news.json"
    ),
) -> None:
    """Train every model of §3.3 on the real AG News and record the results."""
    runs.ag_news.reproduce_ag_news(out)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("reviews")
def _reproduce_reviews(
    out: Annotated[Path, typer.Option(help="Record to write.")] = Path("book/results/reviews.json"),
) -> None:
    """Train the models of §5.4 on five corpora of embedded reviews and record the results."""
    runs.reviews.reproduce_reviews(out)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("learning_curve")
def _reproduce_learning_curve(
    out: Annotated[Path, typer.Option(help="Record to write.")] = Path(
        "book/results/learning_curve.json"
    ),
) -> None:
    """Measure the far end of the learning curve of §2.2 and record it."""
    runs.learning_curve.reproduce_learning_curve(out)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("prompts")
def _reproduce_prompts(
    out: Annotated[Path, typer.Option(help="Recorded run to write or continue.")] = Path(
        "book/results/prompts.json"
    ),
    model: Annotated[
        list[str] | None,
        typer.Option(help="1.5b, 0.5b or a GGUF file; may be given several times."),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Ask nothing; record what earlier runs have finished.")
    ] = False,
) -> None:
    """Ask instruction models about the texts of §3.3, some six hours, and record the results."""
    runs.prompts.reproduce_prompts(out, models=model or runs.prompts.MODELS, kept_only=kept)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("questions")
def _reproduce_questions(
    out: Annotated[Path, typer.Option(help="Recorded run to write or continue.")] = Path(
        "book/results/questions.json"
    ),
    model: Annotated[
        list[str] | None,
        typer.Option(help="0.5b, 1.5b or a GGUF file; may be given several times."),
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="Ask nothing; record what earlier runs have finished.")
    ] = False,
) -> None:
    """Search the news of §6.1 and answer from it, some forty minutes, and record the results."""
    runs.questions.reproduce_questions(out, models=model or runs.questions.MODELS, kept_only=kept)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("teacher")
def _reproduce_teacher(
    out: Annotated[Path, typer.Option(help="Recorded run to write or continue.")] = Path(
        "book/results/teacher.json"
    ),
    model: Annotated[
        list[str] | None,
        typer.Option(help="1.5b, 0.5b or a GGUF file; may be given several times."),
    ] = None,
) -> None:
    """Let instruction models label reviews, some hours, and record what is learnt from that."""
    runs.teacher.reproduce_teacher(out, models=model or runs.teacher.MODELS)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("vectors")
def _reproduce_vectors(
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("book/results/vectors.npz"),
) -> None:
    """Encode some embedded texts for §3.3 and store their vectors."""
    runs.vectors.reproduce_vectors(out)
    typer.echo(f"Stored in {out}.")


@reproduce.command("labels")
def _reproduce_labels(
    out: Annotated[Path, typer.Option(help="Record to write.")] = Path("book/results/labels.json"),
) -> None:
    """Train from few labels to all, to see what a prompt is worth (§2.2), and record it."""
    runs.labels.reproduce_labels(out)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("fine_tuning")
def _reproduce_fine_tuning(
    out: Annotated[Path, typer.Option(help="Record to write.")] = Path(
        "book/results/fine_tuning.json"
    ),
    kept: Annotated[
        bool, typer.Option("--kept", help="Train nothing; record what earlier runs have finished.")
    ] = False,
) -> None:
    """Fine-tune the encoder of §3.3 with few labels and with all, and record the results."""
    runs.fine_tuning.reproduce_fine_tuning(out, kept_only=kept)
    typer.echo(f"Recorded in {out}.")


@reproduce.command("live")
def _reproduce_live() -> None:
    """Train the two small models that readers try on the site (§5.4), and record them."""
    for name, corpus, recipe in (
        ("embedded", synthetic.reviews.load(), runs.live.REVIEWS),
        ("imdb", corpora.imdb.load(), runs.live.IMDB),
    ):
        model = runs.live.reproduce(name, corpus, recipe)
        typer.echo(f"{name}: right on {model.accuracy:.4f} of {model.n_test} test reviews.")


def _say(as_json: bool, message: str) -> None:
    """Print for people: on standard error when standard output is for machines."""
    typer.echo(message, err=as_json)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value))


if __name__ == "__main__":
    sys.exit(main())
