value = 21
def double(x): return x * 2
print('helper runs')
