// SPDX-License-Identifier: MIT
// Objects against simple models, over random operations: ints against 128-bit ints, dicts against
// a list of pairs in order of insertion. RC_PARAMS="reproduce=…" repeats a failure.
#include "vm/modules/builtins.hpp"
#include "vm/objects/support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
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

}  // namespace
}  // namespace sidewinder
