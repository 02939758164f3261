"""Rule bundles (规则包文件): a rule book as one signed file, read from a place or fetched from a URL."""
