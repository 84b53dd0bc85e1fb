"""Calendar months added to many dates at once, for the variants on columns."""

import numpy as np

Days = np.ndarray


def add_months(days: Days, months: Days) -> Days:
    """Days since 1970, so many calendar months later; a day that is missing becomes the last."""
    start = days.astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    into = (start - month.astype("datetime64[D]")).astype(np.int64)
    target = month + months
    first = target.astype("datetime64[D]").astype(np.int64)
    following = (target + 1).astype("datetime64[D]").astype(np.int64)
    return np.minimum(first + into, following - 1)
