"""Parquet tables of records, read some sites at a time."""

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.imports.record_tables import COLUMNS, read_records

SITES = 8_000
EACH = 40
MOMENT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_a_table_is_not_brought_into_memory_as_a_whole(tmp_path: Path) -> None:
    ids = [f"S{number:06}" for number in range(SITES)]
    rows = SITES * EACH
    source = random.Random(1)  # random words: what is kept in memory is about what is in the file
    columns = {
        "site_id": [site for site in ids for _ in range(EACH)],
        "criterion_id": ["C01"] * rows,
        "recorded_at": [MOMENT] * rows,
        "answer": [source.randbytes(60).hex() for _ in range(rows)],
        "numerator": [""] * rows,
        "denominator": [""] * rows,
        "evidence_date": [date(2026, 10, 1)] * rows,
        "end_date": [None] * rows,
    }
    responses = pa.table(columns, pa.schema(list(COLUMNS["responses"].items())))
    pq.write_table(pa.table({"site_id": ids}), tmp_path / "sites.parquet")
    pq.write_table(responses, tmp_path / "responses.parquet", row_group_size=20 * EACH)
    size = (tmp_path / "responses.parquet").stat().st_size
    del columns, responses
    before, kept, read = pa.total_allocated_bytes(), 0, 0
    for site in read_records(tmp_path):
        read += len(site.history.responses["C01"])
        kept = max(kept, pa.total_allocated_bytes() - before)
    assert read == rows
    assert kept < size
