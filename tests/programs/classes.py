class Animal:
    kind = "animal"
    count = 0

    def __init__(self, name):
        self.name = name
        Animal.count += 1

    def speak(self):
        return self.name + " makes " + self.sound()

    def sound(self):
        return "a noise"

    def __repr__(self):
        return f"{type(self).__name__}({self.name!r})"

class Dog(Animal):
    kind = "dog"

    def sound(self):
        return "woof"

animals = []
for i in range(40):
    animals.append(Dog("d" + str(i)) if i % 3 == 0 else Animal("a" + str(i)))
words = 0
for a in animals:
    words += len(a.speak()) + len(a.kind)
print(words, Animal.count, animals[:4])
Dog.sound = lambda self: "loud woof"
for a in animals:
    words += len(a.speak())
print(words, isinstance(animals[0], Animal), isinstance(animals[1], Dog))
# expect: 826 40 [Dog('d0'), Animal('a1'), Animal('a2'), Dog('d3')]
# expect: 1524 True False
