import cycle_a
seen = hasattr(cycle_a, "done")
