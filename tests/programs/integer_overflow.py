def multiply(n):
    x = 3
    log = []
    for i in range(n):
        x = x * 3
        if i % 13 == 0:
            log.append(x)
        if x > 10 ** 25:
            x = 3
    return log

print(multiply(120))

def shifts(n):
    total = 0
    for i in range(n):
        total = total ^ (1 << (i % 60)) ^ (-5 >> (i % 9)) ^ (12345678901234 >> (i % 50))
    return total

print(shifts(200))
try:
    1 << -1
except ValueError as e:
    print(e)
# expect: [9, 14348907, 22876792454961, 36472996377170786403, 9, 14348907, 22876792454961, 36472996377170786403, 9, 14348907]
# expect: 1152921504605798406
# expect: negative shift count
