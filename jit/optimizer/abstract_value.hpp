// SPDX-License-Identifier: MIT
// The lattice: what is known of a value while a trace is optimized.
//
//                        unknown
//        /       /    |     |      |      \                 (what it is)
//     null   small_int float boolean none  a kind of object
//        \       |    |     |      |      /
//                 constant (this very word)
//                        bottom                             (cannot be: two facts disagree)
//
// Facts only go down. What can change although the word stays the same (an object's class, shape
// or function version) is kept beside it and forgotten whenever other code may have run.
#pragma once

#include "vm/objects/object.hpp"

#include <cstdint>
#include <optional>

namespace sidewinder::jit {

enum class Sort : std::uint8_t { unknown, null, small_int, number, boolean, none, object, bottom };

struct Fact {
    Sort sort = Sort::unknown;
    std::optional<Kind> kind;        ///< for objects
    std::optional<Value> constant;

    static Fact of(Sort sort) { return {sort, std::nullopt, std::nullopt}; }
    static Fact of(Kind kind) { return {Sort::object, kind, std::nullopt}; }
    /// Everything about one word.
    static Fact exactly(Value v);

    /// An int, float, bool, None or null: counting its references does nothing.
    bool is_immediate() const {
        return sort != Sort::unknown && sort != Sort::object && sort != Sort::bottom;
    }
    bool is(Sort s) const { return sort == s; }
    bool is(Kind k) const { return sort == Sort::object && kind == k; }
    /// What is known when both hold.
    friend Fact meet(const Fact& a, const Fact& b);
    /// What is known when either holds.
    friend Fact join(const Fact& a, const Fact& b);
    friend bool operator==(const Fact&, const Fact&) = default;
};

inline Fact Fact::exactly(Value v) {
    Fact f;
    f.constant = v;
    if (v.is_null()) f.sort = Sort::null;
    else if (v.is_small_int()) f.sort = Sort::small_int;
    else if (v.is_float()) f.sort = Sort::number;
    else if (v.is_bool()) f.sort = Sort::boolean;
    else if (v.is_none()) f.sort = Sort::none;
    else if (v.is_pointer()) {
        f.sort = Sort::object;
        f.kind = v.as_object()->kind;
    } else {
        f.constant.reset();
    }
    return f;
}

inline Fact meet(const Fact& a, const Fact& b) {
    if (a.sort == Sort::unknown) return b;
    if (b.sort == Sort::unknown) return a;
    bool disagree = a.sort != b.sort || (a.kind && b.kind && a.kind != b.kind) ||
                    (a.constant && b.constant && a.constant != b.constant);
    if (disagree) return Fact::of(Sort::bottom);
    return {a.sort, a.kind ? a.kind : b.kind, a.constant ? a.constant : b.constant};
}

inline Fact join(const Fact& a, const Fact& b) {
    if (a.sort == Sort::bottom) return b;
    if (b.sort == Sort::bottom) return a;
    if (a.sort != b.sort) return {};
    bool same_kind = a.kind == b.kind, same_constant = a.constant == b.constant;
    return {a.sort, same_kind ? a.kind : std::nullopt, same_constant ? a.constant : std::nullopt};
}

}  // namespace sidewinder::jit
