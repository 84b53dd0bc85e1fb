"""The scoring rules as tables of worked examples.

Each row is run as a test (`test_scoring_rules.py`) and printed in the manual
(`scoring_document.py` writes docs/scoring.md), so the manual cannot say what the product
does not do. To add an example, add a row.
"""
