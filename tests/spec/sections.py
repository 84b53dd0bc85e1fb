"""All sections of the manual, in reading order."""

from tests.spec.rule_1_dates import DATES
from tests.spec.rule_1_states import STATES
from tests.spec.rule_2_fulfillment import FULFILLMENT
from tests.spec.rule_3_points import POINTS
from tests.spec.rule_4_gates import GATES
from tests.spec.rule_5_levels import LEVELS
from tests.spec.rule_6_beside import BESIDE
from tests.spec.rule_7_network import NETWORK
from tests.spec.rule_8_one_number import ONE_NUMBER
from tests.spec.rule_9_past_dates import PAST_DATES
from tests.spec.timeline_steps import TIMELINE

SECTIONS = (
    STATES,
    DATES,
    FULFILLMENT,
    POINTS,
    GATES,
    LEVELS,
    BESIDE,
    NETWORK,
    ONE_NUMBER,
    PAST_DATES,
    TIMELINE,
)
