"""Who said what of whom: statements, responses, incidents, and the ledger that keeps them."""
