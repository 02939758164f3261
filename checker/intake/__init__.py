"""Intake from an approval platform: pull pending applications, check them, push the findings back."""
