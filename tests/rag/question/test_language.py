"""English is told from other languages by its function words, and only where there is enough text."""

import pytest

from pullquote.corpus import bundled_folder, load_articles
from pullquote.rag.question.language import LETTERS, reads_as_english

OTHERS = [
    "Der Bürgermeister ist am Dienstag zurückgetreten. Seine Nachfolgerin wird im Juni gewählt, wie der Rat der Stadt"
    " am Abend mitteilte. Was an der Sache war, wollte am Ende niemand sagen, so dass in der Stadt viel geredet wurde.",
    "Le maire de la ville a démissionné mardi. Son successeur sera élu en juin, a annoncé le conseil. On me dit que les"
    " raisons sont personnelles, mais pour l'instant rien n'est sûr, et la ville attend de savoir qui sera candidat.",
    "De burgemeester van de stad is dinsdag afgetreden. Zijn opvolger wordt in juni gekozen, zo maakte de raad bekend."
    " Het was een besluit dat in de stad door velen werd verwacht, en het is nu aan de partijen om iemand te vinden.",
    "防衛大臣は火曜日に、配備計画を停止すると発表した。" * 12,
]
ENGLISH = (
    "The mayor of the town resigned on Tuesday. Her successor will be elected in June, the council said in the evening."
    " What there was to the story nobody wanted to say in the end, so that there was much talk in the town for a week."
)


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_do_not_read_as_english(text: str) -> None:
    assert not reads_as_english(2 * text)


def test_english_reads_as_english() -> None:
    assert reads_as_english(ENGLISH)
    assert all(reads_as_english(article.text) for article in load_articles(bundled_folder()).articles)


@pytest.mark.parametrize("text", OTHERS)
def test_too_little_text_tells_nothing(text: str) -> None:
    assert reads_as_english(text[: LETTERS // 2])
