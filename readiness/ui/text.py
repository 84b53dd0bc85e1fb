"""Text from people, made harmless for places where Streamlit reads Markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^=@/'\"])")


def plain(text: str) -> str:
    """The same text, shown letter for letter where Markdown is read; one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def source_link(source: str) -> str:
    """A source as a link; anything that is not an address is shown as text."""
    address = source.replace("doi:", "https://doi.org/", 1) if source.startswith("doi:") else source
    if re.fullmatch(r"https?://[^\s<>()\[\]\\]+", address):
        return f"<{address}>"
    return plain(source)
