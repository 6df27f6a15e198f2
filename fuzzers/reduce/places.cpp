// SPDX-License-Identifier: MIT
#include "fuzzers/reduce/places.hpp"

namespace sidewinder::fuzz {

namespace {

struct Walker {
    Places& out;

    void operator()(syntax::Block& block) const {
        out.blocks.push_back(&block);
        for (syntax::StatementPtr& statement : block) {
            out.statements.push_back(statement.get());
            syntax::for_each_slot(*statement, *this);
        }
    }
    void operator()(syntax::ExpressionPtr& expression) const {
        if (expression == nullptr) return;
        out.expressions.push_back(&expression);
        syntax::for_each_slot(*expression, *this);
    }
};

}  // namespace

Places places(syntax::Module& module) {
    Places out;
    Walker{out}(module.body);
    return out;
}

}  // namespace sidewinder::fuzz
