"""How a published claim is judged: the figures, the forms of claims, the verdict. The table is claim_checks.py."""
