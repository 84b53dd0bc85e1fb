"""Frames for the chart tests, made by counting: no randomness, no scoring."""

from datetime import date, timedelta

import pandas as pd

NAN = float("nan")
LEVEL_IDS = ["ready", "ready_with_gaps", "not_ready", "not_assessed"]
TITLES = ["Ready", "Ready with gaps", "Not ready", "Not assessed"]
FIRST, AS_OF, LAST = date(2026, 1, 1), date(2026, 11, 22), date(2027, 6, 1)
SIZES = (0, 1, 24, 700)


def levels(*sites: int) -> pd.DataFrame:
    rows = list(zip(LEVEL_IDS, TITLES, sites, strict=False))
    return pd.DataFrame(rows, columns=["level", "title", "sites"])


def levels_of(size: int) -> pd.DataFrame:
    return levels(size - 3 * (size // 4), *[size // 4] * 3) if size else levels()


def heatmap_of(size: int, elements: int = 10) -> pd.DataFrame:
    rows = [
        (
            f"S{site}",
            f"Site {site} & partners",
            f"E{element}",
            f"Element {element}",
            element % 2 == 0,
            NAN if (site + element) % 11 == 3 else float((site * 37 + element * 13) % 101),
            (site + element) % 5 == 0,
            site % 9 != 4,
            1,
        )
        for site in range(size)
        for element in range(elements)
    ]
    columns = [
        "row_id",
        "row",
        "element_id",
        "element",
        "core",
        "score",
        "gate_failed",
        "assessed",
        "n",
    ]
    return pd.DataFrame(rows, columns=columns)


def pareto_of(size: int) -> pd.DataFrame:
    rows = [(f"C{n}", f"Must-have {n}", "Trained staff", n % 30, 30) for n in range(1, size + 1)]
    columns = ["criterion_id", "title", "element", "sites", "assessed_sites"]
    return pd.DataFrame(rows, columns=columns)


def timeline_of(size: int) -> pd.DataFrame:
    rows = []
    for step in range(size):
        start = FIRST + timedelta(days=step * 400 // max(size, 1))
        level = step % 4
        score = NAN if level == 3 else float(step * 17 % 101)
        rows.append((start, None, score, LEVEL_IDS[level], TITLES[level]))
    return pd.DataFrame(rows, columns=["from_day", "until_day", "score", "level", "title"])


def strip_of(size: int) -> pd.DataFrame:
    states = ["in place", "gaps", "must-have missing", "not assessed"]
    rows = [
        (f"E{n}", f"Element {n}", NAN if n % 4 == 3 else n % 101, 2, int(n % 4 == 2), states[n % 4])
        for n in range(size)
    ]
    columns = ["element_id", "title", "score", "gates", "gates_failed", "state"]
    return pd.DataFrame(rows, columns=columns)


def lapses_of(size: int) -> pd.DataFrame:
    rows = [(f"Week {n}", n % 3, n % 5) for n in range(1, size + 1)]
    return pd.DataFrame(rows, columns=["bucket", "must_haves", "others"])


def movers_of(size: int) -> pd.DataFrame:
    rows = [
        (
            f"S{n}",
            f"Site {n}",
            NAN if n % 7 == 6 else 40.0,
            50.5 + n % 40,
            "not_assessed" if n % 7 == 6 else "not_ready",
            "ready_with_gaps",
        )
        for n in range(size)
    ]
    columns = ["site_id", "site", "score_before", "score_after", "level_before", "level_after"]
    return pd.DataFrame(rows, columns=columns)


def burn_down_of(size: int) -> pd.DataFrame:
    rows = [
        (AS_OF - timedelta(weeks=size - 1 - week), week % 3, week % 5 + 1) for week in range(size)
    ]
    return pd.DataFrame(rows, columns=["day", "overdue", "on_time"])


def forecast_of(size: int) -> pd.DataFrame:
    """So many sites, each falling a day after the one before; must-haves hold them longer."""
    rows = [
        (AS_OF + timedelta(days=day), max(size - day, 0), max(size - day // 2, 0), size)
        for day in (*range(min(size, 300)), 365)
        if size
    ]
    return pd.DataFrame(rows, columns=["day", "nobody_acts", "must_haves", "everything"])


def plan_of(size: int) -> pd.DataFrame:
    rows = [
        (f"C{n}", f"Item {n}", n, n + n % 5, FIRST, AS_OF, 2.5, n % 2 == 0, n == size)
        for n in range(1, min(size, 44) + 1)
    ]
    columns = ["criterion_id", "title", "begins", "done", "begins_on", "done_on"]
    return pd.DataFrame(rows, columns=[*columns, "hours", "must_have", "critical"])


def reach_of(size: int) -> pd.DataFrame:
    rows = [(n * 3.5, 9 + n, n * 3.5 <= 40) for n in range(size)]
    return pd.DataFrame(rows, columns=["hours", "sites", "within"])


def shared_risks_of(size: int) -> pd.DataFrame:
    rows = [
        (f"hospital-S{n}-1", f"Hospital: Saint {n} & partners", 6, n % 4, n % 2, 1, n + 0.5)
        for n in range(size, 0, -1)
    ]
    columns = ["resource_id", "title", "sites", "ready", "falls", "points", "points_lost"]
    return pd.DataFrame(rows, columns=columns)


def risk_network_of(size: int) -> pd.DataFrame:
    rows = [
        (
            f"hospital-S{n % 30}-1",
            f"Saint {n % 30} & partners",
            f"Practice {n}",
            2 + n % 9,
            n % 3,
            12,
        )
        for n in range(size)
    ]
    columns = ["resource_id", "resource", "practice", "sites", "ready", "practice_sites"]
    return pd.DataFrame(rows, columns=columns)


def agents_of(size: int, agents: int = 9) -> pd.DataFrame:
    states = ["in place", "partly", "nothing", "unknown", "not planned"]
    rows = [
        (
            *(f"S{site}", f"Site {site} & partners", f"Agent {agent}", f"Agent {agent}"),
            states[(site + agent) % 5],
            *(site % 2, site % 3 + 1, 3 if site % 4 == 2 else 1),
        )
        for site in range(size)
        for agent in range(agents)
    ]
    columns = ["row_id", "row", "column_id", "column", "state", "done", "planned", "n"]
    return pd.DataFrame(rows, columns=columns)


def rota_of(size: int) -> pd.DataFrame:
    """So many days of a rota, a week at the most."""
    states = ("covered", "partly", "gap")
    shares = {"covered": 1.0, "partly": 0.5, "gap": 0.0, "skipped": NAN}
    names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    rows = []
    for day in range(min(size, 7)):
        for hour in range(24):
            state = "skipped" if (day, hour) == (6, 3) else states[(day + hour) % 3]
            rows.append((FIRST + timedelta(days=day), names[day], hour, shares[state], state))
    return pd.DataFrame(rows, columns=["day", "weekday", "hour", "share", "state"])
