"""Two workers on one machine end with the weights of one."""

import pytest

from textcls import distributed
from textcls.errors import InputError


def distance(some, others):
    return max(float(abs(a - b).max()) for a, b in zip(some, others, strict=True))


def test_two_workers_end_with_the_weights_of_one_behind_a_dead_proxy(monkeypatch):
    for name in ("http_proxy", "HTTPS_PROXY", "grpc_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    [alone] = distributed.train(1, n_steps=8)
    [start] = distributed.train(1, n_steps=1)
    first, second = distributed.train(2, n_steps=8)
    assert distance(first, second) == 0
    assert distance(alone, first) < 1e-5 < 0.05 < distance(alone, start)


def test_a_worker_that_fails_is_named_with_its_last_words(monkeypatch):
    monkeypatch.setattr(distributed, "_environment", lambda config: {"TF_CONFIG": "no JSON"})
    with pytest.raises(RuntimeError, match=r"worker 0 ended with exit code 1; .*JSONDecodeError"):
        distributed.train(2, n_steps=1)


def test_workers_that_take_too_long_are_given_up():
    with pytest.raises(RuntimeError, match="worker 0 did not finish in time"):
        distributed.train(2, n_steps=1, timeout=0.1)


def test_ports_are_free_and_different():
    ports = distributed._free_ports(5)
    assert len(set(ports)) == 5
    assert all(1024 <= port < 65536 for port in ports)


@pytest.mark.parametrize(("n_workers", "n_steps"), [(0, 1), (65, 1), (2, 0)])
def test_bad_numbers_are_refused(n_workers, n_steps):
    with pytest.raises(InputError, match="give 1 to 64 workers and at least one step"):
        distributed.train(n_workers, n_steps)
