# Text as a seed of random.
from random import Random

for seed in ("abc", "é€𐍈"):
    print(Random(seed).random())
r = Random(1)
r.seed("abc", 1)
print(r.random())
# expect: 0.7720246314157545
# expect: 0.16601063186882004
# expect: 0.09639374978773074
