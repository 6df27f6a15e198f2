s = ""
for i in range(60):
    s += chr(97 + i % 26) if i % 5 else "é"
print(s, len(s), s.upper()[:5], s.find("fg"), s.count("é"), "b" in s)
print("a" < "b", "abc" < "abd", "Z" < "a", "é" > "z", "x" * 3, "" == "", "ab" + "cd" == "abcd")
print("a,b,,c".split(","), "-".join(["x", "y"]), "  t ".strip(), "abc".replace("b", "-"), "abc".startswith("ab"))
print(repr("it's"), repr('say "hi"'), repr("tab\t\n\x00"), str(5) + str(None) + str(1.0))
n = 0
for c in s * 3:
    if c == "é":
        n += 1
    elif c in "aeiou":
        n += 100
print(n)
# expect: ébcdeéghijélmnoéqrstévwxyéabcdéfghiéklmnépqrséuvwxézabcéefgh 60 ÉBCDE 31 12 True
# expect: True True True True xxx True True
# expect: ['a', 'b', '', 'c'] x-y t a-c True
# expect: "it's" 'say "hi"' 'tab\t\n\x00' 5None1.0
# expect: 2436
