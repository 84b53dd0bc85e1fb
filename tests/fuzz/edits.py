"""Small changes to a text, as data that can be kept in a file and read by a person.

An edit is `[place, deleted, inserted]`: a place in thousandths of the text, how many signs go from
there, and what comes instead.
"""

from typing import Any

from hypothesis import strategies as st

Edit = list[Any]
Recipe = dict[str, Any]

HOSTILE = (
    *("", " ", "'", '"', '""', ",", ";", "\t", "|", "\n", "\r\n", "\r", "\0", "\ufeff", "\u200b"),
    *("=1+1", "@SUM(A1)", "-", "+", "_x0041_", "_xD800_", "\ud800", "\U0001f600", "\u202e", "İ"),
    *(
        "0",
        "00",
        "-0",
        "1e5",
        "1e999",
        "NaN",
        "Infinity",
        "٣",
        "½",
        "1,5",
        "1.234,5",
        "0.1",
        "100%",
    ),
    *("9" * 30, "1/0", "0x10", "1_000", "-1", "999999999999", "0.0000000000001", "82,5 %"),
    *("2026-02-30", "0001-01-01", "9999-12-31", "1899-12-31", "22.11.2026", "11/22/26", "46000"),
    *("2026-11-22T12:00:00+99:00", "2026-11-22T24:00:00Z", "2026-11-22T12:00:00", "00:00", "24:00"),
    *("yes", "YES", "no", "partly", "not applicable", "NA", "TRUE", "confirmed", "not confirmed"),
    *("S1", "S999", "C01", "C06", "C07", "c1", "site_id", "recorded_at", "answer", "x" * 300),
)


def texts(most: int = 12) -> st.SearchStrategy[str]:
    return st.sampled_from(HOSTILE) | st.text(max_size=most)


def edits(
    inserted: st.SearchStrategy[str] | None = None, most: int = 4
) -> st.SearchStrategy[list[Edit]]:
    return st.lists(
        st.tuples(
            st.integers(0, 999),
            st.sampled_from([0, 0, 1, 1, 2, 8, 40]),
            texts() if inserted is None else inserted,
        ).map(list),
        max_size=most,
    )


def edited(text: str, changes: list[Edit]) -> str:
    for place, deleted, inserted in changes:
        at = place * len(text) // 1000
        text = text[:at] + inserted + text[at + deleted :]
    return text


def as_bytes(text: str, encoding: str = "utf-8") -> bytes:
    """As a program may write it; what is no text of that encoding gets in all the same."""
    if encoding == "utf-8":
        return text.encode(encoding, "surrogatepass")
    return text.encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")
