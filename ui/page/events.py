"""What Gradio calls when something happens on the page: its values in, what its components show next out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from markupsafe import Markup

from pullquote.corpus import BadInputError
from pullquote.ui.page.actions import Actions, Choices, PageState
from pullquote.ui.page.links import FilterForm, Link

Updates = tuple[Any, ...]  # one for each component that an event changes


class Events:
    """The actions as event handlers. Gradio hands in what their annotations ask for."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions

    def ask(
        self,
        question: str,
        outlets: list[str] | None,
        articles: list[str] | None,
        after: str,
        before: str,
        request: gr.Request,
    ) -> Updates:
        """A question was typed."""
        form = FilterForm(tuple(outlets or ()), tuple(articles or ()), after or "", before or "")
        return _state(self._actions.ask(_session(request), question, form))

    def ask_example(
        self,
        outlets: list[str] | None,
        articles: list[str] | None,
        after: str,
        before: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> Updates:
        """An example was clicked."""
        return self.ask(str(event._data.get("question", "")), outlets, articles, after, before, request)

    def open(self, request: gr.Request) -> Updates:
        """The page was opened, perhaps by a link."""
        link = Link.read(list(request.query_params.multi_items())) if request else Link()
        state, form = self._actions.open(_session(request), link), link.form
        return (
            state.conversation,
            state.source_pane,
            "",
            gr.update(choices=state.choices.outlets, value=list(form.outlets)),
            gr.update(choices=state.choices.articles, value=list(form.articles)),
            form.after,
            form.before,
        )

    def show_source(self, request: gr.Request, event: gr.EventData) -> Markup:
        """A citation was clicked."""
        data = event._data
        return self._actions.show_source(_session(request), str(data.get("key", "")), int(data.get("quote", 0)))

    def vote(self, request: gr.Request, event: gr.EventData) -> None:
        """A thumb was clicked, and perhaps a reason given."""
        data = event._data
        right, reason = data.get("vote") == "up", str(data.get("reason", ""))
        self._actions.vote(_session(request), str(data.get("key", "")), right, reason)

    def upload(
        self,
        paths: list[str] | None,
        request: gr.Request,
        progress: gr.Progress = gr.Progress(),  # noqa: B008  # by this default Gradio knows the parameter
    ) -> Updates:
        """Files were dropped: what became of them, an empty place for more, the articles there are now."""

        def track(what: str, total: int) -> Callable[[int], None]:
            done = 0

            def advance(by: int) -> None:
                nonlocal done
                done += by
                progress((done, total), desc=what, unit="passages")

            return advance

        progress(0, desc="reading")
        result, choices = self._actions.upload(_session(request), [Path(path) for path in paths or ()], track)
        return result, None, gr.update(choices=choices.articles)

    def choices(self, request: gr.Request) -> Updates:
        """The filters were opened."""
        return _offered(self._actions.choices(_session(request)))

    def clear_filters(self) -> Updates:
        """No filters."""
        return [], [], "", ""

    def restart(self, request: gr.Request) -> Updates:
        """A new conversation was asked for."""
        return _state(self._actions.restart(_session(request)))[:3]

    def leave(self, request: gr.Request) -> None:
        """The page was closed."""
        self._actions.end(_session(request))


def _state(state: PageState) -> Updates:
    """For the conversation, the source pane, the question's box, which is emptied, and the two filters by name."""
    return state.conversation, state.source_pane, "", *_offered(state.choices)


def _offered(choices: Choices) -> Updates:
    return gr.update(choices=choices.outlets), gr.update(choices=choices.articles)


def _session(request: gr.Request) -> str:
    """The name that Gradio gives each open page. Raises BadInputError for a caller that is none."""
    if not request.session_hash:
        raise BadInputError("no session; open the page")
    return str(request.session_hash)
