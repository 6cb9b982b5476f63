"""Copies of articles are like them and equal to none."""

from itertools import islice

from pullquote.evals.scale.multiplied import multiplied
from tests.conftest import article

NAMES = ["Aalborg", "Bergen", "Calais", "Dover", "Esbjerg"]


def test_no_paragraph_comes_twice_and_what_has_neither_name_nor_number_is_not_copied() -> None:
    texts = [f"{name} has {n}0 ships since 19{n}7.\nNothing was said of it." for n, name in enumerate(NAMES, 1)]
    real = [article(name, f"{text}\n{name} and {name} again.") for name, text in zip(NAMES, texts, strict=True)]
    found = list(islice(multiplied(real), 3 * len(real)))
    assert [one.text for one in found[:5]] == [one.text for one in real]
    copied = [line for one in found[5:] for line in one.text.split("\n") if "ships" in line]
    originals = {line for one in real for line in one.text.split("\n")}
    assert len(copied) == 10 and not originals & set(copied)
    assert not any("Nothing was said" in one.text for one in found[5:])
    assert len({one.id for one in found}) == 15
