"""The benchmark: ours against folium + streamlit-folium, in one run, on the same published data."""
