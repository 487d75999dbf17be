"""The chain rule on a graph: any expression's slopes are the measured ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcls.scratch import activations, autodiff
from textcls.scratch.autodiff import Node, backward
from textcls.scratch.derivatives import central_differences

OPERATIONS = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a + number": lambda a, b: a + 0.5,
    "number + a": lambda a, b: 0.5 + a,
    "a - number": lambda a, b: a - 2,
    "number - a": lambda a, b: 2 - a,
    "a * number": lambda a, b: a * -1.5,
    "number * a": lambda a, b: -1.5 * a,
    "-a": lambda a, b: -a,
}


def evaluate(program, inputs, tanh, softplus):
    """Run a program: each line names an operation and two earlier values."""
    functions = {"tanh a": lambda a, b: tanh(a), "softplus a": lambda a, b: softplus(a)}
    values = list(inputs)
    for operation, i, j in program:
        function = (OPERATIONS | functions)[operation]
        values.append(function(values[i % len(values)], values[j % len(values)]))
    return tanh(values[-1])  # keeps values, and so the comparison, within bounds


operations = st.sampled_from([*OPERATIONS, "tanh a", "softplus a"])


@given(
    st.lists(st.tuples(operations, st.integers(0), st.integers(0)), max_size=8),
    st.lists(st.floats(-1, 1), min_size=3, max_size=3),
)
def test_slopes_of_any_expression_are_the_measured_ones(program, inputs):
    nodes = [Node(value) for value in inputs]
    end = evaluate(program, nodes, autodiff.tanh, autodiff.softplus)
    backward(end)

    def plain(values):
        return evaluate(program, list(values), np.tanh, lambda z: activations.softplus(z).item())

    assert end.value == pytest.approx(plain(inputs), abs=1e-12)
    measured = central_differences(plain, inputs)
    np.testing.assert_allclose([n.gradient for n in nodes], measured, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_has_the_measured_slopes(operation):
    a, b = Node(0.7), Node(-1.2)
    end = OPERATIONS[operation](a, b)
    backward(end)
    assert end.value == OPERATIONS[operation](0.7, -1.2)
    measured = central_differences(lambda t: OPERATIONS[operation](*t), [0.7, -1.2])
    np.testing.assert_allclose([a.gradient, b.gradient], measured, atol=1e-9)


def test_ways_add_up():
    v = Node(3.0)
    backward(v * v + v)
    assert v.gradient == 7.0


def test_a_second_walk_starts_afresh():
    v = Node(3.0)
    end = v * v
    backward(end)
    backward(end)
    assert v.gradient == 6.0


def test_shared_nodes_are_visited_once():
    """Each of 60 doublings uses its input twice; one visit for each way would take 2**60."""
    v = Node(1.0)
    end = v
    for _ in range(60):
        end = end + end
    backward(end)
    assert v.gradient == 2.0**60


def test_long_chains_do_not_exhaust_the_stack():
    v = Node(0.0)
    end = v
    for _ in range(5000):
        end = end + Node(1.0)
    backward(end)
    assert v.gradient == 1.0


def test_softplus_survives_large_numbers():
    for value, slope in [(800.0, 1.0), (-800.0, 0.0)]:
        z = Node(value)
        end = autodiff.softplus(z)
        backward(end)
        assert (end.value, z.gradient) == (max(value, 0.0), slope)
