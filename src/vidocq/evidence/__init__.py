"""From a document to evidence: every item typed, graded and quoted."""
