"""What the responses of the synthetic network say besides figures: evidence, roles, agents."""

from collections.abc import Mapping

EVIDENCE: Mapping[str, str] = {
    "C01": "Appointment letter",
    "C02": "Roster naming the deputy",
    "C03": "Role list",
    "C04": "Minutes of the working group",
    "C05": "After-hours protocol, approved version",
    "C06": "On-call rota, current quarter",
    "C07": "Answering-service report, last quarter",
    "C08": "Access log, no patient data",
    "C09": "Test call log",
    "C10": "CRS protocol, approved version",
    "C11": "Protocol page and nursing flow sheet",
    "C12": "List of order sets in the record",
    "C13": "Signed label check",
    "C14": "Order-set excerpt",
    "C15": "Stock count sheet, pharmacy",
    "C16": "Supply letter, partner pharmacy",
    "C17": "Emergency equipment checklist",
    "C18": "Expiry log, pharmacy",
    "C19": "Staff list with training dates",
    "C20": "Rota matched to training dates",
    "C21": "Card expiry list, infusion nurses",
    "C22": "Competency check results",
    "C23": "Signed agreement, start and end page",
    "C24": "Agreement annex, pathway page",
    "C25": "E-mail from hospital pharmacy",
    "C26": "Travel-time policy line",
    "C27": "Dosing-location plan",
    "C28": "Handover form and audit",
    "C29": "Briefing record, emergency department",
    "C30": "ED quick sheet",
    "C31": "Contact list with check dates",
    "C32": "Patient booklets, current versions",
    "C33": "Marked-up booklet",
    "C34": "Chart audit, counts only",
    "C35": "Chart audit, counts only",
    "C36": "Language list",
    "C37": "Selection checklist",
    "C38": "Chart audit, counts only",
    "C39": "Kit count sheet",
    "C40": "Call log, counts only",
    "C41": "REMS enrollment confirmation",
    "C42": "Drill record",
    "C43": "Review log, counts only",
    "C44": "Report to the network",
}

NURSING = frozenset({"C19", "C20", "C21", "C22", "C33", "C34", "C35", "C36", "C38", "C40"})
PHARMACY = frozenset({"C12", "C13", "C15", "C16", "C17", "C18", "C25", "C41"})
"""Which role records what; the practice manager records the rest."""

SHARE_OF_STAFF: Mapping[str, float] = {"C19": 1.0, "C20": 0.55, "C21": 0.5, "C22": 0.9}
"""Percentages counted over people: the part of the staff they are about."""

PLAIN_PERCENTAGES = frozenset({"C07"})
"""Reported as a percentage by a third party, without the counts."""

AGENTS = (
    *("Teclistamab", "Talquetamab", "Elranatamab", "Linvoseltamab"),
    *("Epcoritamab (large B-cell lymphoma)", "Epcoritamab (follicular lymphoma)"),
    *("Glofitamab", "Mosunetuzumab (subcutaneous)", "Tarlatamab"),
)
"""Agents of data/agents.toml that community sites of the network give."""

REMS_AGENTS = frozenset(
    {"Teclistamab", "Talquetamab", "Elranatamab", "Linvoseltamab", "Blinatumomab"}
)
"""Agents of data/agents.toml whose REMS status is yes or unknown."""
