"""Lift coast, lakes, rivers, modern lines and places from packages into sources/base."""
