"""Registers: facts instead of opinions."""

from readiness.services.registers import site_registers
from readiness.ui import guard, register_parts, start
from readiness.ui.text import plain
from readiness.views.registers import registers_sentence
from readiness.views.sentences import day

here = guard.page()

heading, report = start.site_in_hand(here, "Registers", "Choose the site whose registers to see.")
kept = site_registers(here.workspace, here.who, report.site.site_id, here.as_of)
heading.title("Registers")
heading.header(plain(registers_sentence(kept)))
heading.caption(f"As of {day(here.as_of)}. A register answers its criteria by itself every day.")

register_parts.says(kept, report.score)
register = register_parts.choose(kept)
register_parts.holds(here, kept, register)
register_parts.state(here, kept, register)
