"""Places for a synthetic network of any size. All names are invented."""

from collections.abc import Iterator
from itertools import product
from random import Random

from readiness.services.demo_places import Place
from readiness.services.demo_stories import STORIES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STATES = (
    *((state, "Northeast") for state in ("ME", "NH", "VT", "MA", "CT", "NY", "PA", "NJ")),
    *((state, "South") for state in ("VA", "NC", "SC", "GA", "FL", "TN", "KY", "AL", "TX", "OK")),
    *((state, "Midwest") for state in ("OH", "IN", "IL", "MI", "WI", "MN", "IA", "MO", "KS")),
    *((state, "Mountain") for state in ("CO", "UT", "ID", "MT", "NM", "AZ")),
    *((state, "Pacific") for state in ("WA", "OR", "CA")),
)

_FIRST = _words(
    "Alder Amber Antler Apple Aspen Badger Bay Beaver Birch Blue Bridge Brook Butter Cedar Chalk "
    "Cherry Clay Clover Copper Coral Cotton Crane Dogwood Eagle Elder Elk Elm Falcon Fern Fir "
    "Flint Fox Granite Gray Green Hawk Hazel Heron Hickory Holly Iron Ivy Juniper Lake Larch "
    "Laurel Linden Locust Maple Marble Meadow Mill Mulberry Oak Olive Orchard Otter Pebble Pine "
    "Plum Poplar Quarry Raven Red River Rose Rush Sage Salmon Sand Silver Slate Spring Spruce "
    "Stone Sumac Sycamore Thistle Timber Walnut Wheat Willow Winter Wren"
)
_SECOND = _words(
    "Basin Bend Bluff Branch Corner Cove Creek Crossing Falls Ferry Fields Flats Ford Forge Gap "
    "Glen Grove Harbor Heights Hill Hollow Junction Knoll Lake Landing Meadow Mesa Mills Narrows "
    "Park Pass Point Prairie Ridge Run Shore Springs Station Valley View"
)
_JOINED = ("brook", "bury", "dale", "field", "ford", "haven", "mont", "stead", "ton", "wood")
_DIRECTIONS = ("North", "South", "East", "West")

_PRACTICE_FIRST = _words(
    "Beacon Bright Candle Cardinal Compass Cornerstone Crescent Evergreen Fairwind Gable Garnet "
    "Goldfinch Harvest Hearth Highland Homestead Keystone Kestrel Lantern Lighthouse Linen "
    "Longleaf Lowland Meridian Morning Northern Open Overlook Paper Prairie Quiet Rampart "
    "Saltmarsh Sandhill Shoreline Southern Starling Summit Sundial Tallgrass Tamarack Terrace "
    "Tidal Trellis Upland Vista Waterside Wayside Western Wildrye"
)
_PRACTICE_SECOND = _words(
    "Arbor Bay Bridge Coast Cove Cross Door Fern Field Gate Glen Green Harbor Hill House Isle "
    "Lake Lane Meadow Mesa Path Pier Quarter River Rock Sky Stone Trail Vale Way"
)
_PRACTICE_LAST = ("Oncology", "Cancer Care", "Hematology Oncology", "Oncology Partners")
_PRACTICE_SIZES = (1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 12, 20)

_HOSPITAL_FIRST = _words(
    "Alden Amber Arden Aster Birken Brindle Calder Cinder Corbel Dunmer Elder Fallow Fenner "
    "Garrow Halden Harrow Ister Kelder Lomond Marl Merrow Nether Oster Pellin Quill Rowan Sedge "
    "Selwyn Tallow Tarn Thorn Umber Vesper Wether Wick Wynd Yarrow Zephyr"
)
_HOSPITAL_SECOND = _words(
    "brae cliff combe crest crown dell fen gate glade heath holt hurst lea mark mere moor ridge "
    "rill scar shaw stow tarn vale water weald well wick wold worth wyke"
)
_HOSPITAL_LAST = (
    *("Regional Hospital", "General Hospital", "Medical Center"),
    *("Community Hospital", "Memorial Hospital"),
)
_CHAMPION_ROLES = (
    *("Lead physician", "Infusion nurse lead", "Nurse practitioner", "Lead pharmacist"),
    "Practice nurse",
)


def generated_places(sites: int, random: Random) -> list[Place]:
    """Any number of places; every story as often as in the curated network, as far as it goes."""
    names = _site_names(random)
    practices = _shuffled(random, _PRACTICE_FIRST, _PRACTICE_SECOND)
    hospitals = _shuffled(random, _HOSPITAL_FIRST, _HOSPITAL_SECOND)
    stories = _stories(random)
    places: list[Place] = []
    partners = 0
    for number, (first, second) in enumerate(_repeated(practices, len(_PRACTICE_LAST))):
        last = _PRACTICE_LAST[(number + number // len(practices)) % len(_PRACTICE_LAST)]
        practice = f"{first} {second} {last}"
        state, region = random.choice(_STATES)
        size = min(random.choice(_PRACTICE_SIZES), sites - len(places))
        champion, hospital = "", ""
        for position in range(size):
            name = next(names)
            if position == 0 or random.random() < 0.6:
                champion = f"{random.choice(_CHAMPION_ROLES)}, {name}"
            if position == 0 or random.random() < 0.35:
                start, end = hospitals[partners % len(hospitals)]
                kind = _HOSPITAL_LAST[(partners + partners // len(hospitals)) % len(_HOSPITAL_LAST)]
                hospital = f"{start}{end} {kind}"
                partners += 1
            places.append(Place(name, practice, state, region, champion, hospital, next(stories)))
        if len(places) == sites:
            return places
    raise AssertionError("more sites than there are names")


def _site_names(random: Random) -> Iterator[str]:
    """Plain names first, some in pairs ("Millbrook North", "Millbrook South"); then the rest."""
    plain = [f"{first} {second}" for first, second in product(_FIRST, _SECOND) if first != second]
    joined = [f"{first}{end}" for first, end in product(_FIRST, _JOINED)]
    bases = [*plain, *joined]
    random.shuffle(bases)
    pairs = [base for base in bases if random.random() < 0.15]
    paired = set(pairs)
    for base in bases:
        if base in paired:
            yield f"{base} North"
            yield f"{base} South"
        else:
            yield base
    for direction in _DIRECTIONS:
        for base in bases:
            if base not in paired:
                yield f"{base} {direction}"


def _stories(random: Random) -> Iterator[str]:
    """All stories in a new order, again and again."""
    while True:
        yield from random.sample(list(STORIES), len(STORIES))


def _shuffled(
    random: Random, first: tuple[str, ...], second: tuple[str, ...]
) -> list[tuple[str, str]]:
    pairs = list(product(first, second))
    random.shuffle(pairs)
    return pairs


def _repeated(pairs: list[tuple[str, str]], times: int) -> Iterator[tuple[str, str]]:
    for _ in range(times):
        yield from pairs
