"""From outcomes to a report: explanation, gap, missing facts, remedy and verdict."""
