"""Rule bundles: a rule book as one signed file."""
