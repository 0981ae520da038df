"""Who did it and how sure: weighing evidence, never statements."""

from vidocq.assessment.assess import assess

__all__ = ["assess"]
