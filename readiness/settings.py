"""Where things are unless someone says otherwise."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"
AGENTS = ROOT / "data" / "agents.toml"


def database() -> str:
    """Where the ledger is: READINESS_DB, or a file under data/local."""
    return os.environ.get("READINESS_DB") or str(ROOT / "data" / "local" / "readiness.db")
