"""§2.3: a market that moves: reviews whose words change month by month, by a known plan.

`make_month` writes the embedded reviews as customers would write them some months later.
Three things happen, each in a function of its own, and none changes what a review says, so that
the best possible accuracy stays `textcls.synthetic.reviews.BEST_ACCURACY` in every month:

1. *New words.* Words of praise and blame go out of fashion, one after the other, and new ones take
   their places: all are replaced after `MONTHS` months.
2. *Turned words.* From month `TURN` on, pairs of old words change places: what was blame is praise.
3. *Albums.* From month `ALBUMS` on, a growing share of the reviews is about records and not films,
   with its own nouns and some praise and blame of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from textcls.checks import check_not_negative
from textcls.synthetic import reviews
from textcls.synthetic.reviews import Reviews

__all__ = [
    "ALBUMS",
    "MONTHS",
    "NEW",
    "OF_ALBUMS",
    "TURN",
    "TURNED",
    "about_albums",
    "make_month",
    "share_of_albums",
    "with_new_words",
    "with_turned_words",
]


MONTHS = 24
"""After this many months all words of `NEW` are in use."""


TURN = 9
"""The first month in which the words of `TURNED` have changed places."""


ALBUMS, MOST_ALBUMS = 13, 0.4
"""The first month with reviews of albums, and their share in month `MONTHS`."""


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(">") for pair in text.split(","))
    return {old.strip(): new.strip() for old, new in pairs}


NEW: dict[str, str] = _pairs("""
    good > ace, great > stellar, wonderful > lush, funny > zingy, clever > brainy,
    brilliant > blazing, charming > dreamy, moving > soulful, fresh > zesty, superb > peachy,
    sharp > crisp, gripping > unputdownable, delightful > scrumptious, beautiful > swoony,
    exciting > pulsating, convincing > legit, original > visionary, touching > heartwarming,
    witty > quippy, impressive > epic,
    bad > naff, dull > beige, boring > snoozy, weak > flimsy, poor > ropey, awful > rank,
    silly > goofy, terrible > atrocious, predictable > samey, stupid > braindead,
    tired > recycled, clumsy > klutzy, stale > crusty, tedious > yawny, dreadful > ghastly,
    bland > vanilla, lifeless > zombified, messy > chaotic, pointless > inane,
    masterpiece > banger, triumph > corker, gem > cracker, joy > vibe, success > smash,
    classic > evergreen, winner > champ,
    mess > trainwreck, failure > faceplant, disaster > carnage, disappointment > bummer,
    flop > clunker, dud > lemon,
    convince > land, shine > slay, impress > rock, convinces > lands, shines > slays,
    impresses > rocks,
    drag > plod, annoy > grind, grate > rankle, irritate > chafe, drags > plods, annoys > grinds,
    grates > rankles, irritates > chafes""")
"""Each word of praise or blame that goes, and the one that comes in its place."""


TURNED: dict[str, str] = _pairs("""
    slow > fine, cheap > strong, lazy > lovely, shallow > warm, chore > treat""")
"""Words of blame and of praise that change places when a fashion turns."""


OF_ALBUMS: dict[str, str] = _pairs("""
    film > album, movie > record, picture > release, the story > the melody,
    the script > the lyrics,
    the plot > the hook, the acting > the singing, the cast > the band, the ending > the outro,
    the dialogue > the harmonies, the direction > the arrangement,
    the screenplay > the songwriting,
    the photography > the mixing, the editing > the mastering, the villain > the drummer,
    the hero > the singer, the characters > the guitars, the actors > the musicians,
    the jokes > the riffs, the performances > the solos, the costumes > the beats,
    scene > verse, cinema > venue, poster > sleeve, trailer > single,
    good > catchy, great > groovy, wonderful > danceable, funny > tuneful, clever > funky,
    brilliant > anthemic, charming > melodic, moving > mellow, fresh > hypnotic,
    superb > hummable, sharp > rhythmic,
    bad > tuneless, dull > droning, boring > monotone, weak > tinny, poor > muffled,
    awful > shrill, silly > plodding, terrible > discordant, predictable > formulaic,
    stupid > autotuned, tired > overproduced""")
"""The words of reviews of films, and those of reviews of albums."""


def share_of_albums(month: int) -> float:
    """Compute the share of the reviews that are about albums: 0 at first, then growing evenly.

    Parameters
    ----------
    month
        Number of the month, 0 or more.

    Examples
    --------
    >>> [round(share_of_albums(month), 2) for month in [0, 12, 13, 18, 24]]
    [0.0, 0.0, 0.03, 0.2, 0.4]
    """
    return MOST_ALBUMS * min(max(month - ALBUMS + 1, 0) / (MONTHS - ALBUMS + 1), 1)


def with_new_words(texts: Sequence[str], month: int) -> list[str]:
    """Put the words of that month in place of those that have gone out of fashion.

    Word i of `NEW` changes in month 1 + ⌊24 (29 i mod k) / k⌋ with k the number of words: common
    and rare ones, praise and blame by turns, about as many in each month.

    Parameters
    ----------
    texts
        Reviews in the words of month 0.
    month
        Number of the month, 0 or more.

    Returns
    -------
    list of str

    Examples
    --------
    >>> text = "A good film, not bad at all."
    >>> [with_new_words([text], month)[0] for month in [0, 24]]
    ['A good film, not bad at all.', 'An ace film, not naff at all.']
    """
    k = len(NEW)
    gone = {
        old: new
        for i, (old, new) in enumerate(NEW.items())
        if 1 + MONTHS * (29 * i % k) // k <= month
    }
    return [_substitute(text, gone) for text in texts]


def with_turned_words(texts: Sequence[str], month: int) -> list[str]:
    """Let the words of `TURNED` change places from month `TURN` on.

    Parameters
    ----------
    texts
        Reviews in the words of month 0.
    month
        Number of the month, 0 or more.

    Returns
    -------
    list of str

    Examples
    --------
    >>> with_turned_words(["A slow start, a fine ending."], TURN)
    ['A fine start, a slow ending.']
    """
    if month < TURN:
        return list(texts)
    both_ways = TURNED | {new: old for old, new in TURNED.items()}
    return [_substitute(text, both_ways) for text in texts]


def about_albums(texts: Sequence[str]) -> list[str]:
    """Rewrite reviews of films as reviews of albums.

    Parameters
    ----------
    texts
        Reviews of films.

    Returns
    -------
    list of str

    Examples
    --------
    >>> about_albums(["The acting is good, but it is a dull film."])
    ['The singing is catchy, but it is a droning album.']
    """
    return [_substitute(text, OF_ALBUMS) for text in texts]


def make_month(month: int, n: int, seed: int = 0) -> Reviews:
    """Write ``n`` embedded reviews in the words of a month.

    Parameters
    ----------
    month
        Number of the month, from 0, the month before anything changes.
    n
        How many reviews.
    seed
        Different seeds give different reviews of the same month.

    Returns
    -------
    Reviews
        With their labels, noise included, and true labels: the words change, what is meant does
        not.

    Raises
    ------
    InputError
        If the month is negative.

    Examples
    --------
    >>> later = make_month(24, 200)
    >>> len(later), any("naff" in text for text in later.texts)
    (200, True)
    """
    check_not_negative(month=month)
    written = reviews.make_reviews(n, seed=1000 * (seed + 1) + month)
    lots = np.random.default_rng([seed, month]).random(n)
    texts = written.texts
    albums = np.flatnonzero(lots < share_of_albums(month))
    for i, text in zip(albums, about_albums([texts[i] for i in albums]), strict=True):
        texts[i] = text
    return replace(written, texts=with_new_words(with_turned_words(texts, month), month))


def _substitute(text: str, words: Mapping[str, str]) -> str:
    """Replace whole words, all at once; mend "a" and "an" before them, and keep capitals."""
    if not words:
        return text

    def other(match: re.Match[str]) -> str:
        article, found = match["article"], match["word"]
        word = words[found.lower()]
        if found[0].isupper():
            word = word[0].upper() + word[1:]
        if article is None:
            return word
        return article[0] + ("n " if word[0] in "aeiou" else " ") + word

    return _pattern(tuple(words)).sub(other, text)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"(?<![\w-])(?:(?P<article>[Aa]n?) )?(?P<word>{longest_first})(?![\w-])", re.IGNORECASE
    )
