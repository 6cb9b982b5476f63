"""The spans that a group teaches are the answers, and a draw taken up again goes on the same."""

import random
from dataclasses import replace

import pytest

from tests.training.conftest import TEXT, example, source
from training.batches import CLS, Draw, Shares, Text, for_yes_no, pair, tokens
from training.data import TrainingExample, occurrences

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("ignore")]  # torch warns of its own ways


@pytest.mark.parametrize("seed", range(30))
def test_every_taught_span_is_the_answer(seed: int) -> None:
    answer = "Francisco de Orellana"
    golds = example(answer).golds[0]
    made = pair("Who led them?", Text("Amazon · The Post", TEXT, golds), random.Random(seed), most=170, cut=0.5)
    ids = made.ids[made.starts[0] : made.ends[0] + 1]
    assert ids == tokens(answer)[0]
    assert len(made.ids) - made.passage_at - 1 <= 170
    assert made.ids[: made.heading_at].count(CLS) == 1


def test_a_pair_without_answer_points_at_its_first_token() -> None:
    made = pair("Who led them?", Text("", TEXT), random.Random(0), most=170)
    assert made.starts == made.ends == (0,)
    assert not made.answers


@pytest.mark.parametrize("seed", range(10))
def test_what_tempts_stays_in_the_window(seed: int) -> None:
    tempting = occurrences(TEXT, "Peru")[:1]
    made = pair("Who?", Text("", TEXT, keep=tempting), random.Random(seed), most=170, cut=1.0)
    assert tokens("Peru")[0][0] in made.ids


def test_a_bent_question_stands_beside_the_one_that_it_was_bent_from() -> None:
    right = example("60 %", number=1)
    bent = example("", number=2, twin="t/1")
    made = source(bent, twins={"t/1": right}).group(0, random.Random(0), shares=Shares(twin=1.0), most=170)
    assert [one.answers for one in made.pairs] == [True, False]
    assert not made.shared  # two questions: their spans are not compared


def test_a_draw_taken_up_again_goes_on_the_same() -> None:
    asked = {"wiki": source(*(example("60 %", number=i) for i in range(5)))}

    def draw() -> Draw:
        return Draw(asked, {"wiki": 1.0}, seed=4, shares=Shares(), most=170)

    whole, first, again = draw(), draw(), draw()
    expected = [next(whole) for _ in range(12)]
    begun = [next(first) for _ in range(7)]
    again.taken |= first.taken
    assert [*begun, *(next(again) for _ in range(5))] == expected


def test_questions_for_yes_or_no_stay_two() -> None:
    def asks(question: str, answer: str, twin: str = "") -> TrainingExample:
        return replace(example(answer, twin=twin), question=question)

    rng = random.Random(0)
    right, bent = asks("When was it sailed?", "1542"), asks("When was it left?", "", "t/0")
    made = for_yes_no(bent, right, rng, denied=0.0)
    assert [one and one.question.removesuffix(" in 1542?").rstrip("?") for one in made] == [
        "Was it left",
        "Was it sailed",
    ]
    same = asks("Where was it sailed?", "", "t/0")
    assert for_yes_no(same, right, rng, denied=0.0) == (same, right)
    assert for_yes_no(bent, None, rng, denied=0.0) == (bent, None)
    assert for_yes_no(right, None, rng, denied=1.0)[0].golds == right.golds
