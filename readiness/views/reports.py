"""What a report says beside the figures: what it covers, how they are made, on which sources."""

from dataclasses import asdict

from readiness.domain.framework import Framework
from readiness.domain.scoring import SCORING_VERSION
from readiness.services.network import LAPSE_DAYS, Filters
from readiness.services.reports import NetworkReport, SiteSummary
from readiness.services.sites import SiteReport
from readiness.views.sentences import capitalised, count, day


def sources_of_gaps(report: SiteReport) -> tuple[str, ...]:
    """The sources of the criteria that are gaps, each once, in the order of the gaps."""
    found = (source for gap in report.gaps for source in gap.scored.criterion.sources)
    return tuple(dict.fromkeys(found))


def versions(framework: Framework) -> str:
    """By which rules the figures came about."""
    return f"{framework.title}, version {framework.version}; scoring version {SCORING_VERSION}."


def made(report: SiteSummary | NetworkReport) -> str:
    """Who made it, and when."""
    return f"Made by {report.made_by} on {day(report.made_on)}."


def covers(report: NetworkReport) -> str:
    """Which sites, on which date, compared with which."""
    view = report.overview
    said = (
        f"{capitalised(count(len(view.sites), 'site'))} of {view.sites_in_scope}, "
        f"{len(view.assessed)} assessed. As of {day(view.as_of)}, compared with {day(view.since)}."
    )
    chosen = filters_in_words(report.filters)
    if chosen:
        said += f" Only {chosen}."
    return said if report.whole else f"{said} Only sites that its maker may see count."


def filters_in_words(filters: Filters) -> str:
    """ "region: Midwest; level: ready"; "" where all sites are in."""
    return "; ".join(
        f"{name.replace('_', ' ')}: {', '.join(values)}"
        for name, values in asdict(filters).items()
        if values
    )


def method(framework: Framework) -> tuple[str, ...]:
    """How the figures are made, in sentences, for who has not seen the screens."""
    levels = "; ".join(_level(framework, place) for place in range(len(framework.levels)))
    return (
        f"{len(framework.scored)} criteria in {len(framework.elements)} elements are asked for, "
        f"{len(framework.gates)} of them must-haves. A criterion earns its points in full when it "
        "is met and in part when it is partly met. What is not met, unanswered, lapsed or not "
        "confirmed by a reviewer earns none and stays in; what is not applicable is left out.",
        "The score is the points earned out of 100 of the points possible, rounded down to one "
        "decimal. An element is scored in the same way over its own criteria.",
        f"Levels, lowest first: {levels}. Points cannot buy back a must-have that fails.",
        "Evidence is good through its last day and counts for nothing from the day after. What "
        f"lapses is looked at {LAPSE_DAYS} days ahead, the forecast a year ahead, both as if "
        "nobody acts. A site is measured against the framework version in force for it on the "
        "date. Only what was recorded up to the date counts.",
    )


def _level(framework: Framework, place: int) -> str:
    level = framework.levels[place]
    asks = [f"a score of {float(level.min_score):g} or more"] if level.min_score else []
    asks += ["every must-have"] if level.needs_gates else []
    return f"{level.title} asks for {' and '.join(asks)}" if asks else level.title
