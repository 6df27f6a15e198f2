# optimizer: dead_uop_elimination took out a borrowed load and its pop, but what stood between kept
# saying that the stack slot was borrowed, so the trace failed its verifier. Found by a campaign.
def f(p):
    v = []
    if v is None:
        pass
    return v
for i in range(14):
    result = f(1)
