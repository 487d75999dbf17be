r"""Back-propagation as the chain rule on a graph, §4.2: for numbers, in few lines.

A `Node` is a number that remembers which nodes it was computed from, and how it answers to each of
them: its local derivatives. Ordinary arithmetic on nodes builds the graph; `backward` walks it from
its end to its beginning and finds how the end answers to every node.
"""

from __future__ import annotations

import math

__all__ = ["Node", "backward", "softplus", "tanh"]


class Node:
    """A number in a computation; plain numbers mix with it, as constants.

    Parameters
    ----------
    value : float
    parents : tuple of (Node, float)
        The nodes it was computed from, each with the derivative of this node by that one. A node
        without parents is an input: data or a parameter.

    Attributes
    ----------
    gradient : float
        How the end of the graph answers to this node; 0 before `backward`.

    Examples
    --------
    >>> a, b = Node(2.0), Node(5.0)
    >>> product = a * b
    >>> product.value, [local for _, local in product.parents]
    (10.0, [5.0, 2.0])
    >>> (1 - 2 * a).value
    -3.0
    """

    def __init__(self, value: float, parents: tuple[tuple[Node, float], ...] = ()) -> None:
        self.value = value
        self.parents = parents
        self.gradient = 0.0

    def __add__(self, other: Node | float) -> Node:
        other = _as_node(other)
        return Node(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __sub__(self, other: Node | float) -> Node:
        other = _as_node(other)
        return Node(self.value - other.value, ((self, 1.0), (other, -1.0)))

    def __mul__(self, other: Node | float) -> Node:
        other = _as_node(other)
        return Node(self.value * other.value, ((self, other.value), (other, self.value)))

    def __neg__(self) -> Node:
        return -1.0 * self

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other: float) -> Node:
        return _as_node(other) - self


def _as_node(number: Node | float) -> Node:
    return number if isinstance(number, Node) else Node(number)


def tanh(node: Node) -> Node:
    r"""Return :math:`\tanh(z)`, whose derivative is :math:`1 - \tanh^2(z)`.

    Parameters
    ----------
    node : Node

    Returns
    -------
    Node

    Examples
    --------
    >>> tanh(Node(0.0)).parents[0][1]
    1.0
    """
    value = math.tanh(node.value)
    return Node(value, ((node, 1 - value**2),))


def softplus(node: Node) -> Node:
    r"""Return :math:`\log(1 + e^z)`, whose derivative is the sigmoid.

    Parameters
    ----------
    node : Node

    Returns
    -------
    Node

    Examples
    --------
    >>> softplus(Node(0.0)).parents[0][1]
    0.5
    """
    power = math.exp(-abs(node.value))
    value = max(node.value, 0) + math.log1p(power)
    return Node(value, ((node, (1 if node.value > 0 else power) / (1 + power)),))


def backward(end: Node) -> None:
    r"""Give every node from which the end was computed its gradient.

    .. math:: \frac{\partial L}{\partial v} =
              \sum_{u \text{ computed from } v} \frac{\partial L}{\partial u}
              \frac{\partial u}{\partial v}

    The nodes are visited from the end backwards, each after all that were computed from it, and
    each once: one walk, however many parameters there are.

    Parameters
    ----------
    end : Node
        The node to differentiate, such as a loss.

    References
    ----------
    S. Linnainmaa (1976), Taylor expansion of the accumulated rounding error,
    doi:10.1007/BF01931367; D. E. Rumelhart, G. E. Hinton, R. J. Williams (1986), Learning
    representations by back-propagating errors, doi:10.1038/323533a0.

    Examples
    --------
    >>> x = Node(3.0)
    >>> backward(x * x + x)
    >>> x.gradient
    7.0
    """
    nodes = _in_order(end)
    for node in nodes:
        node.gradient = 0.0
    end.gradient = 1.0
    for node in reversed(nodes):
        for parent, local_derivative in node.parents:
            parent.gradient += node.gradient * local_derivative


def _in_order(end: Node) -> list[Node]:
    """List the nodes of a graph so that each comes after its parents."""
    order: dict[Node, None] = {}
    waiting = [end]
    while waiting:
        missing = [parent for parent, _ in waiting[-1].parents if parent not in order]
        if missing:
            waiting += missing
        else:
            order.setdefault(waiting.pop())
    return list(order)
