"""How every workbook is written: texts stay texts, and equal input gives equal bytes."""

from datetime import datetime

TEXTS_STAY_TEXTS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""For XlsxWriter: what people wrote is never run, linked or counted."""
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook's timestamp has no time zone
"""In place of the time of making, which would change the bytes."""
