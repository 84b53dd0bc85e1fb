"""The practices and sites of the small synthetic network. All names are invented."""

from dataclasses import dataclass

NETWORK = "Harbor & Plains Oncology Network (synthetic)"


@dataclass(frozen=True, slots=True)
class Place:
    """A site before anything is recorded about it; `story` is a key of STORIES."""

    site_name: str
    practice: str
    state: str
    region: str
    champion: str
    hospital: str
    story: str


# practice, state, region, then site, champion, hospital, story
_CURATED: tuple[tuple[str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "Lantern Prairie Oncology",
        "IA",
        "Midwest",
        (
            (
                "Cedar Falls",
                "Lead physician, Prairie",
                "Ambervale Regional Hospital",
                "hub that others learn from",
            ),
            (
                "Millbrook North",
                "Lead physician, Prairie",
                "Ambervale Regional Hospital",
                "high score, doses short for the third patient",
            ),
            (
                "Millbrook South",
                "Infusion nurse lead, Millbrook South",
                "Ambervale Regional Hospital",
                "one step short of the score",
            ),
            (
                "Winnow Creek",
                "Nurse practitioner, Winnow Creek",
                "Ostermere Medical Center",
                "rural, maintenance only",
            ),
            (
                "Elm Prairie",
                "Infusion nurse lead, Elm Prairie",
                "Ostermere Medical Center",
                "stock count forgotten, nights uncovered",
            ),
        ),
    ),
    (
        "Tallgrass Lakes Hematology",
        "MN",
        "Midwest",
        (
            ("Loon Harbor", "Lead pharmacist, Loon Harbor", "Brindlewater Hospital", "steady"),
            (
                "Birch Landing",
                "Infusion nurse lead, Birch Landing",
                "Brindlewater Hospital",
                "education audits never started",
            ),
            (
                "Stonefield",
                "Lead pharmacist, Loon Harbor",
                "Brindlewater Hospital",
                "cover and training behind",
            ),
            ("Pine Crossing", "", "", "never assessed"),
        ),
    ),
    (
        "Saltmarsh Oncology Partners",
        "ME",
        "Northeast",
        (
            (
                "Gull Point",
                "Regional nurse lead, Saltmarsh",
                "Harrowfen Medical Center",
                "agreement ends within 30 days",
            ),
            (
                "Quarry Wharf",
                "Regional nurse lead, Saltmarsh",
                "Harrowfen Medical Center",
                "re-assessment due within 60 days",
            ),
            (
                "Fern Island",
                "Regional nurse lead, Saltmarsh",
                "Tidemark General Hospital",
                "order sets behind a new agent",
            ),
            (
                "Heron Bay",
                "Regional nurse lead, Saltmarsh",
                "Tidemark General Hospital",
                "fell back when the hospital agreement lapsed",
            ),
        ),
    ),
    (
        "Juniper Mesa Cancer Care",
        "CO",
        "Mountain",
        (
            (
                "Copper Basin",
                "Nurse practitioner, Copper Basin",
                "Sagecrown Hospital",
                "climbed from not ready over 12 months",
            ),
            (
                "Antler Pass",
                "Nurse practitioner, Copper Basin",
                "Sagecrown Hospital",
                "no drill, no test call",
            ),
            (
                "High Mesa East",
                "Lead physician, High Mesa",
                "Sagecrown Hospital",
                "reviewer did not confirm the rota",
            ),
            ("Larkspur Flats", "Lead physician, High Mesa", "", "no hospital yet"),
        ),
    ),
    (
        "Ridge & River Cancer Care",
        "TN",
        "South",
        (
            (
                "Hollow Ridge",
                "Lead pharmacist, Ridge & River",
                "Quillmoor General Hospital",
                "supply letter ends within 60 days",
            ),
            (
                "River Bend",
                "Lead pharmacist, Ridge & River",
                "Quillmoor General Hospital",
                "rota ends within 30 days",
            ),
            (
                "Fox Hollow",
                "Infusion nurse lead, Fox Hollow",
                "Quillmoor General Hospital",
                "all must-haves and little else",
            ),
            ("Marble Gap", "Practice nurse, Marble Gap", "", "new to the network"),
        ),
    ),
    (
        "Magnolia Bend Oncology",
        "TN",
        "South",
        (
            (
                "Willow Ferry",
                "Nurse practitioner, Willow Ferry",
                "Quillmoor General Hospital",
                "stock count to be renewed within 30 days",
            ),
            (
                "Oak Landing",
                "Nurse practitioner, Willow Ferry",
                "Quillmoor General Hospital",
                "sliding: quarterly renewals stopped",
            ),
            ("Pecan Hill", "Practice nurse, Pecan Hill", "", "preparing to start"),
        ),
    ),
)

CURATED: tuple[Place, ...] = tuple(
    Place(name, practice, state, region, champion, hospital, story)
    for practice, state, region, sites in _CURATED
    for name, champion, hospital, story in sites
)
"""The small network: 24 sites, 6 practices, 5 states; every story once."""
