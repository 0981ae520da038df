"""Published scales and identifiers, one file a standard, each citing its edition."""
