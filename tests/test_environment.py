"""The one environment: ranges and lock agree, Python is checked, imports stay light."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import textcls
from tools import check_python

ROOT = Path(__file__).parent.parent


UNLOCKED = {"llm"}  # it compiles: nobody shall need a compiler to run the book or its tests


def disagreements(pyproject: str, lock: str) -> list[str]:
    """Name each dependency whose locked version is missing or outside its range."""
    project = tomllib.loads(pyproject)["project"]
    wanted = list(project["dependencies"])
    for name, extra in project["optional-dependencies"].items():
        wanted += extra if name not in UNLOCKED else []
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[.*\])?==([^\s;\\]+)", lock, flags=re.MULTILINE
    ):
        locked.setdefault(canonicalize_name(name), set()).add(version)
    wrong = []
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        if not versions or not all(map(requirement.specifier.contains, versions)):
            wrong.append(f"{requirement}: locked {sorted(versions) or 'not at all'}")
    return wrong


def test_lock_holds_every_range():
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert not disagreements(pyproject, (ROOT / "requirements.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", ["", "numpy==1.9\n", "numpy==2.4\nnumpy==3.1 ; python > '3.12'\n"])
def test_disagreeing_lock_is_noticed(lock):
    pyproject = '[project]\ndependencies = ["numpy>=2,<3"]\n[project.optional-dependencies]\n'
    assert len(disagreements(pyproject, lock)) == 1


def test_every_locked_package_has_a_hash():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE), flags=re.M)
    bare = [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block]
    assert not bare


def test_lock_serves_all_three_systems():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert re.search(r"^pywinpty==.*os_name == 'nt'", lock, flags=re.MULTILINE)
    assert re.search(r"^appnope==.*sys_platform == 'darwin'", lock, flags=re.MULTILINE)


def test_installed_packages_are_the_locked_ones():
    from importlib.metadata import version

    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name in ["tensorflow", "keras", "jupyter-book", "nbval", "matplotlib"]:
        assert re.search(rf"^{name}=={re.escape(version(name))}\b", lock, flags=re.MULTILINE), name


LINUX = ("Linux", "x86_64")


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14)])
def test_unusable_python_gets_one_line(version):
    complaint = check_python.complaint(version, LINUX, has_venv=True)
    assert "{}.{}".format(*version) in complaint
    assert "\n" not in complaint


@pytest.mark.parametrize("machine", [("Darwin", "x86_64"), ("Windows", "ARM64"), ("Linux", "i686")])
def test_machine_without_tensorflow_gets_one_line(machine):
    complaint = check_python.complaint((3, 12), machine, has_venv=True)
    assert " on ".join(machine) in complaint
    assert "\n" not in complaint


def test_usable_python_gets_none():
    for minor in (11, 12, 13):
        assert not any(
            check_python.complaint((3, minor), m, has_venv=True) for m in check_python.MACHINES
        )
    assert "python3.12-venv" in check_python.complaint((3, 12), LINUX, has_venv=False)


def test_python_range_is_stated_once_and_for_all():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert (
        pyproject["project"]["requires-python"]
        == f">=3.{check_python.OLDEST[1]},<3.{check_python.NEWEST[1] + 1}"
    )


def test_all_places_name_one_version():
    """The newest entry of the changelog has a date, which is that of the citation."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    entries = re.findall(r"^## (?!Unreleased)(\S+) \((\S+)\)$", changelog, re.MULTILINE)
    assert len(entries) == changelog.replace("\n## Unreleased", "").count("\n## ")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert (citation["version"], str(citation["date-released"])) == entries[0]
    assert pyproject["project"]["version"] == textcls.__version__ == entries[0][0]


def test_importing_the_package_or_its_commands_loads_no_heavy_library():
    heavy = ["tensorflow", "keras", "sklearn", "pandas", "matplotlib", "scipy"]
    code = f"import sys, textcls, textcls.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_tensorflow_starts_in_silence():
    code = "import textcls, tensorflow, keras; keras.layers.Dense(1)(tensorflow.ones((1, 1)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_floors_are_drawn_as_they_are():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = pyproject["tool"]["importlinter"]["contracts"]
    drawing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("```")[1]
    assert [floor.strip() for floor in re.findall(r"│(.+)│", drawing)] == contract["layers"]


def test_a_folder_imports_only_from_the_floors_below_its_own():
    """The floors stand in pyproject.toml, under importlinter."""
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout
