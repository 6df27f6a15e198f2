// SPDX-License-Identifier: MIT
// A whole program: classes, globals, functions, then drivers that call each function often enough
// to make it hot, each in a try that tells the type of what went wrong.
#include "fuzzers/generate/generator.hpp"

#include "vm/syntax/unparser.hpp"

#include <algorithm>

namespace sidewinder::fuzz {

using enum BinaryKind;
using CK = ComparisonKind;

void Generator::globals(Block& out) {
    out.push_back(assign("log", list({})));
    for (int i = c_.between(2, 4); i > 0; --i) {
        new_variable(out);
        globals_.push_back(scope_.back());
    }
}

void Generator::driver_call(Block& out, const FunctionInfo& f) {
    std::string i = fresh("i");
    ++loop_depth_;
    std::string outer = std::exchange(counter_, i);
    std::size_t known = scope_.size();
    scope_.push_back({i, Type::integer, false});
    Block inner = block(assign("result", call_function(f, 1)));
    if (c_.chance(30)) {
        // The argument's type depends on the call.
        std::vector<ExpressionPtr> arguments;
        for (Type type : f.parameters) {
            ExpressionPtr usual = f.id[0] == 'r' && arguments.empty() ? small(0, 8) : leaf(type);
            if (c_.chance(40)) usual = conditional(moment(), std::move(usual), f.id[0] == 'r' && arguments.empty() ? small(0, 8) : leaf(Type::any));
            arguments.push_back(std::move(usual));
        }
        inner = block(assign("result", syntax::make(syntax::Call{name(f.id), std::move(arguments), {}})));
    }
    if (c_.chance(30)) statement(inner, 1);
    inner.push_back(branch(compare(CK::eq, binary(remainder, name(i), fuzz::integer(7)), fuzz::integer(0)), block(print(text(f.id), name("result")))));
    Block handler = block(print(text(f.id), attribute(call("type", name("error")), "__name__")));
    bool outside = c_.chance(25);
    ExpressionPtr count = call("range", small(3, f.id[0] == 'r' ? 40 : 14));
    scope_.resize(known);
    counter_ = outer;
    --loop_depth_;
    if (outside) {
        out.push_back(guarded(block(loop(name(i), std::move(count), std::move(inner))), name("Exception"), "error", std::move(handler)));
    } else {
        Block safe = block(guarded(std::move(inner), name("Exception"), "error", std::move(handler)));
        out.push_back(loop(name(i), std::move(count), std::move(safe)));
    }
}

void Generator::driver(Block& out) {
    // Later functions may call earlier ones; a global name may come to mean another function.
    for (std::size_t i = 0; i < functions_.size(); ++i) {
        driver_call(out, functions_[i]);
        if (i > 0 && c_.chance(15) && functions_[i].parameters.size() == functions_[i - 1].parameters.size())
            out.push_back(assign(functions_[i - 1].id, name(functions_[i].id))), driver_call(out, functions_[i - 1]);
    }
    if (c_.chance(60)) {
        Block hot;
        hot_loop(hot, 2);
        out.push_back(guarded(std::move(hot), name("Exception"), "error", block(print(text("loop"), attribute(call("type", name("error")), "__name__")))));
    }
    // Now and then a program ends by an exception, for its traceback.
    if (!functions_.empty() && c_.chance(25)) out.push_back(evaluate(call_function(functions_.back(), 1)));
    for (const Variable& g : globals_)
        if (c_.chance(50)) out.push_back(print(text(g.id), name(g.id)));
}

syntax::Module Generator::program() {
    Block out;
    if (makes(Feature::exceptions) && c_.chance(40)) exception_class(out);
    for (int i = makes(Feature::instances) ? c_.between(0, o_.classes) : 0; i > 0; --i) class_definition(out);
    globals(out);
    for (int i = c_.between(1, o_.functions); i > 0; --i) {
        const std::uint32_t kind = c_.below(6);
        if (kind == 0 && makes(Feature::recursion)) recursive_function(out);
        else if (kind == 1 && makes(Feature::closures)) closure(out);
        else if (kind == 2 && makes(Feature::suspensions)) generator_function(out);
        else function(out);
    }
    if (makes(Feature::corners) && c_.chance(45)) corner(out);
    driver(out);
    return syntax::Module{std::move(out)};
}

GeneratorOptions swarm_options(const GeneratorOptions& usual, std::uint64_t seed, std::uint64_t slice) {
    ChoiceSequence c(seed ^ 0x7377'6172'6D, slice);
    if (c.chance(50)) return usual;
    GeneratorOptions options = usual;
    for (unsigned i = 0; i < feature_count; ++i)
        if (c.chance(30)) options.left_out |= 1u << i;
    options.functions = c.between(1, 2 * usual.functions);
    options.statements = c.between(1, 2 * usual.statements);
    options.depth = c.between(1, usual.depth + 1);
    options.iterations = c.between(usual.iterations / 2, 3 * usual.iterations);
    return options;
}

syntax::Module generate_program(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options) {
    return Generator(ChoiceSequence(seed, index), options).program();
}

std::string generate_text(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options) {
    return syntax::unparse(generate_program(seed, index, options));
}

}  // namespace sidewinder::fuzz
