"""How a name may be typed: what makes two names the same, the spellings of pinyin, slips, fuller forms.

The only module that decides when two names are the same.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

PINYIN = "zh-Latn-pinyin"
NEAR = 0.78
"""Of the ratio of difflib: one slip in five letters, none in four."""
# What 杭州 is called in full: whoever writes one form means the other too.
_DIVISIONS = ("自治区", "自治州", "地区", "省", "市", "区", "县", "盟")
_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_TWO_HAN = re.compile(rf"[{_HAN}]{{2}}")
_DIACRITIC = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_NO_WORD = re.compile(r"[\W_]+")


def same_name(text: str) -> str:
    """Reduce a name to what makes it that name: not case, width, diacritics, punctuation or spacing.

    >>> same_name("Ｈángzhōu－Shì"), same_name("杭 州"), same_name("Xi'an")
    ('hangzhou shi', '杭州', 'xi an')
    >>> same_name("%")
    '%'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", _DIACRITIC.sub("", unicodedata.normalize("NFKD", folded)))
    # What is nothing but signs, such as %, is a name all the same.
    return _BETWEEN_HAN.sub("", _NO_WORD.sub(" ", plain).strip()) or folded.strip()


def spellings(label: str, language: str) -> Collection[tuple[str, bool]]:
    """Give what people may type for a label, each with whether it is only the initials of its pinyin."""
    if language.lower() != PINYIN.lower():
        key = same_name(label)
        return [(key, False)] if key else []
    # 吕 is typed lu by some and lv by others.
    lax = unicodedata.normalize("NFD", label.casefold()).replace("u\u0308", "v")
    spellings: set[tuple[str, bool]] = set()
    for spelling in {same_name(label), same_name(lax) if "v" in lax else ""}:
        syllables = spelling.split()
        spellings |= {(" ".join(syllables), False), ("".join(syllables), False)}
        if len(syllables) > 1:
            spellings.add(("".join(syllable[0] for syllable in syllables), True))
    return {spelling for spelling in spellings if spelling[0]}


def near_keys(wanted: str, keys: Iterable[str], limit: int) -> list[str]:
    """Give the keys that are one slip away from what was typed, nearest first."""
    # A slip in a name of two characters leaves one of them: the first, where people look.
    if _TWO_HAN.fullmatch(wanted):
        return [key for key in keys if key[0] == wanted[0] and len(key) == len(wanted)][:limit]
    return difflib.get_close_matches(wanted, keys, n=2 * limit, cutoff=NEAR)


def other_forms(name: str) -> list[str]:
    """Give the shorter form of a name of a place, or else its fuller forms.

    >>> other_forms("杭州市"), other_forms("杭州")[3:5]
    (['杭州'], ['杭州省', '杭州市'])
    """
    stripped = [
        name.removesuffix(end) for end in _DIVISIONS if name.endswith(end) and len(name) > len(end) + 1
    ]
    return stripped[:1] or [name + end for end in _DIVISIONS]
