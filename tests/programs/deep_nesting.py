def f(n):
    found = 0
    for a in range(n):
        for b in range(a):
            for c in range(b):
                if a * a + b * b == (c + 20) * (c + 20):
                    found += 1
                elif a % 2:
                    if b % 2:
                        continue
                    if c > 6:
                        break
                else:
                    while c > 3:
                        c -= 2
                        found += c
                        if c == 5:
                            break
                    else:
                        found += 1
    return found

print(f(25))
print(((((((((((1 + 2) * 3) - 4) * 5) + 6) * 7) - 8) * 9) + 10) * 11) - 12)
# expect: 12946
# expect: 20789
