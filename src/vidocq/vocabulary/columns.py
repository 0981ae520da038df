"""Names of columns and attributes that say whose a value is, in lower case without spaces and punctuation."""

from __future__ import annotations

VERDICT_COLUMNS = frozenset(
    """
    verdict label labels classification class disposition status malicious ismalicious maliciousness whitelist whitelisted
    benign isbenign falsepositive fp reputation assessment role threat threattype allowlist toids ids active opinion
    indicatortypes result rating isioc isbad side owner party whose
    """.split()
)
