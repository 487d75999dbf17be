"""Texts of every kind, for tests over whole families of them."""

from hypothesis import strategies as st

ANY_TEXT = st.text(st.characters())  # surrogates included
PIECES = "< > / & ; # 3 8 b ! ' <br /> amp &amp; lt &lt; gt #38 x26 \u2019"
MARKUP_PARTS = (*PIECES.split(), " ", "\n", "\x00", "\x92", "\u00ad", "\u0338", "\u037e")
MARKUP = st.lists(st.sampled_from(MARKUP_PARTS)).map("".join)
WORDS = st.text("ab'\u2019é\u0301ïßİ漢ไทยี1٣.,!?½😀\u200d_- <&", max_size=30)
TEXTS = ANY_TEXT | MARKUP | WORDS
