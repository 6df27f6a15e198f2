log = []

def f(how):
    for i in range(3):
        try:
            if how == "return" and i == 1:
                return "returned"
            if how == "break" and i == 1:
                break
            if how == "continue":
                continue
            if how == "raise" and i == 2:
                raise KeyError(how)
        finally:
            log.append((how, i))
    else:
        log.append("else")
    return "end"

for round in range(30):
    log.clear()
    for how in ["return", "break", "continue", "raise", "none"]:
        try:
            log.append(f(how))
        except KeyError as e:
            log.append(repr(e))
print(log)
# expect: [('return', 0), ('return', 1), 'returned', ('break', 0), ('break', 1), 'end', ('continue', 0), ('continue', 1), ('continue', 2), 'else', 'end', ('raise', 0), ('raise', 1), ('raise', 2), "KeyError('raise')", ('none', 0), ('none', 1), ('none', 2), 'else', 'end']
