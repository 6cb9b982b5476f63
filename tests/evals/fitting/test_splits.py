"""What the network has not seen is the same for everybody who asks."""

from pullquote.evals.fitting.splits import fitting_half, held_out

# The titles of SQuAD's dev files that the model card names, and others of the same files.
UNSEEN = {"1973_oil_crisis", "Jacksonville,_Florida", "Newcastle_upon_Tyne", "Prime_number", "Private_school", "Warsaw"}
SEEN = {"Super_Bowl_50", "Normans", "Doctor_Who", "Computational_complexity_theory", "Teacher", "Oxygen", "Kenya"}


def test_the_articles_held_out_are_those_of_the_model_card() -> None:
    assert {title for title in UNSEEN | SEEN if held_out(title)} == UNSEEN


def test_either_half_has_about_half_of_the_groups() -> None:
    assert 450 < sum(fitting_half(f"group {number}") for number in range(1000)) < 550
