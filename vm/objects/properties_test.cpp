// SPDX-License-Identifier: MIT
// Objects against simple models, over random operations: ints against 128-bit ints, dicts against
// a list of pairs in order of insertion, lists against vectors, strs against their code points.
// RC_PARAMS="reproduce=…" repeats a failure.
#include "vm/modules/builtins.hpp"
#include "vm/objects/support.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <ostream>
#include <utility>
#include <vector>

namespace sidewinder {
namespace {

class World {
public:
    World() {
        initialize_objects(t);
        install_builtins(t);
    }
    ~World() {
        finalize_objects(t);
        EXPECT_EQ(t.heap.live_objects(), 0u);
    }
    Thread t;
};

__extension__ using Wide = __int128;

std::string text_of(Wide i) {
    std::string digits;
    const bool negative = i < 0;
    do {
        const int digit = static_cast<int>(i % 10);
        digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
        i /= 10;
    } while (i != 0);
    if (negative) digits += '-';
    std::ranges::reverse(digits);
    return digits;
}

/// Around the powers of two more often than not: where inline ints end, and limbs.
rc::Gen<std::int64_t> edges() {
    auto near = rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 62), rc::gen::inRange(-2, 3), rc::gen::arbitrary<bool>()), [](const auto& p) {
        const std::int64_t i = (std::int64_t{1} << std::get<0>(p)) + std::get<1>(p);
        return std::get<2>(p) ? -i : i;
    });
    return rc::gen::oneOf(near, rc::gen::inRange<std::int64_t>(-100, 100), rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 62), std::int64_t{1} << 62));
}

std::string result(World& w, BinaryOperator op, std::int64_t a, std::int64_t b) {
    Ref left = int_from_i64(w.t, a), right = int_from_i64(w.t, b);
    Ref answer = binary_operation(w.t, op, left.get(), right.get());
    if (answer) return int_to_text(answer.get());
    decref(std::exchange(w.t.exception, Value::null()));
    return "raised";
}

RC_GTEST_PROP(IntProperties, ArithmeticIsThatOfWideInts, ()) {
    World w;
    const std::int64_t a = *edges(), b = *edges();
    const Wide x = a, y = b;
    RC_ASSERT(result(w, BinaryOperator::add, a, b) == text_of(x + y));
    RC_ASSERT(result(w, BinaryOperator::subtract, a, b) == text_of(x - y));
    RC_ASSERT(result(w, BinaryOperator::multiply, a, b) == text_of(x * y));
    RC_ASSERT(result(w, BinaryOperator::and_, a, b) == text_of(x & y));
    RC_ASSERT(result(w, BinaryOperator::or_, a, b) == text_of(x | y));
    RC_ASSERT(result(w, BinaryOperator::xor_, a, b) == text_of(x ^ y));
}
RC_GTEST_PROP(IntProperties, DivisionRoundsDown, ()) {
    World w;
    const std::int64_t a = *edges(), b = *edges();
    if (b == 0) {
        RC_ASSERT(result(w, BinaryOperator::floor_divide, a, b) == "raised");
        RC_ASSERT(result(w, BinaryOperator::remainder, a, b) == "raised");
        return;
    }
    const Wide x = a, y = b;
    const Wide quotient = x / y - ((x % y != 0 && (x < 0) != (y < 0)) ? 1 : 0);
    RC_ASSERT(result(w, BinaryOperator::floor_divide, a, b) == text_of(quotient));
    RC_ASSERT(result(w, BinaryOperator::remainder, a, b) == text_of(x - quotient * y));
}
RC_GTEST_PROP(IntProperties, ShiftsMultiplyAndDivideByPowers, ()) {
    World w;
    const std::int64_t a = *edges(), count = *rc::gen::inRange<std::int64_t>(0, 63);
    RC_ASSERT(result(w, BinaryOperator::lshift, a, count) == text_of(Wide{a} * (Wide{1} << count)));
    RC_ASSERT(result(w, BinaryOperator::rshift, a, count) == text_of(Wide{a} >> count));
}

/// Equal ints and floats are one key.
Value key(int i) { return i % 2 == 0 ? Value::small_int(i / 4) : Value::number(i / 4); }

RC_GTEST_PROP(DictProperties, KeepsInsertionOrder, ()) {
    World w;
    Ref dict = make_dict(w.t);
    auto* d = dict.as<DictObject>();
    std::vector<std::pair<int, std::int64_t>> model;  // key / 4, value
    const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(rc::gen::inRange(0, 120), rc::gen::inRange(0, 100)));
    for (const auto& [k, choice] : steps) {
        auto at = std::ranges::find(model, k / 4, &std::pair<int, std::int64_t>::first);
        if (choice < 60) {
            RC_ASSERT(dict_set(w.t, d, key(k), Value::small_int(choice)));
            if (at == model.end()) model.emplace_back(k / 4, choice);
            else at->second = choice;
        } else {
            RC_ASSERT(dict_delete(w.t, d, key(k)) == (at != model.end()));
            if (at != model.end()) model.erase(at);
        }
    }
    RC_ASSERT(d->live == model.size());
    for (const auto& [k, value] : model) RC_ASSERT(dict_get(w.t, d, key(4 * k)) == Value::small_int(value));
    std::vector<std::int64_t> values, expected;
    for (std::size_t i = 0; i < d->used; ++i)
        if (!d->entries[i].key.is_null()) values.push_back(d->entries[i].value.as_small_int());
    for (const auto& pair : model) expected.push_back(pair.second);
    RC_ASSERT(values == expected);
}

// ---- lists and strs ---------------------------------------------------------------------------

using Bound = std::optional<std::int64_t>;

/// Near the ends of a short sequence more often than not, missing, or beyond any.
rc::Gen<Bound> bounds() {
    auto near = rc::gen::map(rc::gen::inRange<std::int64_t>(-9, 10), [](std::int64_t i) { return Bound(i); });
    auto far = rc::gen::element(Bound(INT64_MAX), Bound(INT64_MIN), Bound(Value::int_max + 1), Bound(1000), Bound(-1000));
    return rc::gen::weightedOneOf<Bound>({{8, near}, {1, far}, {2, rc::gen::just(Bound())}});
}

/// One operation on the sequence under test: which, where, how often, and what takes part.
struct Step {
    int what = 0;
    Bound start, stop, step;
    std::vector<int> items;
};
void showValue(const Step& s, std::ostream& out) {
    auto bound = [](const Bound& b) { return b ? fmt::to_string(*b) : "_"; };
    out << fmt::format("{} {}:{}:{} {}", s.what, bound(s.start), bound(s.stop), bound(s.step), fmt::join(s.items, ","));
}
rc::Gen<std::vector<Step>> steps(int kinds, int items) {
    auto some = rc::gen::resize(5, rc::gen::container<std::vector<int>>(rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, items))));
    auto step = rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, kinds), bounds(), bounds(), bounds(), some),
                             [](const auto& p) { return Step{std::get<0>(p), std::get<1>(p), std::get<2>(p), std::get<3>(p), std::get<4>(p)}; });
    // Ranges are all of what they say at the nominal size only; sequences are longer than that.
    return rc::gen::resize(400, rc::gen::container<std::vector<Step>>(rc::gen::resize(rc::kNominalSize, step)));
}

/// The positions that [start:stop:step] means in a sequence of `size`, by walking.
std::vector<std::size_t> positions(std::size_t size, const Step& s) {
    const Wide n = static_cast<Wide>(size), step = s.step.value_or(1);
    auto place = [&](Wide at) {
        at = at < 0 ? at + n : at;
        return step < 0 ? std::clamp<Wide>(at, -1, n - 1) : std::clamp<Wide>(at, 0, n);
    };
    std::vector<std::size_t> out;
    const Wide stop = s.stop ? place(*s.stop) : step < 0 ? -1 : n;
    for (Wide at = s.start ? place(*s.start) : step < 0 ? n - 1 : 0; step < 0 ? at > stop : at < stop; at += step) out.push_back(static_cast<std::size_t>(at));
    return out;
}
/// Where [at] is, if anywhere.
std::optional<std::size_t> position(std::size_t size, std::int64_t at) {
    if (at < 0 && at >= -static_cast<std::int64_t>(size)) at += static_cast<std::int64_t>(size);
    return at >= 0 && at < static_cast<std::int64_t>(size) ? std::optional(static_cast<std::size_t>(at)) : std::nullopt;
}
template <class Sequence>
Sequence picked(const Sequence& from, const std::vector<std::size_t>& at) {
    Sequence out;
    for (std::size_t i : at) out.push_back(from[i]);
    return out;
}
template <class Sequence>
Sequence repeated(const Sequence& s, std::int64_t times) {
    Sequence out;
    for (std::int64_t i = 0; i < times; ++i) out.insert(out.end(), s.begin(), s.end());
    return out;
}

Ref bound_value(World& w, const Bound& b) { return b ? int_from_i64(w.t, *b) : Ref::steal(Value::none()); }
Ref slice_value(World& w, const Step& s) {
    return make_slice(w.t, bound_value(w, s.start).get(), bound_value(w, s.stop).get(), bound_value(w, s.step).get());
}
/// Whether an exception is pending that is of that kind; there is none afterwards.
bool raised(World& w, ExceptionKind kind) {
    const Ref pending = Ref::steal(std::exchange(w.t.exception, Value::null()));
    return pending && pending.get().as_object()->type == exception_type(w.t, kind);
}
Ref call_method(World& w, std::span<const NativeMethod> table, std::string_view name, std::initializer_list<Value> args) {
    auto at = std::ranges::find_if(table, [&](const NativeMethod& m) { return name == m.name; });
    return at->call(w.t, std::span(args.begin(), args.size()), Value::null());
}

constexpr std::array comparisons = {CompareOperator::lt, CompareOperator::le, CompareOperator::eq, CompareOperator::ne, CompareOperator::gt, CompareOperator::ge};
constexpr std::array<bool (*)(std::partial_ordering) noexcept, 6> orders = {std::is_lt, std::is_lteq, std::is_eq, std::is_neq, std::is_gt, std::is_gteq};
template <class Sequence>
void check_comparisons(World& w, Value a, Value b, const Sequence& x, const Sequence& y) {
    const auto order = std::lexicographical_compare_three_way(x.begin(), x.end(), y.begin(), y.end());
    for (std::size_t i = 0; i < comparisons.size(); ++i) RC_ASSERT(compare(w.t, comparisons[i], a, b).get() == Value::boolean(orders[i](order)));
}

/// A list of a few texts, and the numbers of these in a vector.
class ListUnderTest {
public:
    static constexpr int items = 5, kinds = 20;

    explicit ListUnderTest(World& w) : w_(w), list_(make_list(w.t, {})) {
        for (int i = 0; i < items; ++i) pool_.push_back(make_string(w.t, fmt::format("item {}", i)));
    }

    void take(const Step& s) {
        if (model_.size() > 40) method("clear", {self()}), model_.clear();
        const int item = s.items.empty() ? 0 : s.items[0];
        const Value value = pool_[static_cast<std::size_t>(item)].get();
        switch (s.what) {
            case 0:
            case 1: RC_ASSERT(list_append(w_.t, list(), value)); return model_.push_back(item);
            case 2: return insert(s, item, value);
            case 3: return pop(s);
            case 4: return get(s);
            case 5: return set(s, item, value);
            case 6: return erase(s);
            case 7: return get_slice(s);
            case 8: return set_slice(s);
            case 9: return erase_slice(s);
            case 10: return extend(s);
            case 11: return concatenate(s);
            case 12: return repeat(s);
            case 13: return index(s, item, value);
            case 14: return RC_ASSERT(method("count", {self(), value}).get() == Value::small_int(std::ranges::count(model_, item)));
            case 15: return remove(item, value);
            case 16: return reverse();
            case 17: RC_ASSERT(list_sort(w_.t, list(), Value::none(), s.start.has_value())); return sort(s.start.has_value());
            case 18: return RC_ASSERT(contains(w_.t, self(), value) == (std::ranges::count(model_, item) > 0));
            default: return check_comparisons(w_, self(), make(s.items).get(), model_, s.items);
        }
    }
    /// The same items, and of each as many references as there should be.
    void check() const {
        RC_ASSERT(numbers(self()) == model_);
        RC_ASSERT(list()->size <= list()->capacity);
        for (int i = 0; i < items; ++i) RC_ASSERT(pool_[static_cast<std::size_t>(i)].get().as_object()->refcount == 1 + std::ranges::count(model_, i));
    }

private:
    Value self() const { return list_.get(); }
    ListObject* list() const { return list_.as<ListObject>(); }
    Ref method(std::string_view name, std::initializer_list<Value> args) { return call_method(w_, list_methods(), name, args); }
    Ref make(const std::vector<int>& numbers) {
        std::vector<Value> values;
        for (int i : numbers) values.push_back(pool_[static_cast<std::size_t>(i)].get());
        return make_list(w_.t, values);
    }
    std::vector<int> numbers(Value v) const {
        std::vector<int> out;
        for (const Value item : std::span(v.as<ListObject>()->items, v.as<ListObject>()->size))
            out.push_back(static_cast<int>(std::ranges::find(pool_, item, &Ref::get) - pool_.begin()));
        return out;
    }
    auto place(std::size_t at) { return model_.begin() + static_cast<std::ptrdiff_t>(at); }
    static std::int64_t near(const Step& s) { return s.start.value_or(0); }
    /// How often to repeat: never so much that memory is what is tested.
    static std::int64_t few(const Step& s) { return std::min<std::int64_t>(near(s), 5); }
    std::optional<std::size_t> position(const Step& s) const { return sidewinder::position(model_.size(), near(s)); }

    void insert(const Step& s, int item, Value value) {
        RC_ASSERT(method("insert", {self(), int_from_i64(w_.t, near(s)).get(), value}));
        const auto size = static_cast<Wide>(model_.size());
        const Wide at = near(s) < 0 ? near(s) + size : near(s);
        model_.insert(place(static_cast<std::size_t>(std::clamp<Wide>(at, 0, size))), item);
    }
    void pop(const Step& s) {
        const auto at = sidewinder::position(model_.size(), s.start.value_or(-1));
        Ref got = s.start ? method("pop", {self(), int_from_i64(w_.t, *s.start).get()}) : method("pop", {self()});
        if (!at) return RC_ASSERT(!got && raised(w_, ExceptionKind::IndexError));
        RC_ASSERT(got.get() == pool_[static_cast<std::size_t>(model_[*at])].get());
        model_.erase(place(*at));
    }
    void get(const Step& s) {
        const Ref got = get_item(w_.t, self(), int_from_i64(w_.t, near(s)).get());
        if (!position(s)) return RC_ASSERT(!got && raised(w_, ExceptionKind::IndexError));
        RC_ASSERT(got.get() == pool_[static_cast<std::size_t>(model_[*position(s)])].get());
    }
    void set(const Step& s, int item, Value value) {
        const bool done = set_item(w_.t, self(), int_from_i64(w_.t, near(s)).get(), value);
        RC_ASSERT(done == position(s).has_value());
        if (!done) return RC_ASSERT(raised(w_, ExceptionKind::IndexError));
        model_[*position(s)] = item;
    }
    void erase(const Step& s) {
        const bool done = delete_item(w_.t, self(), int_from_i64(w_.t, near(s)).get());
        RC_ASSERT(done == position(s).has_value());
        if (!done) return RC_ASSERT(raised(w_, ExceptionKind::IndexError));
        model_.erase(place(*position(s)));
    }
    void get_slice(const Step& s) {
        const Ref got = get_item(w_.t, self(), slice_value(w_, s).get());
        if (s.step == 0) return RC_ASSERT(!got && raised(w_, ExceptionKind::ValueError));
        RC_ASSERT(numbers(got.get()) == picked(model_, positions(model_.size(), s)));
    }
    void set_slice(const Step& s) {
        // Now and then the list itself, which must be read before it is written.
        const bool itself = s.items.size() == 1;
        const std::vector<int> given = itself ? model_ : s.items;
        const bool done = set_item(w_.t, self(), slice_value(w_, s).get(), itself ? self() : make(given).get());
        if (s.step == 0) return RC_ASSERT(!done && raised(w_, ExceptionKind::ValueError));
        const auto at = positions(model_.size(), s);
        if (s.step.value_or(1) == 1) {
            RC_ASSERT(done);
            const std::size_t from = at.empty() ? first(s) : at[0];
            model_.erase(place(from), place(from + at.size()));
            model_.insert(place(from), given.begin(), given.end());
        } else if (at.size() != given.size()) {
            RC_ASSERT(!done && raised(w_, ExceptionKind::ValueError));
        } else {
            RC_ASSERT(done);
            for (std::size_t i = 0; i < at.size(); ++i) model_[at[i]] = given[i];
        }
    }
    /// Where an empty slice is.
    std::size_t first(const Step& s) const {
        Step all = s;
        all.stop = Bound();
        const auto at = positions(model_.size(), all);
        return at.empty() ? model_.size() : at[0];
    }
    void erase_slice(const Step& s) {
        const bool done = delete_item(w_.t, self(), slice_value(w_, s).get());
        if (s.step == 0) return RC_ASSERT(!done && raised(w_, ExceptionKind::ValueError));
        RC_ASSERT(done);
        auto at = positions(model_.size(), s);
        std::ranges::sort(at, std::ranges::greater());
        for (std::size_t i : at) model_.erase(place(i));
    }
    void extend(const Step& s) {
        const std::vector<int> given = s.items.empty() ? model_ : s.items;
        RC_ASSERT(list_extend(w_.t, list(), s.items.empty() ? self() : make(given).get()));
        model_.insert(model_.end(), given.begin(), given.end());
    }
    void concatenate(const Step& s) {
        const Ref sum = binary_operation(w_.t, BinaryOperator::add, self(), make(s.items).get());
        std::vector<int> expected = model_;
        expected.insert(expected.end(), s.items.begin(), s.items.end());
        RC_ASSERT(numbers(sum.get()) == expected);
    }
    void repeat(const Step& s) {
        const Ref count = int_from_i64(w_.t, few(s));
        RC_ASSERT(numbers(binary_operation(w_.t, BinaryOperator::multiply, self(), count.get()).get()) == repeated(model_, few(s)));
        RC_ASSERT(binary_operation(w_.t, BinaryOperator::inplace_multiply, self(), count.get()).get() == self());
        model_ = repeated(model_, few(s));
    }
    void index(const Step& s, int item, Value value) {
        Step all = s;
        all.start = near(s), all.stop = s.stop.value_or(INT64_MAX), all.step = 1;
        const Ref got = method("index", {self(), value, bound_value(w_, all.start).get(), bound_value(w_, all.stop).get()});
        for (std::size_t i : positions(model_.size(), all))
            if (model_[i] == item) return RC_ASSERT(got.get() == Value::small_int(static_cast<std::int64_t>(i)));
        RC_ASSERT(!got && raised(w_, ExceptionKind::ValueError));
    }
    void remove(int item, Value value) {
        const auto at = std::ranges::find(model_, item);
        const bool done = static_cast<bool>(method("remove", {self(), value}));
        RC_ASSERT(done == (at != model_.end()));
        if (!done) return RC_ASSERT(raised(w_, ExceptionKind::ValueError));
        model_.erase(at);
    }
    void sort(bool backwards) {
        std::ranges::sort(model_);
        if (backwards) std::ranges::reverse(model_);
    }
    void reverse() {
        RC_ASSERT(method("reverse", {self()}));
        std::ranges::reverse(model_);
    }

    World& w_;
    std::vector<Ref> pool_;
    Ref list_;
    std::vector<int> model_;
};

RC_GTEST_PROP(ListProperties, DoesWhatAVectorDoes, ()) {
    World w;
    ListUnderTest list(w);
    for (const Step& s : *steps(ListUnderTest::kinds, ListUnderTest::items)) {
        list.take(s);
        list.check();
        RC_ASSERT(!w.t.has_exception());
    }
}

/// On both sides of where one byte no longer does for a code point.
constexpr std::array<char32_t, 6> letters = {U'a', U'b', U'\xFF', U'\x100', U'\x20AC', U'\x1F40D'};

/// A str, and the same text as code points.
class StrUnderTest {
public:
    static constexpr int items = letters.size(), kinds = 12;

    explicit StrUnderTest(World& w) : w_(w), string_(make_string(w.t, "")) {}

    void take(const Step& s) {
        std::u32string text;
        for (int i : s.items) text += letters[static_cast<std::size_t>(i)];
        if (model_.size() > 40) become(make_string(w_.t, text), text);
        const Ref other = make_string(w_.t, text);
        switch (s.what) {
            case 0:
            case 1: return become(binary(BinaryOperator::add, string_, other), model_ + text);
            case 2: return become(binary(BinaryOperator::add, other, string_), text + model_);
            case 3: return repeat(std::min<std::int64_t>(s.start.value_or(2), 3));
            case 4: return slice(s);
            case 5: return item(s.start.value_or(0));
            case 6: return search(s, other, text);
            case 7: return affix(s, other, text);
            case 8: return replace(s, other, text);
            case 9: return split(other, text);
            case 10: return RC_ASSERT(contains(w_.t, self(), other.get()) == (model_.find(text) != std::u32string::npos));
            default: return check_comparisons(w_, self(), other.get(), model_, text);
        }
    }
    void check() const { check(string_, model_); }

private:
    Value self() const { return string_.get(); }
    Ref method(std::string_view name, std::initializer_list<Value> args) { return call_method(w_, string_methods(), name, args); }
    Ref binary(BinaryOperator op, const Ref& a, const Ref& b) { return binary_operation(w_.t, op, a.get(), b.get()); }
    /// The same code points in the narrowest layout, and one hash for equal texts.
    void check(const Ref& string, const std::u32string& expected) const {
        RC_ASSERT(string);
        auto* s = string.as<StringObject>();
        std::u32string points;
        for (std::uint32_t i = 0; i < s->length; ++i) points += s->at(i);
        RC_ASSERT(points == expected);
        RC_ASSERT(s->wide() == std::ranges::any_of(expected, [](char32_t c) { return c > 255; }));
        const Ref twin = make_string(w_.t, to_utf8(s));
        RC_ASSERT(string_equal(s, twin.as<StringObject>()));
        RC_ASSERT(string_hash(s) == string_hash(twin.as<StringObject>()));
    }
    void become(Ref string, std::u32string text) { string_ = std::move(string), model_ = std::move(text); }

    void repeat(std::int64_t times) { become(binary(BinaryOperator::multiply, string_, int_from_i64(w_.t, times)), repeated(model_, times)); }
    void slice(const Step& s) {
        const Ref got = get_item(w_.t, self(), slice_value(w_, s).get());
        if (s.step == 0) return RC_ASSERT(!got && raised(w_, ExceptionKind::ValueError));
        const std::u32string expected = picked(model_, positions(model_.size(), s));
        check(got, expected);
        if (!expected.empty()) become(got, expected);
    }
    void item(std::int64_t at) {
        const Ref got = get_item(w_.t, self(), int_from_i64(w_.t, at).get());
        const auto place = position(model_.size(), at);
        if (!place) return RC_ASSERT(!got && raised(w_, ExceptionKind::IndexError));
        check(got, model_.substr(*place, 1));
    }
    /// First and last place of `text` between the bounds, and how often it is there without overlap.
    struct Hits {
        std::int64_t first = -1, last = -1, count = 0;
    };
    Hits hits(const Step& s, const std::u32string& text) const {
        // A start beyond the end finds nothing, not even the empty text.
        const auto size = static_cast<std::int64_t>(model_.size());
        auto place = [&](std::int64_t at) { return at < 0 ? std::max<std::int64_t>(at < -size ? 0 : at + size, 0) : at; };
        const std::int64_t start = place(s.start.value_or(0)), stop = std::min(place(s.stop.value_or(size)), size);
        const auto length = static_cast<std::int64_t>(text.size());
        Hits out;
        for (std::int64_t at = start, free = start; at <= stop - length; ++at) {
            if (model_.compare(static_cast<std::size_t>(at), text.size(), text) != 0) continue;
            if (out.first < 0) out.first = at;
            out.last = at;
            if (at >= free) ++out.count, free = at + std::max<std::int64_t>(length, 1);
        }
        return out;
    }
    void search(const Step& s, const Ref& part, const std::u32string& text) {
        const Hits expected = hits(s, text);
        const Ref start = bound_value(w_, s.start), stop = bound_value(w_, s.stop);
        auto ask = [&](std::string_view name) { return method(name, {self(), part.get(), start.get(), stop.get()}); };
        RC_ASSERT(ask("find").get() == Value::small_int(expected.first));
        RC_ASSERT(ask("rfind").get() == Value::small_int(expected.last));
        RC_ASSERT(ask("count").get() == Value::small_int(expected.count));
        const Ref first = ask("index");
        if (expected.first < 0) return RC_ASSERT(!first && raised(w_, ExceptionKind::ValueError));
        RC_ASSERT(first.get() == Value::small_int(expected.first));
        RC_ASSERT(ask("rindex").get() == Value::small_int(expected.last));
    }
    void affix(const Step& s, const Ref& part, const std::u32string& text) {
        const Ref start = bound_value(w_, s.start), stop = bound_value(w_, s.stop);
        const auto size = static_cast<std::int64_t>(model_.size());
        auto place = [&](std::int64_t at) { return at < 0 ? std::max<std::int64_t>(at < -size ? 0 : at + size, 0) : at; };
        const std::int64_t from = place(s.start.value_or(0)), to = std::min(place(s.stop.value_or(size)), size);
        const bool fits = from <= to && to - from >= static_cast<std::int64_t>(text.size());
        const std::u32string part_of = fits ? model_.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)) : std::u32string();
        RC_ASSERT(method("startswith", {self(), part.get(), start.get(), stop.get()}).get() == Value::boolean(fits && part_of.starts_with(text)));
        RC_ASSERT(method("endswith", {self(), part.get(), start.get(), stop.get()}).get() == Value::boolean(fits && part_of.ends_with(text)));
    }
    void replace(const Step& s, const Ref& part, const std::u32string& text) {
        const std::int64_t limit = s.start.value_or(-1);
        const std::u32string with = U"\xFF\x20AC";
        std::u32string expected;
        std::int64_t left = limit < 0 ? INT64_MAX : limit;
        for (std::size_t at = 0; at <= model_.size();) {
            const bool hit = left > 0 && model_.compare(at, text.size(), text) == 0;
            if (hit) --left, expected += with;
            const std::size_t taken = hit && !text.empty() ? text.size() : 1;
            if (!hit || text.empty()) expected += model_.substr(at, 1);
            at += taken;
        }
        check(method("replace", {self(), part.get(), make_string(w_.t, with).get(), int_from_i64(w_.t, limit).get()}), expected);
    }
    /// Split by a text and joined by it again, a str is what it was.
    void split(const Ref& part, const std::u32string& text) {
        const Ref parts = method("split", {self(), part.get()});
        if (text.empty()) return RC_ASSERT(!parts && raised(w_, ExceptionKind::ValueError));
        RC_ASSERT(parts.as<ListObject>()->size == 1 + hits({}, text).count);
        check(method("join", {part.get(), parts.get()}), model_);
    }

    World& w_;
    Ref string_;
    std::u32string model_;
};

RC_GTEST_PROP(StrProperties, DoesWhatCodePointsDo, ()) {
    World w;
    StrUnderTest string(w);
    for (const Step& s : *steps(StrUnderTest::kinds, StrUnderTest::items)) {
        string.take(s);
        string.check();
        RC_ASSERT(!w.t.has_exception());
    }
}

}  // namespace
}  // namespace sidewinder
