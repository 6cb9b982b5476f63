"""Questions to begin with."""

from pullquote.ui.collection import Collection
from pullquote.ui.page.examples import examples


def test_examples_are_questions_that_the_articles_answer(collection: Collection) -> None:
    found = examples(collection)
    assert 1 <= len(found) <= 4
    assert all(collection.bot.ask(question).answered for question in found)
