// SPDX-License-Identifier: MIT
// The laws of the lattice of facts, over random facts: RC_PARAMS="reproduce=…" repeats a failure.
#include "jit/optimizer/abstract_value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <ostream>

namespace sidewinder::jit {

void showValue(const Fact& f, std::ostream& out) {
    out << "sort " << static_cast<int>(f.sort) << " kind " << (f.kind ? static_cast<int>(*f.kind) : -1) << " constant " << std::hex
        << (f.constant ? f.constant->bits : 0);
}

}  // namespace sidewinder::jit

namespace rc {

/// Few values, so that two facts often agree in part.
template <>
struct Arbitrary<sidewinder::jit::Fact> {
    static Gen<sidewinder::jit::Fact> arbitrary() {
        using namespace sidewinder;
        using jit::Fact;
        using jit::Sort;
        auto sorts = gen::map(gen::element(Sort::unknown, Sort::null, Sort::small_int, Sort::number, Sort::boolean, Sort::none, Sort::object, Sort::bottom),
                              [](Sort s) { return Fact::of(s); });
        auto kinds = gen::map(gen::element(Kind::list, Kind::dict, Kind::string), [](Kind k) { return Fact::of(k); });
        auto words = gen::map(gen::element(Value::small_int(0), Value::small_int(1), Value::small_int(Value::int_min), Value::number(0.0), Value::number(-0.0),
                                           Value::number(NAN), Value::true_(), Value::false_(), Value::none(), Value::null()),
                              [](Value v) { return Fact::exactly(v); });
        return gen::oneOf(sorts, kinds, words);
    }
};

}  // namespace rc

namespace sidewinder::jit {
namespace {

/// a says at least as much as b.
bool at_or_below(const Fact& a, const Fact& b) { return meet(a, b) == a; }

RC_GTEST_PROP(Lattice, MeetAndJoinAreIdempotent, (const Fact& a)) {
    RC_ASSERT(meet(a, a) == a);
    RC_ASSERT(join(a, a) == a);
}
RC_GTEST_PROP(Lattice, MeetAndJoinAreCommutative, (const Fact& a, const Fact& b)) {
    RC_ASSERT(meet(a, b) == meet(b, a));
    RC_ASSERT(join(a, b) == join(b, a));
}
RC_GTEST_PROP(Lattice, MeetAndJoinAreAssociative, (const Fact& a, const Fact& b, const Fact& c)) {
    RC_ASSERT(meet(a, meet(b, c)) == meet(meet(a, b), c));
    RC_ASSERT(join(a, join(b, c)) == join(join(a, b), c));
}
RC_GTEST_PROP(Lattice, MeetAndJoinAbsorbEachOther, (const Fact& a, const Fact& b)) {
    RC_ASSERT(meet(a, join(a, b)) == a);
    RC_ASSERT(join(a, meet(a, b)) == a);
}
RC_GTEST_PROP(Lattice, MeetAndJoinAreMonotone, (const Fact& a, const Fact& b, const Fact& c)) {
    const Fact low = meet(a, b);
    RC_ASSERT(at_or_below(meet(low, c), meet(a, c)));
    RC_ASSERT(at_or_below(join(low, c), join(a, c)));
}
RC_GTEST_PROP(Lattice, UnknownIsTopAndBottomIsBottom, (const Fact& a)) {
    const Fact bottom = Fact::of(Sort::bottom);
    RC_ASSERT(at_or_below(a, Fact{}));
    RC_ASSERT(at_or_below(bottom, a));
    RC_ASSERT(join(a, bottom) == a);
}

}  // namespace
}  // namespace sidewinder::jit
