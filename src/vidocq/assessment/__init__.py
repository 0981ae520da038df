"""Who did it and how sure: weighing evidence, never statements."""

from vidocq.assessment.assess import assess
from vidocq.assessment.batch import BatchResult, assess_batch

__all__ = ["BatchResult", "assess", "assess_batch"]
