"""The map that runs in the browser: geometry, time engine and controls in one self-contained document."""
