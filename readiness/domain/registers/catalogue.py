"""Every register and every measure there is."""

from readiness.domain.registers import (
    agent_plans,
    agreements,
    drills,
    equipment,
    materials,
    rota,
    staff,
    stock,
    training,
    triggers,
)
from readiness.domain.registers.measuring import Measure, Register
from readiness.domain.registers.rota_responders import RESPONDERS_TRAINED

REGISTERS: dict[str, Register] = {
    module.REGISTER.id: module.REGISTER
    for module in (
        rota,
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
    measure.id: measure
    for measure in (
        *(measure for register in REGISTERS.values() for measure in register.measures),
        RESPONDERS_TRAINED,
    )
}
"""By id: what a criterion may name in `fed_by`."""

ANSWERING = frozenset(name for measure in MEASURES.values() for name in measure.registers)
"""The registers whose entries can move an answer."""
