"""A table of a page -> CSV."""

import pandas as pd

from readiness.exports.tables import csv_text


def csv_of(frame: pd.DataFrame) -> bytes:
    """The frame as CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    rows = (
        ["" if pd.isna(value) else str(value) for value in row]
        for row in frame.itertuples(index=False, name=None)
    )
    return ("\ufeff" + csv_text(list(frame.columns), rows)).encode()
