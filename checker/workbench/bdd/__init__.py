"""Scenarios in officers' words: the steps, one reading of the feature files, recorded and run against a checker."""
