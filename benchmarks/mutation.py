"""How many small faults the tests notice: a report for each module, ``benchmarks/mutation.md``.

Run it with ``python -m benchmarks.mutation textcls/scratch textcls/evaluation/metrics.py``, from
the repository's root. It plants one fault at a time (`benchmarks.mutants`) and runs the tests that
belong to the module: its doctests and ``tests/<folder>/test_<module>.py``. Faults that no test
notices are printed. What changes no behaviour is declared, with a reason, in
``benchmarks/equivalent/<folder>.toml``::

    [[mutant]]
    at = "losses.py:softplus"
    change = "x < 0 → x <= 0"
    reason = "both branches give 0 at 0"

The working tree stays as it is: the faults live in memory, put there by an import hook. Libraries
are imported once; each mutant is a fork of that process. TensorFlow starts its threads at the
first operation, so a process that has only imported it can fork.
"""

import argparse
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import groupby
from pathlib import Path
from types import CodeType

from benchmarks.mutants import Mutant, mutants, sample

REPORT = Path("benchmarks/mutation.md")
EQUIVALENT = Path("benchmarks/equivalent")
MEMORY = 8 << 30  # bytes; a fault must not take the machine
NO_TESTS = 5  # pytest's exit code


@dataclass
class Result:
    """What the tests of a module noticed."""

    module: Path
    killed: int = 0
    equivalent: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def counts(self) -> "Counts":
        """Count the killed, the survivors and the equivalents."""
        return self.killed, len(self.survivors), self.equivalent


# ---- running tests in a fork ----


class Fault(SourceFileLoader):
    """Import hook that puts a mutant in the place of its module."""

    def __init__(self, module: Path, code: CodeType) -> None:
        self.code = code
        super().__init__(".".join(module.with_suffix("").parts), str(module.resolve()))

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        """Load that one module with this loader."""
        spec = PathFinder.find_spec(name, path) if name == self.name else None
        if spec:
            spec.loader = self
        return spec

    def get_code(self, fullname: str) -> CodeType:
        """Give the mutant, not what the file says."""
        return self.code


def run_tests(files: list[Path]) -> int:
    """Run doctests and tests, up to the first failure."""
    import pytest

    options = ["-x", "-q", "--doctest-modules", "--hypothesis-seed=0", "-p", "no:cacheprovider"]
    return int(pytest.main([*options, *map(str, files)]))


@dataclass(eq=False)
class Fork:
    """A copy of this process that runs a function, its output, files and time bounded."""

    work: Callable[[], int]
    limit: float
    log: Path | None = None

    def __post_init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="mutation-")
        self.deadline = time.monotonic() + self.limit
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            self._be_child()

    def _be_child(self) -> None:
        code = 1
        try:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            os.environ |= {"TMPDIR": self.folder, "HYPOTHESIS_STORAGE_DIRECTORY": self.folder}
            tempfile.tempdir = self.folder
            output = os.open(self.log or os.devnull, os.O_WRONLY | os.O_CREAT)
            os.dup2(output, 1)
            os.dup2(output, 2)
            code = self.work()
            sys.stdout.flush()
        finally:
            os._exit(code)

    def result(self) -> int | None:
        """Give the exit code, or None while it runs; whoever takes too long has failed."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid and time.monotonic() < self.deadline:
            return None
        self.end()
        return os.waitstatus_to_exitcode(status) if pid else 1

    def end(self) -> None:
        """End it and what it has started, and clear up."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        shutil.rmtree(self.folder, ignore_errors=True)


# ---- measuring modules ----


def modules(paths: Iterable[Path]) -> Iterator[Path]:
    """List the modules of files and folders."""
    for path in paths:
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (file for file in files if file.name != "__init__.py")


def tests_of(module: Path) -> list[Path]:
    """List the files whose tests belong to a module, itself first, for its doctests."""
    folders = module.parts[1:-1]
    test = Path("tests", *folders, f"test_{module.stem.lstrip('_')}.py")
    return [module, test] if test.exists() else [module]


def measure(module: Path, most: int, workers: int) -> Result:
    """Plant the faults of a module, one at a time, and run its tests on each."""
    files = tests_of(module)
    print(f"{module}: {len(files) - 1} file of tests", end="", flush=True)
    seconds = time_and_import(files, module.parts[0])
    chosen = sample(mutants(module.read_text(encoding="utf-8")), most)
    print(f", {len(chosen)} mutants, {seconds:.1f} s each or less", flush=True)
    result, reasons = Result(module), equivalents(module)
    for mutant, code in outcomes(module, chosen, files, 10 + 5 * seconds, workers):
        key = mutant.function, mutant.change
        if code not in (0, NO_TESTS):
            result.killed += 1
        elif key in reasons:
            reasons[key] = ""
            result.equivalent += 1
        else:
            result.survivors.append(mutant)
            print(f"{module}:{mutant.line} ({mutant.function})  {mutant.change}", flush=True)
    if len(chosen) < most:
        for (function, change), reason in reasons.items():
            if reason:
                print(f"{module} ({function})  {change}: declared equivalent, but no survivor")
    return result


def time_and_import(files: list[Path], package: str) -> float:
    """Time the tests without a fault, and import here the libraries that they need."""
    with tempfile.TemporaryDirectory() as folder:
        log, names = Path(folder, "log"), Path(folder, "names")

        def work() -> int:
            code = run_tests(files)
            names.write_text(json.dumps(list(sys.modules)), encoding="utf-8")
            return code

        importlib.import_module(package)  # it may have settings for the libraries
        seconds = []
        for _ in range(2):  # the second time with the libraries imported
            start = time.monotonic()
            fork = Fork(work, 1800, log)
            try:
                _, code = next(ended([fork]))
            except BaseException:
                fork.end()
                raise
            seconds.append(time.monotonic() - start)
            if code not in (0, NO_TESTS):
                sys.exit(f"\n{log.read_text(encoding='utf-8')}\nthe tests fail without any fault")
            ours = {package, "tests", "tools", "conftest", "benchmarks", "__main__"}
            for name in json.loads(names.read_text(encoding="utf-8")):
                if name.split(".")[0] not in ours:
                    with suppress(Exception):
                        importlib.import_module(name)
    return min(seconds)


def outcomes(
    module: Path, chosen: list[Mutant], files: list[Path], limit: float, workers: int
) -> Iterator[tuple[Mutant, int]]:
    """Give pytest's exit code for each mutant, as they end."""
    waiting = list(reversed(chosen))
    running: dict[Fork, Mutant] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                mutant = waiting.pop()
                running[Fork(partial(run_with, mutant, module, files), limit)] = mutant
            fork, code = next(ended(running))
            yield running.pop(fork), code
    finally:
        for fork in running:
            fork.end()


def run_with(mutant: Mutant, module: Path, files: list[Path]) -> int:
    """Import a mutant, before pytest puts its own hook first, and run the tests on it."""
    hook = Fault(module, compile(mutant.tree, str(module.resolve()), "exec"))
    sys.meta_path.insert(0, hook)
    importlib.import_module(hook.name)
    return run_tests(files)


def ended(forks: Iterable[Fork]) -> Iterator[tuple[Fork, int]]:
    """Wait for forks to end."""
    while True:
        for fork in forks:
            code = fork.result()
            if code is not None:
                yield fork, code
        time.sleep(0.02)


def equivalents(module: Path) -> dict[tuple[str, str], str]:
    """Read which changes of a module are declared to change nothing, and why."""
    path = EQUIVALENT / f"{module.parent.name}.toml"
    declared = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"] if path.exists() else []
    places = [(*entry["at"].split(":"), entry["change"], entry["reason"]) for entry in declared]
    return {(at, change): why for file, at, change, why in places if file == module.name}


# ---- the report ----


HEAD = """# Faults that the tests notice

`python -m benchmarks.mutation textcls/FOLDER` plants one small fault at a time in a module and runs
the tests of that module; a fault that none of them notices has survived. Equivalent are faults that
change no behaviour; `benchmarks/equivalent/` gives a reason for each. The share is that of the
killed among the rest.

| | measured on | mutants | killed | survived | equivalent | killed, % |
|---|---|---|---|---|---|---|
"""
Counts = tuple[int, int, int]  # killed, survived, equivalent


def row(name: str, day: str, counts: Counts) -> str:
    """Write a line of the table."""
    killed, survived, equivalent = counts
    share = f"{100 * killed / max(killed + survived, 1):.0f}"
    cells = (name, day, sum(counts), killed, survived, equivalent, share)
    return f"| {' | '.join(map(str, cells))} |\n"


def read_report() -> dict[str, tuple[str, Counts]]:
    """Read what the report says of each module."""
    text = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    return {
        name: (day, (int(killed), int(survived), int(equivalent)))
        for name, day, _, killed, survived, equivalent, _ in (c for c in cells if len(c) == 7)
        if name.endswith(".py")
    }


def report(result: Result) -> None:
    """Put a module's line in the report, and each folder's sum below its modules."""
    rows = read_report() | {str(result.module): (str(date.today()), result.counts)}
    text = HEAD
    for folder, names in groupby(
        sorted(rows, key=lambda n: Path(n).parts), lambda n: Path(n).parent
    ):
        its = {name: rows[name] for name in names}
        text += "".join(row(name, day, counts) for name, (day, counts) in its.items())
        sums = [sum(column) for column in zip(*(counts for _, counts in its.values()), strict=True)]
        text += row(f"**{folder}**", "", (sums[0], sums[1], sums[2]))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure the modules of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("paths", nargs="+", type=Path, help="modules, or folders of modules")
    parser.add_argument("--workers", type=int, default=1, help="mutants tested at a time")
    parser.add_argument("--most", type=int, default=150, help="mutants for each module")
    arguments = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    sys.path.insert(0, str(Path.cwd()))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # not without ending the forks
    for module in modules(arguments.paths):
        result = measure(module, arguments.most, arguments.workers)
        report(result)
        print(row(str(module), "", result.counts), flush=True)


if __name__ == "__main__":
    main()
