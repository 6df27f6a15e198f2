import cycle_b
done = True
