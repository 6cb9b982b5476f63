"""Numbers as people write them, in figures and in words: "1,150", "2.40", "twenty-one", "1.4 billion", "half"."""

import re

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = {word: n for n, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"hundred": 100, "dozen": 12, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}
_WORD = "|".join(sorted((*_SMALL, *_LARGE, *_FRACTIONS), key=len, reverse=True))
_FIGURES = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

NUMBER = re.compile(
    rf"(?<![\w.,])(?:{_FIGURES})(?:[ -](?:{'|'.join(_LARGE)})s?\b)?"
    rf"|\b(?:{_WORD})s?\b(?:(?:[ -]| and | an? )(?:{_WORD})s?\b)*",
    re.IGNORECASE,
)


def numbers(text: str) -> list[float]:
    """Every number of a text, in order: "two of the 1,150" has 2 and 1150."""
    return [_value(match[0]) for match in NUMBER.finditer(text)]


def _value(words: str) -> float:
    """What one number is worth: "two hundred and ten thousand" is 210,000."""
    total, group = 0.0, None
    for word in re.findall(r"[\d.,]+|[a-z]+", words.lower()):
        plain = word if word in _SMALL or word in _LARGE or word in _FRACTIONS else word.removesuffix("s")
        if word[0].isdigit():
            group = float(word.replace(",", ""))
        elif plain in _SMALL:
            group = (group or 0) + _SMALL[plain]
        elif plain in _FRACTIONS:
            group = (1 if group is None else group) * _FRACTIONS[plain]
        elif plain in ("hundred", "dozen"):
            group = (1 if group is None else group) * _LARGE[plain]
        elif plain in _LARGE:
            total += (1 if group is None else group) * _LARGE[plain]
            group = None
    return total + (group or 0)
