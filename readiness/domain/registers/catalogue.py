"""Every register and every measure there is."""

from readiness.domain.registers import (
    agent_plans,
    agreements,
    drills,
    equipment,
    materials,
    staff,
    stock,
    training,
    triggers,
)
from readiness.domain.registers.measuring import Measure, Register

REGISTERS: dict[str, Register] = {
    module.REGISTER.id: module.REGISTER
    for module in (
        stock,
        equipment,
        staff,
        training,
        agreements,
        drills,
        materials,
        agent_plans,
        triggers,
    )
}
"""By id, in the order in which they are shown."""

MEASURES: dict[str, Measure] = {
    measure.id: measure for register in REGISTERS.values() for measure in register.measures
}
"""By id: what a criterion may name in `fed_by`."""
