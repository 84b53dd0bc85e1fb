"""How wide the reader's window is, as far as charts have to know.

The browser says so, and only when it is not as was thought: from what a telephone calls itself at
first, from its last word afterwards. So most people cost no second run.
"""

from typing import Any

import streamlit as st

KEY = "window"
MOST_OF_NARROW = 640
"""Pixels; Streamlit puts its own columns below each other up to here."""

_WATCH = """export default function ({ data, setStateValue }) {
  const narrow = window.matchMedia("(max-width: %dpx)");
  const say = () => {
    if (narrow.matches !== data.narrow) setStateValue("narrow", narrow.matches);
  };
  narrow.addEventListener("change", say);
  say();
  return () => narrow.removeEventListener("change", say);
}"""
_mount = st.components.v2.component("readiness_window", js=_WATCH % MOST_OF_NARROW)


def is_narrow() -> bool:
    """Whether charts are drawn for a telephone."""
    said: Any = st.session_state.get(KEY) or {}
    narrow = said.get("narrow")
    if isinstance(narrow, bool):
        return narrow
    return "Mobi" in str(st.context.headers.get("User-Agent") or "")


def watch() -> None:
    """Let the browser say it when the window is not as `is_narrow` has it."""
    with st.container(key=f"{KEY}_watch"):
        _mount(key=KEY, data={"narrow": is_narrow()}, on_narrow_change=lambda: None)
