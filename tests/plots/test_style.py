"""The house style: lines that everybody can tell apart, and no trace outside the figures."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from textcls import plots
from textcls.errors import InputError


def luminance(colour: str) -> float:
    """WCAG 2's relative luminance of a colour."""
    channels = np.array(mpl.colors.to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_line_has_text_contrast_on_the_background():
    background = plots.STYLE["figure.facecolor"]
    assert all(contrast(line["color"], background) >= 4.5 for line in plots.LINES)
    assert contrast(plots.INK, background) >= 7


def test_lines_differ_without_colour():
    looks = {(line["linestyle"], line["marker"]) for line in plots.LINES}
    assert len(looks) == len(plots.LINES)


def test_style_holds_inside_and_does_not_leak_into_the_readers_settings():
    before = dict(plt.rcParams)

    @plots.in_house_style
    def inside():
        return {name: plt.rcParams[name] for name in plots.STYLE}

    assert inside() == {**plots.STYLE, "figure.figsize": [6.4, 3.6]}
    assert dict(plt.rcParams) == before


def test_a_drawing_function_keeps_its_name_arguments_and_result():
    @plots.in_house_style
    def draw(a, *, b):
        """Draw."""
        return a, b

    assert draw(1, b=2) == (1, 2)
    assert (draw.__name__, draw.__doc__) == ("draw", "Draw.")


def test_there_are_as_many_looks_as_lines_and_each_is_another():
    for n in range(1, len(plots.LINES) + 1):
        assert plots.looks(n) == plots.LINES[:n]


@pytest.mark.parametrize("n", [0, 5])
def test_more_lines_than_looks_or_none_are_refused(n):
    with pytest.raises(InputError, match=f"^{n} lines to draw; give 1 to 4, which can be told"):
        plots.looks(n)


def test_a_note_stands_beside_its_place():
    ax = plt.figure().add_subplot()
    note = plots.note(ax, "ceiling", (2, 0.5), (7, -3), ha="right")
    assert (note.get_text(), note.xy, note.get_position()) == ("ceiling", (2, 0.5), (7, -3))
    assert (note.anncoords, note.get_ha(), note.get_fontsize()) == ("offset points", "right", 9)
