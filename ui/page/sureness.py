"""How sure an answer must be, as the page offers it: what each setting does, measured, and a bot that keeps to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pullquote.rag import SETTINGS, LogisticJudge, RefusalFigures, refusal_figures
from pullquote.ui.collection import Collection


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting with what it did on the questions that it was fitted to, in shares; `now` is the one that holds unless
    another is chosen."""

    name: str
    figures: RefusalFigures
    now: bool


def settings(collection: Collection) -> Sequence[Setting]:
    """The settings there are to choose from, the strictest first; none for a bot that was put together of other
    parts."""
    config, bot = collection.config, collection.bot
    if config is None or not isinstance(bot.judge, LogisticJudge):
        return ()
    figures = refusal_figures(config, collection.index)
    now = next((name for name in SETTINGS if name in figures and figures[name].threshold == bot.judge.threshold), "")
    return [Setting(name, figures[name], name == now) for name in SETTINGS if name in figures]


def at_setting(collection: Collection, loaded: Collection, name: str) -> Collection:
    """The collection, asked as the setting of that name says. Thresholds are those of the loaded articles, also for
    files of a visitor's own. Without a name, and for one that there is not, as it is."""
    chosen = next((setting for setting in settings(loaded) if setting.name == name), None)
    judge = collection.bot.judge
    if chosen is None or not isinstance(judge, LogisticJudge):
        return collection
    bot = replace(collection.bot, judge=replace(judge, threshold=chosen.figures.threshold))
    config = collection.config
    return Collection(
        collection.index,
        bot,
        config and replace(config, refuse=name, threshold=None, risk=None),  # type: ignore[arg-type]  # one of SETTINGS
    )
