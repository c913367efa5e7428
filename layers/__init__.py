"""How it looks: historical layers, palette, the map document and the figure."""
