// SPDX-License-Identifier: MIT
// match statements over ints, texts, tuples, lists, dicts and instances, most of which match something.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum syntax::PatternKind;
using syntax::Pattern;

/// What it captures is added to the scope. Alternatives capture nothing, so that they all bind the same.
Pattern Generator::pattern(int depth, bool binds) {
    Pattern p;
    auto bound = [&](Type type) {
        if (!binds || c_.chance(30)) return std::string();
        scope_.push_back({fresh("m"), type, false});
        return scope_.back().id;
    };
    auto parts = [&](int count) {
        for (int i = 0; i < count; ++i) p.parts.push_back(pattern(depth - 1, binds));
    };
    switch (depth > 0 ? c_.below(10) : c_.below(4)) {
        case 0: p.name = bound(Type::any); break;
        case 1:
            p.kind = singleton;
            p.value = c_.chance(50) ? none() : boolean(c_.chance(50));
            break;
        case 2:
        case 3:
            p.kind = value;
            p.value = c_.chance(60) ? small(-1, 5) : c_.chance(30) && !classes_.empty() ? attribute(name(c_.pick(classes_).id), "shared") : text(c_.pick({"a", "ab", ""}));
            break;
        case 4:
        case 5:
            p.kind = sequence;
            parts(c_.between(0, 3));
            if (c_.chance(30)) {
                Pattern rest;
                rest.kind = star;
                rest.name = bound(Type::list);
                p.parts.insert(p.parts.begin() + static_cast<std::ptrdiff_t>(c_.below(static_cast<std::uint32_t>(p.parts.size() + 1))), std::move(rest));
            }
            break;
        case 6: {
            p.kind = mapping;
            static constexpr std::array<int, 3> keys = {0, 1, 2};
            const int count = c_.between(0, 2), first = c_.between(0, 1);
            for (int i = 0; i < count; ++i) p.keys.push_back(c_.chance(70) ? fuzz::integer(keys[static_cast<std::size_t>(first + i)]) : text("k" + std::to_string(i)));
            parts(count);
            if (c_.chance(30)) p.name = bound(Type::dict);
            break;
        }
        case 7: {
            p.kind = class_;
            if (!classes_.empty() && c_.chance(60)) {
                const ClassInfo& info = c_.pick(classes_);
                p.value = name(info.id);
                for (const std::string& a : info.attributes)
                    if (c_.chance(40)) p.attributes.push_back(a);
                if (c_.chance(10)) parts(1);  // which the class does not take
                parts(static_cast<int>(p.attributes.size()));
            } else {
                p.value = name(c_.pick({"int", "str", "float", "list", "dict", "tuple"}));
                parts(c_.between(0, 1));
            }
            break;
        }
        case 8:
            p.kind = as;
            p.parts.push_back(pattern(depth - 1, binds));
            if (!binds || p.parts[0].kind == capture) return std::move(p.parts[0]);
            scope_.push_back({fresh("m"), Type::any, false});
            p.name = scope_.back().id;
            break;
        default:
            p.kind = or_;
            for (int i = c_.between(2, 3); i > 0; --i) {
                Pattern each = pattern(depth - 1, false);
                if (each.kind == or_ || each.kind == capture) each = Pattern{.kind = value, .value = small(0, 9)};
                p.parts.push_back(std::move(each));
            }
    }
    return p;
}

void Generator::match_statement(Block& out, int depth) {
    ExpressionPtr subject;
    switch (c_.below(5)) {
        case 0: subject = tuple(syntax::list(leaf(Type::integer), leaf(Type::any))); break;
        case 1: subject = tuple(syntax::list(binary(BinaryKind::remainder, leaf(Type::integer), fuzz::integer(3)), leaf(c_.pick({Type::list, Type::text, Type::instance})))); break;
        case 2: subject = leaf(c_.pick({Type::list, Type::dict, Type::tuple})); break;
        case 3: subject = binary(BinaryKind::remainder, leaf(Type::integer), fuzz::integer(5)); break;
        default: subject = leaf(c_.pick({Type::instance, Type::any, Type::text}));
    }
    std::vector<syntax::MatchCase> cases;
    const int count = c_.between(1, 4);
    for (int i = 0; i < count; ++i) {
        const std::size_t known = scope_.size();
        syntax::MatchCase each;
        each.pattern = pattern(2, true);
        const bool irrefutable = each.pattern.kind == capture;
        if (c_.chance(25) || (irrefutable && i + 1 < count)) each.guard = boolean_expression(1);
        each.body = body(c_.between(1, 2), depth - 1);
        scope_.resize(known);
        cases.push_back(std::move(each));
    }
    out.push_back(syntax::make(syntax::Match{std::move(subject), std::move(cases)}));
}

}  // namespace sidewinder::fuzz
