"""Results that are kept: whole or not at all, under a name that says what they depend on."""

import json

import numpy as np
import pytest

from textcls.runs.cache import Result, cache_file, cached, to_builtin


def never() -> Result:
    raise AssertionError("computed again")


def test_a_kept_result_comes_back_without_being_computed(tmp_path):
    file = tmp_path / "nb-0.npz"
    made = Result(
        {"seed": 0, "loss": 0.5}, {"test": np.eye(2), "half": np.array([1, 2], dtype=np.float16)}
    )
    assert cached(file, lambda: made) is made
    again = cached(file, never)
    assert again.record == made.record
    assert again.arrays.keys() == made.arrays.keys()
    np.testing.assert_array_equal(again.arrays["test"], np.eye(2))
    assert again.arrays["half"].dtype == np.float16


def test_a_fault_while_a_result_is_written_leaves_no_half_of_it(tmp_path):
    with pytest.raises(TypeError):
        cached(tmp_path / "model.npz", lambda: Result({"seed": object()}, {}))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_half_of_it(tmp_path, monkeypatch):
    def stops(path, **arrays):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(np, "savez_compressed", stops)
    with pytest.raises(ValueError, match="no space left"):
        cached(tmp_path / "model.npz", lambda: Result({}, {}))
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_named_after_name_seed_and_key(tmp_path):
    first = cache_file(tmp_path, "nb", 0, ["data", {"C": 1}])
    assert first.parent == tmp_path
    assert first.name.startswith("nb-0-")
    assert first == cache_file(tmp_path, "nb", 0, ["data", {"C": 1}])
    others = [("tfidf", 0, ["data", {"C": 1}]), ("nb", 1, ["data", {"C": 1}]), ("nb", 0, ["x"])]
    assert first not in {cache_file(tmp_path, *other) for other in others}


def test_numbers_are_rounded_to_six_significant_digits_and_nothing_else_changes():
    given = {"a": np.float64(1 / 3), "b": [np.int64(3), (True, None, "x")], "c": 12345678}
    assert to_builtin(given) == {"a": 0.333333, "b": [3, [True, None, "x"]], "c": 12345678}
    assert to_builtin(np.array([1e-9 / 3, 2e6 / 3])) == [3.33333e-10, 666667.0]
    assert json.dumps(to_builtin(np.bool_(True))) == "true"
