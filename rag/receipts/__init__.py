"""An answer with what proves its quotes, and the proof looked at again."""
