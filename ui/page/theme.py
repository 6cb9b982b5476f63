"""How the page looks: our colours and the visitor's own fonts, nothing from elsewhere."""

from pathlib import Path
from typing import Any

from pullquote.ui.page.uploads import MOST_BYTES

STYLE = Path(__file__).with_name("style.css")
_SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def look() -> dict[str, Any]:
    """The settings of the page's looks for `gr.mount_gradio_app`."""
    import gradio as gr

    return {
        # Plain names: Gradio would make a link to Google of its default ones.
        "theme": gr.themes.Base(font=_SANS, font_mono=_MONO, primary_hue="blue", neutral_hue="stone"),
        "css": STYLE.read_text(encoding="utf-8"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "max_file_size": MOST_BYTES,
        "ssr_mode": False,
        "pwa": False,
    }
