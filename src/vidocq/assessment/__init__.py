"""Who did it and how sure: weighing evidence, never statements."""
