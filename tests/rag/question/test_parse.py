"""How questions are taken: their names."""

from pullquote.rag import Question


def test_names_are_capitalised_words_that_do_not_open_the_question() -> None:
    assert Question("Did the Pentagon and Jim Mattis meet in March?").names == ("pentagon", "jim", "matti")
    assert Question("Which ships?").names == ()
