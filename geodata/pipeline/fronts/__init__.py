"""Fronts for every day, computed from dated facts: facts -> surface of the day of capture -> ground held -> lines."""
