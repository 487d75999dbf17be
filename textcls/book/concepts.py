"""§2: the article's graph of concepts, as data that can be asked questions.

An arrow says "has as a part" or "contributes to"; the article does not tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import numpy as np
from scipy.sparse.csgraph import connected_components

from textcls.errors import InputError

__all__ = ["ARTICLE", "CHINESE", "MEASURED", "Graph", "from_mermaid"]


@dataclass(frozen=True)
class Graph:
    """A directed graph whose nodes have a letter and a name.

    Attributes
    ----------
    names : dict
        Letter to name, in the order of the source.
    edges : tuple
        Pairs of letters, from and to, in the order of the source.

    Raises
    ------
    InputError
        If an edge leads from or to a letter that has no name, or stands there twice.

    Examples
    --------
    >>> graph = Graph({"A": "cause", "B": "effect"}, (("A", "B"),))
    >>> graph.roots, graph.sinks
    (['A'], ['B'])
    """

    names: Mapping[str, str]
    edges: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        unknown = sorted({node for edge in self.edges for node in edge} - set(self.names))
        if unknown:
            raise InputError(f"an edge names {', '.join(unknown)}; give each node a name")
        if len(set(self.edges)) < len(self.edges):
            raise InputError("an edge is given twice; give each edge once")

    @property
    def roots(self) -> list[str]:
        """The nodes that no arrow leads to."""
        return [node for node in self.names if node not in {to for _, to in self.edges}]

    @property
    def sinks(self) -> list[str]:
        """The nodes that no arrow leaves."""
        return [node for node in self.names if node not in {start for start, _ in self.edges}]

    @property
    def components(self) -> list[list[str]]:
        """The parts that hang together, the direction of the arrows set aside.

        Examples
        --------
        >>> Graph({"A": "a", "B": "b", "C": "c"}, (("C", "A"),)).components
        [['A', 'C'], ['B']]
        """
        place = {node: i for i, node in enumerate(self.names)}
        arrows = np.zeros((len(place), len(place)), dtype=bool)
        for start, to in self.edges:
            arrows[place[start], place[to]] = True
        n_parts, part = connected_components(arrows, connection="weak")
        return [[node for node in place if part[place[node]] == k] for k in range(n_parts)]

    @property
    def has_loop(self) -> bool:
        """Whether some path of arrows leads back to where it began."""
        order: TopologicalSorter[str] = TopologicalSorter()
        for start, to in self.edges:
            order.add(to, start)
        try:
            order.prepare()
        except CycleError:
            return True
        return False

    def with_edges(self, *edges: tuple[str, str]) -> Graph:
        """Return a graph that has these edges too.

        Examples
        --------
        >>> Graph({"A": "a", "B": "b"}, (("A", "B"),)).with_edges(("B", "A")).has_loop
        True
        """
        return Graph(self.names, (*self.edges, *edges))


def from_mermaid(source: str) -> Graph:
    """Read a graph from Mermaid source that uses nothing but ``A[name] --> B[name]``.

    Parameters
    ----------
    source
        The lines between the fences, ``graph TB`` first.

    Returns
    -------
    Graph

    Raises
    ------
    InputError
        If a line is of another form, or a node gets two names or none.

    Examples
    --------
    >>> graph = from_mermaid("graph TB; A[cause] --> B[effect]".replace(";", chr(10)))
    >>> dict(graph.names), graph.edges
    ({'A': 'cause', 'B': 'effect'}, (('A', 'B'),))
    """
    node = r"(\w+)(?:\[([^\]]+)\])?"
    names: dict[str, str] = {}
    edges = []
    lines = [line.strip() for line in source.strip().splitlines()]
    if not lines or not re.fullmatch(r"(graph|flowchart) (TB|TD|LR)", lines[0]):
        raise InputError("the source does not begin with 'graph TB'; give a Mermaid graph")
    for line in filter(None, lines[1:]):
        match = re.fullmatch(rf"{node}(?: --> {node})?", line)
        if match is None:
            raise InputError(f"the line {line!r} is not of the form A[name] --> B[name]")
        start, start_name, to, to_name = match.groups()
        for letter, name in ((start, start_name), (to, to_name)):
            if name and names.setdefault(letter, name) != name:
                raise InputError(f"{letter} is called {names[letter]!r} and {name!r}; choose one")
        if to:
            edges.append((start, to))
    return Graph(dict(sorted(names.items())), tuple(edges))


ARTICLE = Graph(
    {
        "A": "Technology advantage",
        "B": "Algorithmic innovation",
        "C": "Data processing",
        "D": "Model optimisation",
        "E": "Data advantage",
        "F": "Data resources",
        "G": "Big-data analysis",
        "H": "Market advantage",
        "I": "Market demand",
        "J": "Fast response",
        "K": "Brand advantage",
        "L": "User loyalty",
        "M": "Market competitiveness",
    },
    (
        ("A", "B"),
        ("A", "C"),
        ("B", "D"),
        ("C", "D"),
        ("E", "F"),
        ("E", "G"),
        ("F", "G"),
        ("H", "I"),
        ("H", "J"),
        ("I", "J"),
        ("K", "L"),
        ("K", "M"),
        ("L", "M"),
    ),
)
"""The graph of the article's section 2, its names in English."""

CHINESE = {
    "A": "技术优势",
    "B": "算法创新",
    "C": "数据处理",
    "D": "模型优化",
    "E": "数据优势",
    "F": "数据资源",
    "G": "大数据分析",
    "H": "市场优势",
    "I": "市场需求",
    "J": "快速响应",
    "K": "品牌优势",
    "L": "用户忠诚度",
    "M": "市场竞争力",
}
"""Its names in the article."""

MEASURED = {
    "A": ("02-1-technology", "advantage per prediction, and months until it is paid back"),
    "B": ("02-1-technology", "change of accuracy with another algorithm"),
    "C": ("02-1-technology", "change of accuracy with other cleaning, tokens, n-grams"),
    "D": ("02-1-technology", "change of accuracy with learning rate, epochs, regularisation"),
    "E": ("02-2-data", "value of the next thousand labels"),
    "F": ("02-2-data", "error against the number of labels"),
    "G": ("02-2-data", "a power law fitted to it, with its uncertainty"),
    "H": ("02-3-market", "accuracy kept in a market that changes"),
    "I": ("02-3-market", "how fast the customers' words change"),
    "J": ("02-3-market", "what a rhythm of retraining recovers"),
    "K": ("02-4-brand", "lifetime value of a customer"),
    "L": ("02-4-brand", "retention: the share of customers who stay"),
    "M": ("01-background", "willingness to pay, against a rival's offer"),
}
"""For each node the chapter that puts a number on it, and which number."""
