"""Where the benchmarks keep what they make; all of it can be thrown away."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"
AGENTS = ROOT / "data" / "agents.toml"
BUILD = ROOT / "build" / "benchmarks"
DATA = BUILD / "data"
RESULTS = BUILD / "results"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
