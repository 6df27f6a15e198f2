// SPDX-License-Identifier: MIT
// Rounds of edits, big ones first: delete statements in chunks, put bodies in the place of what
// contains them, drop handlers and parameters, shrink expressions, then edits of two
// places at once. Ends when a round changes
// nothing.
#include "fuzzers/reduce/reducer.hpp"

#include "fuzzers/generate/build.hpp"
#include "fuzzers/reduce/joint_edits.hpp"
#include "fuzzers/reduce/line_reducer.hpp"
#include "fuzzers/reduce/places.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace sidewinder::fuzz {

namespace {

using syntax::Module;
/// Changes a clone; false when there is nothing to change.
using Edit = std::function<bool(Module&)>;

class Reducer {
public:
    Reducer(const std::function<bool(const std::string&)>& interesting, const ReductionLimits& limits)
        : interesting_(interesting), limits_(limits), end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(limits.seconds))) {}

    Reduction run(Module module) {
        best_ = std::move(module);
        shortest_ = text_ = syntax::unparse(best_);
        bool changed = true;
        while (changed && !done()) {
            int before = accepted_;
            delete_statements();
            hoist();
            drop_parts();
            shrink_expressions();
            join_edits();
            changed = accepted_ != before;
        }
        return {shortest_, executions_, accepted_, !done()};
    }

private:
    using Clock = std::chrono::steady_clock;
    /// Characters that an edit may add, for others to take away again.
    static constexpr std::size_t most_growth = 300;

    bool done() const { return executions_ >= limits_.executions || Clock::now() > end_; }

    bool attempt(const Edit& edit) {
        if (done()) return false;
        Module candidate = syntax::clone(best_);
        if (!edit(candidate)) return false;
        std::string text = syntax::unparse(candidate);
        if (text == text_ || text.size() > text_.size() + most_growth || !tried_.insert(text).second) return false;
        ++executions_;
        if (!interesting_(text)) return false;
        ++accepted_;
        best_ = std::move(candidate);
        text_ = std::move(text);
        if (text_.size() < shortest_.size()) shortest_ = text_;
        return true;
    }

    void delete_statements() {
        for (std::size_t b = 0; b < places(best_).blocks.size() && !done(); ++b) {
            std::size_t chunk = places(best_).blocks[b]->size();
            for (; chunk > 0; chunk /= 2) {
                // From the end: what is defined first is used by what follows.
                for (std::size_t at = size_of(b); at > 0;) {
                    std::size_t from = at > chunk ? at - chunk : 0;
                    attempt([&](Module& m) {
                        syntax::Block& block = *places(m).blocks[b];
                        if (from >= block.size()) return false;
                        block.erase(block.begin() + static_cast<std::ptrdiff_t>(from), block.begin() + static_cast<std::ptrdiff_t>(std::min(at, block.size())));
                        return true;
                    });
                    at = from;
                    if (b >= places(best_).blocks.size()) return;
                }
            }
        }
    }
    std::size_t size_of(std::size_t block) {
        Places all = places(best_);
        return block < all.blocks.size() ? all.blocks[block]->size() : 0;
    }

    /// The blocks directly inside a statement.
    static std::vector<syntax::Block*> inner_blocks(syntax::Statement& statement) {
        std::vector<syntax::Block*> list;
        syntax::for_each_slot(statement, syntax::Overloaded{[&](syntax::Block& block) { list.push_back(&block); }, [](syntax::ExpressionPtr&) {}});
        return list;
    }

    void hoist() {
        for (std::size_t b = 0; b < places(best_).blocks.size() && !done(); ++b)
            for (std::size_t i = 0; i < size_of(b); ++i)
                for (std::size_t which = 0; which < 4; ++which)
                    if (attempt([&](Module& m) { return hoist_one(*places(m).blocks[b], i, which); })) break;
    }
    static bool hoist_one(syntax::Block& block, std::size_t i, std::size_t which) {
        if (i >= block.size()) return false;
        auto blocks = inner_blocks(*block[i]);
        if (which >= blocks.size() || blocks[which]->empty()) return false;
        syntax::Block inner = std::move(*blocks[which]);
        auto at = block.erase(block.begin() + static_cast<std::ptrdiff_t>(i));
        block.insert(at, std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
        return true;
    }

    void drop_parts() {
        for (std::size_t s = 0; s < places(best_).statements.size() && !done(); ++s)
            for (std::size_t part = 0; part < 8; ++part)
                attempt([&](Module& m) {
                    Places all = places(m);
                    return s < all.statements.size() && drop_part(*all.statements[s], part);
                });
    }
    static bool drop_part(syntax::Statement& statement, std::size_t part) {
        return std::visit(syntax::Overloaded{
                              [&](syntax::If& s) { return drop_branch(s, part); },
                              [&](syntax::While& s) { return clear(s.orelse); },
                              [&](syntax::For& s) { return clear(s.orelse); },
                              [&](syntax::Try& s) { return drop_handler(s, part); },
                              [&](syntax::FunctionDefinition& s) { return erase_at(s.parameters, part); },
                              [&](syntax::ClassDefinition& s) { return s.keywords.empty() ? erase_at(s.bases, part) : erase_at(s.keywords, part); },
                              [&](syntax::Assignment& s) { return s.targets.size() > 1 && erase_at(s.targets, part); },
                              [&](syntax::Return& s) { return s.value != nullptr && (s.value = nullptr, true); },
                              [](auto&) { return false; },
                          },
                          statement.node);
    }
    template <class T>
    static bool erase_at(std::vector<T>& list, std::size_t i) {
        if (i >= list.size()) return false;
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
    }
    static bool clear(syntax::Block& block) {
        if (block.empty()) return false;
        block.clear();
        return true;
    }
    static bool drop_branch(syntax::If& s, std::size_t part) {
        if (part == 0) return clear(s.orelse);
        return s.branches.size() > 1 && erase_at(s.branches, part - 1);
    }
    static bool drop_handler(syntax::Try& s, std::size_t part) {
        if (part == 0) return clear(s.orelse);
        if (part == 1) return !s.handlers.empty() && clear(s.finally_);
        if (s.handlers.size() + (s.finally_.empty() ? 0 : 1) < 2) return false;
        return erase_at(s.handlers, part - 2);
    }

    void join_edits() {
        for (std::size_t b = 0; b < places(best_).blocks.size() && !done(); ++b)
            for (std::size_t i = 0; i < size_of(b); ++i) {
                attempt([&](Module& m) { return count_with_range(m, b, i); });
                attempt([&](Module& m) { return inline_variable(m, b, i); });
                attempt([&](Module& m) { return inline_call(m, b, i); });
                for (std::size_t which = 4; which-- > 0;)
                    attempt([&](Module& m) { return drop_parameter(m, b, i, which); });
            }
    }

    void shrink_expressions() {
        for (std::size_t e = 0; e < places(best_).expressions.size() && !done(); ++e) {
            for (std::size_t way = 0; way < 8; ++way)
                if (attempt([&](Module& m) { return shrink_one(*places(m).expressions[e], way); })) break;
            for (std::size_t part = 0; part < 6; ++part)
                attempt([&](Module& m) {
                    Places all = places(m);
                    return e < all.expressions.size() && drop_element(**all.expressions[e], part);
                });
        }
    }
    /// Ways 0..3: by a child; then by constants.
    static bool shrink_one(ExpressionPtr& slot, std::size_t way) {
        std::vector<ExpressionPtr*> children;
        syntax::for_each_slot(*slot, syntax::Overloaded{[&](ExpressionPtr& child) { if (child) children.push_back(&child); }, [](syntax::Block&) {}});
        if (way < 4) {
            if (way >= children.size()) return false;
            slot = ExpressionPtr(std::move(*children[way]));
            return true;
        }
        // Constants must not trade places with each other for ever.
        if (auto* literal = std::get_if<syntax::IntLiteral>(&slot->node)) {
            static constexpr std::array<const char*, 4> shorter = {"0", "1", "2", "30"};
            if (literal->digits.size() < 2 || way - 4 >= shorter.size()) return false;
            if (literal->digits.size() <= std::string_view(shorter[way - 4]).size() && literal->digits <= shorter[way - 4]) return false;
            slot = digits(shorter[way - 4]);
            return true;
        }
        bool plain = std::holds_alternative<syntax::NoneLiteral>(slot->node) || std::holds_alternative<syntax::BoolLiteral>(slot->node);
        if (plain) return false;
        if (std::holds_alternative<syntax::Name>(slot->node) && way > 4) return false;
        if (std::holds_alternative<syntax::StringLiteral>(slot->node) && way != 4) return false;
        if (std::holds_alternative<syntax::FloatLiteral>(slot->node) && way != 4) return false;
        switch (way) {
            case 4: slot = integer(1); return true;
            case 5: slot = none(); return true;
            case 6: slot = list({}); return true;
            default: return false;
        }
    }
    static bool drop_element(syntax::Expression& e, std::size_t part) {
        return std::visit(syntax::Overloaded{
                              [&](syntax::Call& n) { return n.keywords.empty() ? erase_at(n.arguments, part) : erase_at(n.keywords, part); },
                              [&](syntax::ListDisplay& n) { return erase_at(n.elements, part); },
                              [&](syntax::TupleDisplay& n) { return erase_at(n.elements, part); },
                              [&](syntax::DictDisplay& n) { return erase_at(n.items, part); },
                              [&](syntax::BooleanOperation& n) { return n.operands.size() > 2 && erase_at(n.operands, part); },
                              [&](syntax::Comparison& n) { return n.tails.size() > 1 && erase_at(n.tails, part); },
                              [&](syntax::Lambda& n) { return erase_at(n.parameters, part); },
                              [](auto&) { return false; },
                          },
                          e.node);
    }

    const std::function<bool(const std::string&)>& interesting_;
    ReductionLimits limits_;
    Clock::time_point end_;
    Module best_;
    std::string text_, shortest_;
    std::unordered_set<std::string> tried_;
    int executions_ = 0, accepted_ = 0;
};

}  // namespace

Result<Reduction> reduce(std::string_view source, const std::function<bool(const std::string&)>& interesting, const ReductionLimits& limits) {
    auto tree = syntax::parse(source, "<program>");
    if (!tree) {
        if (!interesting(std::string(source))) return fail("the program does not show what is to be kept: " + syntax::format(tree.error(), "<program>"));
        Reduction lines = reduce_lines(source, interesting, {limits.seconds * 2 / 3, limits.executions * 2 / 3});
        // What is left may be in our language.
        tree = syntax::parse(lines.text, "<program>");
        if (!tree || !interesting(syntax::unparse(*tree))) return lines;
        Reduction rest = Reducer(interesting, {limits.seconds / 3, limits.executions / 3}).run(std::move(*tree));
        return Reduction{rest.text, lines.executions + rest.executions, lines.accepted + rest.accepted, rest.complete};
    }
    // Unparsing changes lines only, but lines may be what matters.
    if (!interesting(syntax::unparse(*tree))) return fail("the program does not show what is to be kept");
    return Reducer(interesting, limits).run(std::move(*tree));
}

int count_lines(std::string_view text) {
    int lines = 0;
    bool blank = true;
    for (char c : text) {
        if (c == '\n') lines += blank ? 0 : 1, blank = true;
        else if (c != ' ') blank = false;
    }
    return lines + (blank ? 0 : 1);
}

}  // namespace sidewinder::fuzz
