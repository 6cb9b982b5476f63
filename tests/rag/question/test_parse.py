"""How questions are taken: their names."""

from pullquote.rag import Question


def test_names_are_capitalised_words_that_do_not_open_the_question() -> None:
    assert Question("Did the Pentagon and Jim Mattis meet in March?").names == ("pentagon", "jim", "matti")
    assert Question("Which ships?").names == ()


def test_days_are_no_names_however_many_of_them_there_are() -> None:
    assert Question("Which bakery opens first on Sundays and on Monday?").names == ()
    assert Question("Which game did Willie Mays win?").names == ("willi", "may")  # a month is also a name
