out = []
for i in range(30):
    name = "n" + str(i)
    out.append(f"{name}={i * 2:>4}|{i / 3:.2f}|{name!r}|{{}}")
print(out[0], out[29])
v = 3.14159
print(f"{v:8.3f}|{v:<10}|{42:05d}|{255:x}|{'abc':^9}|{True}|{None}|{[1, 'a']}")
print(f"{'nested ' + f'{1 + 1}'} {v!s:.4}")
# expect: n0=   0|0.00|'n0'|{} n29=  58|9.67|'n29'|{}
# expect:    3.142|3.14159   |00042|ff|   abc   |True|None|[1, 'a']
# expect: nested 2 3.14
