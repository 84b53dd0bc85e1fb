"""Bispecific Readiness: which sites are ready to give bispecific T-cell engagers, on any date."""
