"""What was true: linework, units of land, who held them and when."""
