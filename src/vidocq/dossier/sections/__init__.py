"""The sections of a dossier in reading order: one file a section, each a function from the desk to a section or nothing."""
