"""Files appear whole or not at all."""

import stat

import pytest

from tests.targets import READ_ONLY, has_file_limit, has_read_only, last_error_on_full_disk
from textcls.errors import InputError
from textcls.files import replacing, writable


def test_new_content_replaces_the_old_at_the_end(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with replacing(target) as temporary:
        temporary.write_text("new")
        assert target.read_text() == "old"
        assert temporary.parent == target.parent
        assert temporary.suffix == ".txt"
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_fault_leaves_the_old_content_and_nothing_else(tmp_path, fault):
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(fault), replacing(target) as temporary:
        temporary.write_text("half")
        raise fault
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_file_gets_ordinary_permissions(tmp_path):
    plain, replaced = tmp_path / "plain", tmp_path / "replaced"
    plain.touch()
    with replacing(replaced) as temporary:
        temporary.touch()
    assert stat.S_IMODE(plain.stat().st_mode) == stat.S_IMODE(replaced.stat().st_mode)


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with replacing(link) as temporary:
        temporary.write_text("new")
    assert link.is_symlink()
    assert target.read_text() == "new"


@pytest.mark.parametrize("name", ["missing/a.txt", "file/a.txt"])
def test_no_folder_is_one_sentence(tmp_path, name):
    (tmp_path / "file").touch()
    with (
        pytest.raises(InputError, match=r"^cannot write .*: there is no folder [^\n]*$"),
        replacing(tmp_path / name) as temporary,
    ):
        temporary.write_text("x")
    with pytest.raises(InputError, match=r"^cannot write .*: there is no folder [^\n]*$"):
        writable(tmp_path / name)


def test_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "folder").mkdir()
    with (
        pytest.raises(InputError, match="it is a folder"),
        replacing(tmp_path / "folder") as temporary,
    ):
        temporary.write_text("x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    with pytest.raises(InputError, match="it is a folder"):
        writable(tmp_path / "folder", overwrite=True)


def test_somebody_elses_fault_keeps_its_own_message(tmp_path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "a"):
        (tmp_path / "another").read_text()


@has_file_limit
def test_full_disk_is_one_sentence_and_keeps_the_old_content(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    error = last_error_on_full_disk(
        "from textcls.files import replacing\n"
        "with replacing(sys.argv[1]) as temporary: temporary.write_text('x' * 5000)\n",
        str(target),
    )
    assert error.startswith(f"textcls.errors.InputError: cannot write {target}: file too large;")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_writable_refuses_an_existing_file_unless_told(tmp_path):
    target = tmp_path / "a.txt"
    assert writable(target) == target
    assert list(tmp_path.iterdir()) == []
    target.write_text("old")
    with pytest.raises(InputError, match="exists already"):
        writable(target)
    assert writable(target, overwrite=True) == target
    assert target.read_text() == "old"


@has_read_only
def test_a_read_only_folder_is_one_sentence():
    sentence = rf"^cannot write {READ_ONLY}/a: [^\n]*$"
    with pytest.raises(InputError, match=sentence):
        writable(f"{READ_ONLY}/a")
    with (
        pytest.raises(InputError, match=sentence),
        replacing(f"{READ_ONLY}/a") as temporary,
    ):
        temporary.write_text("x")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [(OSError("The disk is GONE"), "the disk is gone"), (OSError(5, "No Air"), "no air")],
)
def test_the_systems_reason_stands_in_the_sentence_in_small_letters(tmp_path, fault, reason):
    with (
        pytest.raises(InputError, match=rf"^cannot write .*: {reason}; choose another place or"),
        replacing(tmp_path / "a.txt"),
    ):
        raise fault


def test_a_file_that_has_the_name_of_the_trial_stays(tmp_path, monkeypatch):
    monkeypatch.setattr("textcls.files.secrets.token_hex", lambda n: "chance")
    mine = tmp_path / ".trial-chance"
    mine.write_text("mine")
    with pytest.raises(InputError, match="file exists"):
        writable(tmp_path / "a.txt")
    assert mine.read_text() == "mine"
