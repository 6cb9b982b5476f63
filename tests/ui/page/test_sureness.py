"""How sure an answer must be."""

from dataclasses import replace

from pullquote.rag import Config, refusal_figures, shipped_judge
from pullquote.ui.collection import Collection
from pullquote.ui.page.sureness import at_setting, settings

NEAREST = Config(reader="nearest")


def of(collection: Collection, config: Config) -> Collection:
    return Collection(collection.index, replace(collection.bot, judge=shipped_judge(config)), config)


def test_each_setting_says_what_was_measured_and_which_one_holds(collection: Collection) -> None:
    found = settings(of(collection, Config(reader="nearest", refuse="strict")))
    assert [(one.name, one.now) for one in found] == [("strict", True), ("balanced", False), ("everything", False)]
    figures = refusal_figures(NEAREST, collection.index)
    assert [one.figures for one in found] == [figures[name] for name in ("strict", "balanced", "everything")]
    assert not any(one.now for one in settings(of(collection, Config(reader="nearest", threshold=0.2))))


def test_a_setting_refuses_below_its_threshold_and_stands_in_what_was_asked(collection: Collection) -> None:
    asked = of(collection, NEAREST)
    strict = at_setting(asked, asked, "strict")
    figures = refusal_figures(NEAREST, collection.index)
    assert strict.bot.judge.threshold == figures["strict"].threshold  # type: ignore[attr-defined]  # a logistic one
    assert strict.config == Config(reader="nearest", refuse="strict")
    for unknown in ("", "wild"):
        assert at_setting(asked, asked, unknown) is asked


def test_a_bot_of_other_parts_has_no_settings(collection: Collection) -> None:
    assert settings(collection) == () and at_setting(collection, collection, "strict") is collection
