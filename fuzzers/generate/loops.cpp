// SPDX-License-Identifier: MIT
// Loops: long enough to get hot, short enough that a program ends soon; inner ones are short.
#include "fuzzers/generate/generator.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

void Generator::hot_loop(Block& out, int depth) {
    if (c_.chance(25)) while_loop(out, depth);
    else for_loop(out, depth);
}

void Generator::leave_loop(Block& inner, const std::string& counter) {
    if (c_.chance(10)) inner.push_back(branch(compare(CK::gt, name(counter), small(20, 100)), block(syntax::make(syntax::Break{}))));
    if (c_.chance(10)) inner.insert(inner.begin() + static_cast<std::ptrdiff_t>(c_.below(static_cast<std::uint32_t>(inner.size()))),
                                    branch(compare(CK::eq, binary(remainder, name(counter), small(2, 9)), fuzz::integer(0)), block(syntax::make(syntax::Continue{}))));
}

void Generator::while_loop(Block& out, int depth) {
    std::string counter = fresh("w");
    std::string outer = std::exchange(counter_, counter);
    ++loop_depth_;
    out.push_back(assign(counter, fuzz::integer(0)));
    int n = loop_depth_ > 1 ? c_.between(1, 6) : rounds(25);
    std::size_t known = scope_.size();
    scope_.push_back({counter, Type::integer, false});
    Block inner = body(c_.between(1, o_.statements), depth);
    leave_loop(inner, counter);
    // First, so that a `continue` cannot skip it.
    inner.insert(inner.begin(), augment(name(counter), add, fuzz::integer(1)));
    scope_.resize(known);
    --loop_depth_;
    counter_ = outer;
    Block orelse;
    if (c_.chance(10)) orelse = body(1, 0);
    out.push_back(syntax::make(syntax::While{compare(CK::lt, name(counter), fuzz::integer(n)), std::move(inner), std::move(orelse)}));
    scope_.push_back({counter, Type::integer, false});
}

/// What to loop over; `target` may stay a name or become two.
ExpressionPtr Generator::iterable(std::string& target, Type& element, int iterations, bool* unpacks) {
    element = Type::integer;
    *unpacks = false;
    bool inner = loop_depth_ > 1;
    if (makes(Feature::suspensions) && c_.chance(inner ? 20 : 8)) return generator_of_integers();
    switch (c_.below(inner ? 9 : 12)) {
        case 0:
        case 1:
        case 2: break;
        case 3: return call("range", small(-3, 3), fuzz::integer(iterations), small(1, inner ? 1 : 2));
        case 4: return inner ? subscript(leaf(Type::list), fuzz::slice(nullptr, small(2, 6))) : binary(multiply, leaf(Type::list), fuzz::integer(iterations / 3));
        case 5: return inner ? leaf(Type::tuple) : binary(multiply, leaf(Type::tuple), fuzz::integer(iterations / 2));
        case 6: *unpacks = true; return call("enumerate", call("list", inner ? subscript(leaf(Type::list), fuzz::slice(nullptr, fuzz::integer(4))) : call("range", fuzz::integer(iterations))));
        case 7:
            if (const Variable* v = inner ? variable(Type::dict) : nullptr) return call("list", name(v->id));
            break;
        case 8:
            if (const Variable* v = instance_variable(); v != nullptr && inner && !in_method_ && classes_[static_cast<std::size_t>(std::max(v->class_index, 0))].has("iter"))
                return name(v->id);
            break;
        case 9: element = Type::text; return binary(multiply, binary(add, leaf(Type::text), text("xy")), fuzz::integer(iterations / 4));
        case 10: *unpacks = true; return call("zip", call("range", fuzz::integer(iterations)), call("range", small(20, 200)));
        default: break;
    }
    (void)target;
    return call("range", fuzz::integer(iterations));
}

void Generator::for_loop(Block& out, int depth) {
    std::string target = fresh("i");
    ++loop_depth_;
    int n = loop_depth_ > 1 ? c_.between(1, 6) : rounds(25);
    Type element;
    bool unpacks;
    ExpressionPtr source = iterable(target, element, n, &unpacks);
    std::string outer = counter_;
    // A loop over anything but a range of ints keeps the counter of the loop around, if any.
    bool counts = element == Type::integer && !unpacks;
    std::size_t known = scope_.size();
    ExpressionPtr where = name(target);
    scope_.push_back({target, element, false});
    if (unpacks) {
        std::string second = fresh("j");
        scope_.push_back({second, Type::integer, false});
        where = tuple(syntax::list(name(target), name(second)));
        counts = true;
    }
    if (loop_depth_ == 1 || counts) counter_ = counts ? target : "";
    Block inner = body(c_.between(1, o_.statements), depth);
    if (!counter_.empty()) leave_loop(inner, counter_);
    scope_.resize(known);
    counter_ = outer;
    --loop_depth_;
    Block orelse;
    if (c_.chance(10)) orelse = body(1, 0);
    out.push_back(syntax::make(syntax::For{std::move(where), std::move(source), std::move(inner), std::move(orelse)}));
}

}  // namespace sidewinder::fuzz
