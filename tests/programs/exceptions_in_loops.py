def risky(i):
    if i % 7 == 3:
        raise ValueError("seven", i)
    if i % 11 == 5:
        return [][i]
    return 100 // (i % 5)

counts = {}
for i in range(120):
    try:
        risky(i)
        name = "fine"
    except (ValueError, IndexError) as e:
        name = type(e).__name__
    except ZeroDivisionError:
        name = "zero"
    else:
        name = name + "!"
    finally:
        counts["finally"] = counts.get("finally", 0) + 1
    counts[name] = counts.get(name, 0) + 1
print(counts)
# expect: {'finally': 120, 'zero': 18, 'fine!': 76, 'ValueError': 17, 'IndexError': 9}
