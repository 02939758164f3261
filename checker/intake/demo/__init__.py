"""A demonstration platform: a small but real approval platform over HTTP, with applications from the shipped cases."""
