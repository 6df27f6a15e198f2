// SPDX-License-Identifier: MIT
// Tests of the object model without an interpreter: expected values were printed by CPython 3.14.
// Each test ends by taking the thread down and asking the heap whether anything leaked.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "vm/modules/builtins.hpp"
#include "vm/objects/support.hpp"

namespace sidewinder {
namespace {

Ref call_stub(Thread& thread, Value callable, std::span<const Value> args, Value keyword_names) {
    if (is_kind(callable, Kind::native_function))
        return call_native(thread, callable.as<NativeFunction>(), args, keyword_names);
    if (is_kind(callable, Kind::type))
        return construct(thread, callable.as<TypeObject>(), args, keyword_names);
    if (is_kind(callable, Kind::bound_method)) {
        std::vector<Value> all{callable.as<BoundMethod>()->self};
        all.insert(all.end(), args.begin(), args.end());
        return thread.call(thread, callable.as<BoundMethod>()->function, all, keyword_names);
    }
    raise_error(thread, ExceptionKind::TypeError, "'{}' object is not callable",
                type_name(thread, callable));
    return {};
}

class Objects : public testing::Test {
protected:
    Objects() {
        t.call = call_stub;
        t.write_context = &printed;
        t.write = [](void* context, std::string_view text) {
            *static_cast<std::string*>(context) += text;
        };
        initialize_objects(t);
        install_builtins(t);
    }
    void TearDown() override {
        EXPECT_FALSE(t.has_exception()) << error();
        finalize_objects(t);
        EXPECT_EQ(t.heap.live_objects(), 0u);
        EXPECT_EQ(t.heap.bytes_in_use(), 0u);
    }

    Ref s(std::string_view text) { return make_string(t, text); }
    Ref i(std::int64_t n) { return int_from_i64(t, n); }
    Ref big(std::string_view digits) { return int_from_text(t, digits, 10); }
    Ref list(std::initializer_list<Value> items) {
        return make_list(t, std::span(items.begin(), items.size()));
    }
    Ref tuple(std::initializer_list<Value> items) {
        return make_tuple(t, std::span<const Value>(items.begin(), items.size()));
    }

    std::string text(const Ref& r) { return r ? to_utf8(r.as<StringObject>()) : error(); }
    std::string repr(const Ref& r) { return r ? text(to_repr(t, r.get())) : error(); }
    /// Takes the pending exception as "Type: text".
    std::string error() {
        if (!t.has_exception()) return "(no exception)";
        const Ref e = Ref::steal(std::exchange(t.exception, Value::null()));
        return type_name(t, e.get()) + ": " + text(to_str(t, e.get()));
    }
    Ref attr(const Ref& v, std::string_view name) {
        return get_attribute(t, v.get(), intern(t, name));
    }
    Ref call(const Ref& v, std::string_view name, std::initializer_list<Value> args) {
        const Ref method = attr(v, name);
        return method ? t.call(t, method.get(), std::span(args.begin(), args.size()), Value::null())
                      : Ref{};
    }
    Ref builtin(std::string_view name, std::initializer_list<Value> args) {
        const Value f = dict_get(t.builtins, intern(t, name));
        return t.call(t, f, std::span(args.begin(), args.size()), Value::null());
    }
    Ref binary(BinaryOperator op, const Ref& a, const Ref& b) {
        return binary_operation(t, op, a.get(), b.get());
    }
    /// A user class whose methods are native.
    Ref make(const char* name, std::initializer_list<NativeMethod> methods,
             TypeObject* base = nullptr) {
        Ref dict = make_dict(t);
        for (const NativeMethod& m : methods) {
            const Ref f =
                make_native(t, m.name, m.call, m.min_args, m.max_args, NativeFunction::flag_method);
            f.as<NativeFunction>()->owner = t.types.object;
            dict_set(t, dict.as<DictObject>(), Value::object(intern(t, m.name)), f.get());
        }
        const Ref class_name = s(name);
        TypeObject* const bases[] = {base ? base : t.types.object};
        return make_class(t, t.types.type, class_name.get(), bases, dict.as<DictObject>());
    }
    Ref instance(const Ref& type) { return construct(t, type.as<TypeObject>(), {}, Value::null()); }

    std::string printed;
    Thread t;
};

// ---- numbers ------------------------------------------------------------------------------------

TEST_F(Objects, IntTable) {
    const Ref a = big("-123456789012345678901234567890"), b = i(7);
    EXPECT_EQ(repr(binary(BinaryOperator::floor_divide, a, b)), "-17636684144620811271604938270");
    EXPECT_EQ(repr(binary(BinaryOperator::remainder, a, b)), "0");
    EXPECT_EQ(repr(binary(BinaryOperator::rshift, a, b)), "-964506164158950616415895062");
    EXPECT_EQ(repr(binary(BinaryOperator::and_, a, b)), "6");
    EXPECT_EQ(repr(binary(BinaryOperator::true_divide, a, b)), "-1.763668414462081e+28");
    EXPECT_EQ(repr(binary(BinaryOperator::power, i(2), i(100))), "1267650600228229401496703205376");
    EXPECT_EQ(repr(binary(BinaryOperator::power, i(2), i(-2))), "0.25");
    EXPECT_EQ(repr(binary(BinaryOperator::floor_divide, i(-7), i(2))), "-4");
    EXPECT_EQ(repr(binary(BinaryOperator::remainder, i(-7), i(2))), "1");
    EXPECT_EQ(repr(binary(BinaryOperator::remainder, i(7), i(-2))), "-1");
    EXPECT_EQ(
        repr(binary(BinaryOperator::add, Ref::steal(Value::true_()), Ref::steal(Value::true_()))),
        "2");
    EXPECT_EQ(repr(binary(BinaryOperator::true_divide, i(1), i(0))),
              "ZeroDivisionError: division by zero");
    EXPECT_EQ(repr(binary(BinaryOperator::lshift, i(1), i(-1))),
              "ValueError: negative shift count");
    EXPECT_EQ(repr(binary(BinaryOperator::lshift, i(1), i(std::int64_t{1} << 40))),
              "MemoryError: ");
    EXPECT_EQ(repr(binary(BinaryOperator::power, i(10), i(5000))).substr(0, 30),
              "ValueError: Exceeds the limit ");
    EXPECT_EQ(int_hash(big("2305843009213693951").get()), 0u);
    EXPECT_EQ(*hash(t, big("100000000000000000000").get()), float_hash(1e20));
}

/// Small against GMP: the inline path must agree with the big one shifted far up.
TEST_F(Objects, IntInlineAgreesWithBig) {
    std::mt19937_64 random(1);
    const Ref shift = i(200);
    for (int n = 0; n < 2000; ++n) {
        const int bits = 1 + static_cast<int>(random() % 48);
        const std::int64_t x =
            static_cast<std::int64_t>(random() >> (64 - bits)) * (random() & 1 ? 1 : -1);
        const std::int64_t y =
            static_cast<std::int64_t>(random() >> (64 - bits)) * (random() & 1 ? 1 : -1);
        const Ref a = i(x), b = i(y), wide_a = int_lshift(t, a.get(), shift.get());
        const Ref wide_b = int_lshift(t, b.get(), shift.get());
        const auto narrow = [&](const Ref& r) { return int_rshift(t, r.get(), shift.get()); };
        EXPECT_EQ(int_compare(narrow(int_add(t, wide_a.get(), wide_b.get())).get(),
                              int_add(t, a.get(), b.get()).get()),
                  0);
        if (y == 0) continue;
        const Ref q = int_floordiv(t, a.get(), b.get()), r = int_mod(t, a.get(), b.get());
        EXPECT_EQ(int_compare(int_floordiv(t, wide_a.get(), wide_b.get()).get(), q.get()), 0);
        EXPECT_EQ(int_compare(narrow(int_mod(t, wide_a.get(), wide_b.get())).get(), r.get()), 0);
        EXPECT_EQ(repr(int_truediv(t, wide_a.get(), wide_b.get())),
                  repr(int_truediv(t, a.get(), b.get())));
    }
}

TEST_F(Objects, FloatRepr) {
    const std::pair<double, const char*> table[] = {
        {1e16, "1e+16"},
        {1e-5, "1e-05"},
        {0.0001, "0.0001"},
        {-0.0, "-0.0"},
        {123456789012345678.0, "1.2345678901234568e+17"},
        {0.1 + 0.2, "0.30000000000000004"},
        {100000.0, "100000.0"},
        {1e15, "1000000000000000.0"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {HUGE_VAL, "inf"},
        {-HUGE_VAL, "-inf"},
        {1.5, "1.5"},
        {9999999999999998.0, "9999999999999998.0"},
        {1e100, "1e+100"},
        {2.5e-8, "2.5e-08"}};
    for (const auto& [d, expected] : table) EXPECT_EQ(float_repr(d), expected);
    EXPECT_EQ(float_hash(1.5), 1152921504606846977u);
    EXPECT_EQ(float_hash(1e300), 1224995262755759164u);
}

TEST_F(Objects, Formats) {
    const auto percent = [&](const char* f, const Ref& v) {
        return text(binary(BinaryOperator::remainder, s(f), v));
    };
    EXPECT_EQ(percent("%5d|%-5d|%05d",
                      tuple({Value::small_int(42), Value::small_int(42), Value::small_int(-42)})),
              "   42|42   |-0042");
    EXPECT_EQ(percent("%x %o %#x %X", tuple({Value::small_int(255), Value::small_int(8),
                                             Value::small_int(255), Value::small_int(255)})),
              "ff 10 0xff FF");
    EXPECT_EQ(percent("%.3f %e %g", tuple({Value::number(1.0 / 3), Value::number(12345.678),
                                           Value::number(1e-5)})),
              "0.333 1.234568e+04 1e-05");
    EXPECT_EQ(percent("%d", s("a")), "TypeError: %d format: a real number is required, not str");
    const auto format = [&](Value v, const char* spec) { return text(to_format(t, v, spec)); };
    EXPECT_EQ(format(Value::small_int(1234567), ","), "1,234,567");
    EXPECT_EQ(format(Value::small_int(255), "#010x"), "0x000000ff");
    EXPECT_EQ(format(Value::number(3.14159), "10.2f"), "      3.14");
    EXPECT_EQ(format(Value::number(0.25), ".1%"), "25.0%");
    EXPECT_EQ(format(Value::number(1234.5), ".3"), "1.23e+03");
    EXPECT_EQ(format(Value::number(100.0), ".4"), "100.0");
    EXPECT_EQ(format(s("ab").get(), "*^6"), "**ab**");
    EXPECT_EQ(text(call(s("{} {x!r:>5} {1}"), "format", {})),
              "IndexError: Replacement index 0 out of range for positional args tuple");
    EXPECT_EQ(text(call(s("{0}-{1:>4}-{0!r}"), "format", {s("a").get(), Value::small_int(7)})),
              "a-   7-'a'");
}

TEST_F(Objects, Rounding) {
    EXPECT_EQ(repr(builtin("round", {Value::number(2.5)})), "2");
    EXPECT_EQ(repr(builtin("round", {Value::number(2.675), Value::small_int(2)})), "2.67");
    EXPECT_EQ(repr(builtin("round", {Value::small_int(25), Value::small_int(-1)})), "20");
    EXPECT_EQ(repr(builtin("round", {Value::small_int(15), Value::small_int(-1)})), "20");
    EXPECT_EQ(
        repr(builtin("pow", {Value::small_int(2), Value::small_int(-1), Value::small_int(5)})),
        "3");
}

// ---- text and containers ------------------------------------------------------------------------

TEST_F(Objects, StringMethods) {
    EXPECT_EQ(repr(call(s(" a b  c "), "split", {})), "['a', 'b', 'c']");
    EXPECT_EQ(repr(call(s("a,b,,c"), "rsplit", {s(",").get(), Value::small_int(2)})),
              "['a,b', '', 'c']");
    EXPECT_EQ(repr(call(s("straße"), "upper", {})), "'STRASSE'");
    EXPECT_EQ(repr(call(s("hello world"), "title", {})), "'Hello World'");
    EXPECT_EQ(repr(call(s("-42"), "zfill", {Value::small_int(6)})), "'-00042'");
    EXPECT_EQ(repr(call(s("abc"), "replace", {s("").get(), s("-").get()})), "'-a-b-c-'");
    EXPECT_EQ(repr(call(s("a.b.c"), "rpartition", {s(".").get()})), "('a.b', '.', 'c')");
    EXPECT_EQ(repr(call(s(", "), "join", {list({s("x").get(), s("ÿ€").get()}).get()})), "'x, ÿ€'");
    EXPECT_EQ(repr(s("a\n\t'\"\x7f\xc2\xad\xf3\xa0\x80\x81")), R"('a\n\t\'"\x7f\xad\U000e0001')");
    EXPECT_EQ(repr(binary(BinaryOperator::add, s("a"), i(1))),
              "TypeError: can only concatenate str (not \"int\") to str");
    EXPECT_EQ(repr(call(s("abab"), "count", {s("ab").get()})), "2");
    EXPECT_EQ(repr(call(s("a\r\nb\n"), "splitlines", {})), "['a', 'b']");
}

TEST_F(Objects, ListsAndSlices) {
    Ref l = list({});
    for (int n = 0; n < 10; ++n) list_append(t, l.as<ListObject>(), Value::small_int(n));
    const Ref odd = make_slice(t, Value::small_int(1), Value::none(), Value::small_int(2));
    EXPECT_EQ(repr(get_item(t, l.get(), odd.get())), "[1, 3, 5, 7, 9]");
    EXPECT_TRUE(delete_item(t, l.get(), odd.get()));
    EXPECT_EQ(repr(l), "[0, 2, 4, 6, 8]");
    const Ref middle = make_slice(t, Value::small_int(1), Value::small_int(3), Value::none());
    EXPECT_TRUE(set_item(t, l.get(), middle.get(), l.get()));
    EXPECT_EQ(repr(l), "[0, 0, 2, 4, 6, 8, 6, 8]");
    const Ref backwards = make_slice(t, Value::none(), Value::none(), Value::small_int(-3));
    EXPECT_EQ(repr(get_item(t, l.get(), backwards.get())), "[8, 6, 0]");
    EXPECT_TRUE(binary(BinaryOperator::inplace_add, l, l));
    EXPECT_EQ(l.as<ListObject>()->size, 16u);
    list_append(t, l.as<ListObject>(), l.get());
    EXPECT_NE(repr(l).find("[...]"), std::string::npos);
    EXPECT_EQ(
        repr(builtin("sorted",
                     {list({Value::small_int(3), Value::number(2.5), Value::true_()}).get()})),
        "[True, 2.5, 3]");
    EXPECT_EQ(repr(builtin("sorted", {list({Value::small_int(3), s("a").get()}).get()})),
              "TypeError: '<' not supported between instances of 'str' and 'int'");
}

TEST_F(Objects, DictKeepsOrderThroughChurn) {
    Ref d = make_dict(t);
    auto* dict = d.as<DictObject>();
    std::mt19937 random(2);
    std::vector<int> order;
    for (int n = 0; n < 5000; ++n) {
        const int key = static_cast<int>(random() % 300) * 1024;
        const auto at = std::find(order.begin(), order.end(), key);
        const std::uint32_t version = dict->aux;
        if (random() & 1) {
            EXPECT_TRUE(dict_set(t, dict, Value::small_int(key), Value::small_int(n)));
            EXPECT_EQ(dict->aux == version, at != order.end());
            if (at == order.end()) order.push_back(key);
        } else {
            EXPECT_EQ(dict_delete(t, dict, Value::small_int(key)), at != order.end());
            if (at != order.end()) order.erase(at);
        }
    }
    std::vector<int> found;
    const Ref iterator = get_iterator(t, d.get());
    while (const Ref key = iterator_next(t, iterator.get()))
        found.push_back(static_cast<int>(key.get().as_small_int()));
    EXPECT_EQ(found, order);
    EXPECT_EQ(repr(builtin("len", {d.get()})), std::to_string(order.size()));
    dict_set(t, dict, Value::number(1.0), Value::none());
    EXPECT_TRUE(dict_get(t, dict, Value::true_()).is_none());
    EXPECT_FALSE(dict_set(t, dict, list({}).get(), Value::none()));
    EXPECT_EQ(error(), "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')");
}

DictObject* mutated = nullptr;
Ref constant_hash(Thread&, std::span<const Value>, Value) {
    return Ref::steal(Value::small_int(7));
}
Ref clearing_eq(Thread& thread, std::span<const Value>, Value) {
    dict_clear(thread, mutated);
    dict_set(thread, mutated, Value::small_int(1), Value::none());
    return Ref::steal(Value::false_());
}

TEST_F(Objects, DictMutatedByItsKeys) {
    const Ref type = make("K", {{"__hash__", constant_hash, 1, 1}, {"__eq__", clearing_eq, 2, 2}});
    const Ref d = make_dict(t);
    mutated = d.as<DictObject>();
    EXPECT_TRUE(dict_set(t, mutated, instance(type).get(), Value::none()));
    EXPECT_TRUE(dict_set(t, mutated, instance(type).get(), Value::true_()));
    EXPECT_EQ(repr(d), "{1: None, <__main__.K object>: True}");
}

Ref growing_lt(Thread& thread, std::span<const Value> args, Value) {
    const Ref target = get_attribute(thread, args[0], intern(thread, "target"));
    list_append(thread, target.as<ListObject>(), Value::none());
    return Ref::steal(Value::false_());
}

TEST_F(Objects, SortNoticesMutation) {
    const Ref type = make("E", {{"__lt__", growing_lt, 2, 2}});
    const Ref l = list({instance(type).get(), instance(type).get()});
    for (int n = 0; n < 2; ++n)
        instance_set(t, l.as<ListObject>()->items[n], intern(t, "target"), l.get());
    EXPECT_EQ(repr(call(l, "sort", {})), "ValueError: list modified during sort");
    EXPECT_EQ(l.as<ListObject>()->size, 2u);
}

TEST_F(Objects, IterationSeesChangedSize) {
    const Ref d = make_dict(t);
    dict_set(t, d.as<DictObject>(), Value::small_int(1), Value::none());
    const Ref iterator = get_iterator(t, d.get());
    dict_set(t, d.as<DictObject>(), Value::small_int(2), Value::none());
    EXPECT_FALSE(iterator_next(t, iterator.get()));
    EXPECT_EQ(error(), "RuntimeError: dictionary changed size during iteration");
}

TEST_F(Objects, DeepNesting) {
    Ref l = list({});
    for (int n = 0; n < 100000; ++n) l = list({l.get()});
    EXPECT_EQ(repr(l), "RecursionError: maximum recursion depth exceeded");
    Ref other = list({});
    for (int n = 0; n < 100000; ++n) other = list({other.get()});
    EXPECT_FALSE(compare(t, CompareOperator::eq, l.get(), other.get()));
    EXPECT_EQ(error(), "RecursionError: maximum recursion depth exceeded");
    l = Ref{};  // must not recurse as deep
}

// ---- memory -------------------------------------------------------------------------------------

std::vector<std::string> deleted;
Value resurrected;
Ref note_del(Thread& thread, std::span<const Value> args, Value) {
    const Ref name = get_attribute(thread, args[0], intern(thread, "name"));
    deleted.push_back(to_utf8(name.as<StringObject>()));
    return Ref::steal(Value::none());
}
Ref resurrecting_del(Thread& thread, std::span<const Value> args, Value) {
    incref(args[0]);
    resurrected = args[0];
    raise_error(thread, ExceptionKind::ValueError, "dropped");
    return {};
}

TEST_F(Objects, CollectsCyclesInOrder) {
    deleted.clear();
    const Ref type = make("N", {{"__del__", note_del, 1, 1}});
    for (const char* name : {"a", "b", "c"}) {
        const Ref n = instance(type), partner = list({n.get()});
        instance_set(t, n.get(), intern(t, "name"), s(name).get());
        instance_set(t, n.get(), intern(t, "partner"), partner.get());
    }
    EXPECT_TRUE(deleted.empty());
    const std::size_t before = t.heap.live_objects();
    EXPECT_EQ(t.heap.collect(), 6u);
    EXPECT_EQ(deleted, (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(t.heap.live_objects(), before - 6);
}

TEST_F(Objects, ResurrectsOnce) {
    const Ref type = make("R", {{"__del__", resurrecting_del, 1, 1}});
    raise_error(t, ExceptionKind::KeyError, "pending");
    { const Ref r = instance(type); }
    EXPECT_EQ(error(), "KeyError: 'pending'");
    ASSERT_TRUE(resurrected.is_pointer());
    const std::size_t alive = t.heap.live_objects();
    drop(resurrected);
    EXPECT_TRUE(resurrected.is_null());
    EXPECT_EQ(t.heap.live_objects(), alive - 1);
}

TEST_F(Objects, ResurrectsFromCycle) {
    const Ref type = make("R", {{"__del__", resurrecting_del, 1, 1}});
    {
        const Ref r = instance(type);
        instance_set(t, r.get(), intern(t, "self"), r.get());
    }
    EXPECT_EQ(t.heap.collect(), 0u);
    drop(resurrected);
    EXPECT_EQ(t.heap.collect(), 1u);
}

TEST_F(Objects, LongChainDies) {
    const Ref type = make("L", {});
    Ref head = instance(type);
    for (int n = 0; n < 200000; ++n) {
        const Ref next = instance(type);
        instance_set(t, next.get(), intern(t, "next"), head.get());
        head = next;
    }
    head = Ref{};
}

TEST_F(Objects, MemoryLimitAndInjection) {
    t.heap.limit = t.heap.bytes_in_use() + 100000;
    EXPECT_EQ(repr(string_repeat(t, s("abc").as<StringObject>(), Value::small_int(1000000))),
              "MemoryError: ");
    t.heap.limit = std::size_t{1} << 30;
    for (int n = 0; n < 60; ++n) {
        t.heap.fail_after = n;
        const Ref l = list({});
        if (l) {
            for (int k = 0; k < 20 && !t.has_exception(); ++k)
                list_append(t, l.as<ListObject>(), s("word").get());
        }
        if (!t.has_exception()) builtin("sorted", {Value::object(t.special_names[0])});
        t.heap.fail_after = -1;
        drop(t.exception);
    }
}

// ---- classes ------------------------------------------------------------------------------------

TEST_F(Objects, Shapes) {
    const Ref type = make("P", {});
    const Ref a = instance(type), b = instance(type);
    StringObject *x = intern(t, "x"), *y = intern(t, "y");
    for (const Ref& each : {a, b}) {
        instance_set(t, each.get(), x, Value::small_int(1));
        instance_set(t, each.get(), y, Value::small_int(2));
    }
    EXPECT_EQ(a.as<InstanceObject>()->shape, b.as<InstanceObject>()->shape);
    EXPECT_TRUE(instance_delete(a.get(), x));
    EXPECT_NE(a.as<InstanceObject>()->aux, b.as<InstanceObject>()->aux);
    EXPECT_EQ(instance_get(a.get(), y).as_small_int(), 2);
    EXPECT_EQ(repr(attr(a, "x")), "AttributeError: 'P' object has no attribute 'x'");
    const Ref other = make("Q", {});
    EXPECT_TRUE(set_attribute(t, b.get(), intern(t, "__class__"), other.get()));
    EXPECT_EQ(repr(b), "<__main__.Q object>");
    EXPECT_EQ(repr(attr(b, "y")), "2");
    for (int n = 0; n < 3000; ++n)
        instance_set(t, a.get(), intern(t, "n" + std::to_string(n)), Value::small_int(n));
    EXPECT_EQ(instance_get(a.get(), intern(t, "n1234")).as_small_int(), 1234);
    const Ref c = instance(type);
    instance_set(t, c.get(), y, Value::none());
    for (int n = 0; n < 3000; ++n)
        instance_set(t, c.get(), intern(t, "n" + std::to_string(n)), Value::small_int(n));
    EXPECT_EQ(c.as<InstanceObject>()->shape, a.as<InstanceObject>()->shape);
}

int changes = 0;

TEST_F(Objects, TypeVersions) {
    changes = 0;
    t.on_change = [](Thread&, Object*) { ++changes; };
    const Ref base = make("B", {});
    const Ref derived = make("D", {}, base.as<TypeObject>());
    auto* type = derived.as<TypeObject>();
    const Ref d = instance(derived);
    EXPECT_TRUE(lookup_special(t, d.get(), Special::len).is_null());
    type->flags |= TypeObject::flag_watched;
    const std::uint32_t version = type->version;
    EXPECT_TRUE(type_set_attribute(t, base.as<TypeObject>(), intern(t, "__len__"), Value::none()));
    EXPECT_NE(type->version, version);
    EXPECT_EQ(changes, 1);
    EXPECT_TRUE(lookup_special(t, d.get(), Special::len).is_none());
    EXPECT_FALSE(set_attribute(t, Value::object(t.types.int_), intern(t, "x"), Value::none()));
    EXPECT_EQ(error(), "TypeError: cannot set 'x' attribute of immutable type 'int'");
    const Ref empty = make_dict(t), name = s("I");
    TypeObject* const bases[] = {t.types.bool_};
    EXPECT_EQ(repr(make_class(t, t.types.type, name.get(), bases, empty.as<DictObject>())), "TypeError: type 'bool' is not an acceptable base type");
    t.on_change = nullptr;
}

TEST_F(Objects, ExceptionsChain) {
    raise_error(t, ExceptionKind::ValueError, "first");
    t.base_handled = std::exchange(t.exception, Value::null());
    const Ref type = make("Mine", {}, exception_type(t, ExceptionKind::KeyError));
    raise_value(t, type.get(), Value::null());
    StringObject *f = intern(t, "<module>"), *file = intern(t, "x.py");
    add_traceback(t, nullptr, f, file, 3);
    const Ref e = Ref::steal(std::exchange(t.exception, Value::null()));
    EXPECT_EQ(format_traceback(t, e.get()),
              "ValueError: first\n\nDuring handling of the above exception, another exception "
              "occurred:\n\n"
              "Traceback (most recent call last):\n  File \"x.py\", line 3, in <module>\nMine\n");
    EXPECT_EQ(repr(attr(e, "__context__")), "ValueError('first')");
}

TEST_F(Objects, WrongArguments) {
    const Ref l = list({});
    EXPECT_EQ(repr(call(l, "append", {})),
              "TypeError: list.append() takes exactly one argument (0 given)");
    EXPECT_EQ(repr(call(l, "pop", {Value::none(), Value::none()})),
              "TypeError: pop expected at most 1 argument, got 2");
    EXPECT_EQ(repr(builtin("len", {})), "TypeError: len() takes exactly one argument (0 given)");
    EXPECT_EQ(repr(builtin("isinstance", {l.get()})),
              "TypeError: isinstance expected 2 arguments, got 1");
    EXPECT_EQ(repr(attr(l, "append")), "<built-in method append of list object>");
}

TEST_F(Objects, Modules) {
    const Ref math = import_module(t, intern(t, "math"));
    EXPECT_EQ(repr(call(math, "sqrt", {Value::small_int(-1)})),
              "ValueError: expected a nonnegative input, got -1.0");
    EXPECT_EQ(repr(call(math, "factorial", {Value::small_int(25)})), "15511210043330985984000000");
    EXPECT_EQ(repr(call(math, "isqrt", {big("1000000000000000000000000").get()})), "1000000000000");
    EXPECT_EQ(repr(call(math, "gcd", {Value::small_int(-12), Value::small_int(18)})), "6");
    EXPECT_EQ(repr(import_module(t, intern(t, "nope"))),
              "ModuleNotFoundError: No module named 'nope'");
    t.deterministic = true;
    const Ref time = import_module(t, intern(t, "time"));
    EXPECT_EQ(repr(call(time, "time", {})), "0.0");
    EXPECT_EQ(repr(call(time, "perf_counter", {})), "1.0");
    builtin("print", {Value::small_int(1), s("a").get(), list({s("b").get()}).get()});
    EXPECT_EQ(printed, "1 a ['b']\n");
}

}  // namespace
}  // namespace sidewinder
