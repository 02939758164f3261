"""The workbench of those who keep the rules: what the library covers, and what it still lacks."""
