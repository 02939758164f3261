"""The officers' terminal UI; it draws what ``checker.api`` returns and holds no rules."""
