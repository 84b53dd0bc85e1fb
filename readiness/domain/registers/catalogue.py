"""Every register and every measure there is."""

from readiness.domain.registers import rota, stock
from readiness.domain.registers.measuring import Measure, Register

REGISTERS: dict[str, Register] = {
    register.id: register for register in (rota.REGISTER, stock.REGISTER)
}
"""By id, in the order in which they are shown."""

MEASURES: dict[str, Measure] = {
    measure.id: measure for register in REGISTERS.values() for measure in register.measures
}
"""By id: what a criterion may name in `fed_by`."""
