// SPDX-License-Identifier: MIT
#include "fuzzers/reduce/joint_edits.hpp"

#include "fuzzers/generate/build.hpp"
#include "fuzzers/reduce/places.hpp"

#include <algorithm>
#include <iterator>

namespace sidewinder::fuzz {

namespace {

using syntax::Module;
using syntax::Statement;

Statement* statement_at(Module& m, std::size_t b, std::size_t i, Block** block = nullptr) {
    Places all = places(m);
    if (b >= all.blocks.size() || i >= all.blocks[b]->size()) return nullptr;
    if (block) *block = all.blocks[b];
    return (*all.blocks[b])[i].get();
}

template <class Node>
Node* as(Statement* s) { return s ? std::get_if<Node>(&s->node) : nullptr; }

bool is_name(const ExpressionPtr& e, std::string_view id) {
    const auto* n = e ? std::get_if<syntax::Name>(&e->node) : nullptr;
    return n && n->id == id;
}

/// The expression of a statement that is one or assigns one; else null.
ExpressionPtr* value_of(Statement* s) {
    if (auto* e = as<syntax::ExpressionStatement>(s)) return &e->value;
    if (auto* a = as<syntax::Assignment>(s)) return &a->value;
    return nullptr;
}

/// The class that block `b` is the body of.
const syntax::ClassDefinition* class_of_block(Module& m, const Block* block) {
    for (Statement* s : places(m).statements)
        if (auto* c = as<syntax::ClassDefinition>(s); c && &c->body == block) return c;
    return nullptr;
}

/// True when `id` is called somewhere in it.
bool calls(const Block& block, const std::string& id) {
    Module inside{syntax::clone(block)};
    return std::ranges::any_of(places(inside).expressions, [&](ExpressionPtr* e) {
        const auto* call = std::get_if<syntax::Call>(&(*e)->node);
        return call && is_name(call->function, id);
    });
}

/// How often `id` is bound: as a target, a definition, a parameter or by a declaration.
std::size_t bindings(Module& m, const std::string& id) {
    std::size_t count = 0;
    auto target = [&](const ExpressionPtr& e, const auto& self) -> void {
        if (!e) return;
        if (is_name(e, id)) ++count;
        syntax::for_each_slot(*e, syntax::Overloaded{[&](ExpressionPtr& child) { self(child, self); }, [](Block&) {}});
    };
    for (Statement* s : places(m).statements)
        std::visit(syntax::Overloaded{
                       [&](syntax::Assignment& n) { for (auto& t : n.targets) target(t, target); },
                       [&](syntax::AugmentedAssignment& n) { target(n.target, target); },
                       [&](syntax::For& n) { target(n.target, target); },
                       [&](syntax::Delete& n) { for (auto& t : n.targets) target(t, target); },
                       [&](syntax::Global& n) { count += static_cast<std::size_t>(std::ranges::count(n.names, id)); },
                       [&](syntax::Nonlocal& n) { count += static_cast<std::size_t>(std::ranges::count(n.names, id)); },
                       [&](syntax::FunctionDefinition& n) {
                           count += n.name == id;
                           count += static_cast<std::size_t>(std::ranges::count(n.parameters, id, &syntax::Parameter::name));
                       },
                       [&](syntax::ClassDefinition& n) { count += n.name == id; },
                       [](auto&) {},
                   },
                   s->node);
    return count;
}

}  // namespace

bool inline_call(Module& m, std::size_t b, std::size_t i) {
    Block* block = nullptr;
    ExpressionPtr* value = value_of(statement_at(m, b, i, &block));
    const auto* call = value ? std::get_if<syntax::Call>(&(*value)->node) : nullptr;
    const auto* callee = call ? std::get_if<syntax::Name>(&call->function->node) : nullptr;
    if (!callee) return false;
    for (Statement* other : places(m).statements) {
        const auto* f = as<syntax::FunctionDefinition>(other);
        if (!f || f->name != callee->id) continue;
        if (calls(f->body, callee->id)) return false;  // would go on for ever
        Block body = syntax::clone(f->body);
        auto* last = body.empty() ? nullptr : as<syntax::Return>(body.back().get());
        *value = last && last->value ? std::move(last->value) : none();
        if (last) body.pop_back();
        block->insert(block->begin() + static_cast<std::ptrdiff_t>(i), std::make_move_iterator(body.begin()), std::make_move_iterator(body.end()));
        return true;
    }
    return false;
}

bool drop_parameter(Module& m, std::size_t b, std::size_t i, std::size_t which) {
    Block* block = nullptr;
    auto* f = as<syntax::FunctionDefinition>(statement_at(m, b, i, &block));
    if (!f || which >= f->parameters.size()) return false;
    std::string callee = f->name;
    std::size_t argument = which;
    if (callee == "__init__") {
        const syntax::ClassDefinition* c = class_of_block(m, block);
        if (!c || which == 0) return false;
        callee = c->name;
        --argument;
    }
    f->parameters.erase(f->parameters.begin() + static_cast<std::ptrdiff_t>(which));
    // Inner calls first: what is inside a dropped argument is gone from the tree.
    Places all = places(m);
    for (std::size_t e = all.expressions.size(); e-- > 0;) {
        auto* call = std::get_if<syntax::Call>(&(*all.expressions[e])->node);
        if (!call || !is_name(call->function, callee) || argument >= call->arguments.size()) continue;
        call->arguments.erase(call->arguments.begin() + static_cast<std::ptrdiff_t>(argument));
    }
    return true;
}

bool inline_variable(Module& m, std::size_t b, std::size_t i) {
    Block* block = nullptr;
    auto* a = as<syntax::Assignment>(statement_at(m, b, i, &block));
    const auto* target = a && a->targets.size() == 1 ? std::get_if<syntax::Name>(&a->targets[0]->node) : nullptr;
    if (!target || bindings(m, target->id) != 1) return false;
    const std::string id = target->id;
    const ExpressionPtr value = syntax::clone(a->value);
    block->erase(block->begin() + static_cast<std::ptrdiff_t>(i));
    for (ExpressionPtr* e : places(m).expressions)
        if (is_name(*e, id)) *e = syntax::clone(value);
    return true;
}

bool count_with_range(Module& m, std::size_t b, std::size_t i) {
    Block* block = nullptr;
    auto* loop = as<syntax::While>(statement_at(m, b, i, &block));
    auto* test = loop ? std::get_if<syntax::Comparison>(&loop->test->node) : nullptr;
    if (!test || test->tails.size() != 1 || loop->body.empty()) return false;
    auto* step = as<syntax::AugmentedAssignment>(loop->body[0].get());
    const auto* counter = std::get_if<syntax::Name>(&test->left->node);
    if (!step || !counter || !is_name(step->target, counter->id)) return false;
    const std::string id = counter->id;
    loop->body.erase(loop->body.begin());
    if (loop->body.empty()) loop->body.push_back(syntax::make(syntax::Pass{}));
    StatementPtr made = syntax::make(syntax::For{name(id), call("range", std::move(test->tails[0].right)), std::move(loop->body), {}});
    (*block)[i] = std::move(made);
    return true;
}

}  // namespace sidewinder::fuzz
