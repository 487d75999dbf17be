"""What runs elsewhere: workflows and forms have the right shape, and the commands are ours."""

import re
from pathlib import Path
from typing import Any

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github"
SCHEMAS = {
    "github-workflows": sorted(GITHUB.glob("workflows/*.yml")),
    "dependabot": [GITHUB / "dependabot.yml"],
    "github-issue-config": [GITHUB / "ISSUE_TEMPLATE/config.yml"],
    "github-issue-forms": sorted(set(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml"))),
    "citation-file-format": [ROOT / "CITATION.cff"],
}


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def complaint(schema: str, *files: Path) -> str:
    """Say in what files do not follow a schema that check-jsonschema brings; "" if they do."""
    arguments = ["--builtin-schema", f"vendor.{schema}", *map(str, files)]
    done = CliRunner().invoke(check_jsonschema.main, arguments)
    return done.output or repr(done.exception) if done.exit_code else ""


def recipe(target: str) -> list[str]:
    """Give the commands of a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert found
    return found[1].replace("\t", "").splitlines()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_follow_their_schema(schema: str) -> None:
    assert SCHEMAS[schema]
    assert complaint(schema, *SCHEMAS[schema]) == ""


def test_a_workflow_without_a_machine_is_noticed(tmp_path: Path) -> None:
    text = (GITHUB / "workflows/test.yml").read_text(encoding="utf-8")
    broken = tmp_path / "test.yml"
    broken.write_text(text.replace("runs-on: ubuntu-latest", "runs_on: ubuntu-latest"), "utf-8")
    assert "runs_on" in complaint("github-workflows", broken)


def test_pages_wait_for_the_tests_on_three_systems() -> None:
    jobs = read(GITHUB / "workflows/test.yml")["jobs"]
    assert jobs["pages"]["needs"] == "test"
    runs = jobs["test"]["strategy"]["matrix"]["include"]
    assert {run["os"].partition("-")[0] for run in runs} == {"ubuntu", "macos", "windows"}
    on_linux = {run["python"] for run in runs if "ubuntu" in run["os"]}
    assert on_linux == {"3.11", "3.12", "3.13"}


def test_windows_runs_what_make_test_runs() -> None:
    wanted = [line.replace("$(BIN)/", ".venv\\Scripts\\") for line in recipe("test")]
    steps = read(GITHUB / "workflows/test.yml")["jobs"]["test"]["steps"]
    (tested,) = (s["run"] for s in steps if s.get("name", "").startswith("Test, as README"))
    assert [line for line in tested.splitlines() if ".venv" in line] == wanted
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"```powershell\n(.*?)```", readme, re.DOTALL))
    shown = [line.partition("#")[0].strip() for line in blocks.splitlines()]
    assert shown[-len(wanted) :] == wanted


def test_hooks_before_a_commit_do_what_make_format_does() -> None:
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    entries = [hook["entry"].split() for hook in local["hooks"]]
    for command in recipe("format"):
        program, *options = command.replace("$(BIN)", ".venv/bin").rstrip(" .").split()
        assert any(entry[0] == program and {*options} <= {*entry} for entry in entries), command
    assert len(entries) == len(recipe("format"))
