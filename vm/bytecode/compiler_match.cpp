// SPDX-License-Identifier: MIT
// match, as CPython's compiler lays it out (Python/codegen.c, "PATTERN MATCHING"): a pattern consumes
// the word on top; what it captures waits below everything else until the whole pattern has matched;
// each failure jumps to the label that pops just what lies there.
#include <algorithm>

#include "vm/bytecode/compiler_state.hpp"
#include "vm/uops/helpers.hpp"

namespace sidewinder {

using namespace syntax;

struct UnitCompiler::PatternState {
    std::vector<std::string> names;         ///< captured so far; the last lies deepest
    std::vector<CodeBuilder::Label> fails;  ///< [i]: pops i words
    std::size_t on_top = 0;                 ///< words of ours above the captures, not counting the one to match
    bool irrefutable_allowed = true;        ///< no alternative or case follows
};

namespace {

bool is_wildcard(const Pattern& p) { return p.kind == PatternKind::capture && p.name.empty(); }

std::uint32_t oparg(std::size_t n) { return static_cast<std::uint32_t>(n); }

}  // namespace

void UnitCompiler::load_int(std::size_t n) {
    load({fmt::format("int {}", n), int_from_i64(context_.thread, static_cast<std::int64_t>(n))});
}

/// Moves the top below `count` - 1 words.
void UnitCompiler::rotate(std::size_t count) {
    for (; count > 1; --count) code_.emit(Opcode::SWAP, oparg(count));
}

/// Pops a bool; where it is false, the pattern does not match.
void UnitCompiler::fail_unless(PatternState& state) {
    const std::size_t pops = state.on_top + state.names.size();
    while (state.fails.size() <= pops) state.fails.push_back(code_.new_label());
    code_.jump(Opcode::POP_JUMP_IF_FALSE, state.fails[pops]);
}

void UnitCompiler::land_failures(PatternState& state) {
    if (state.fails.empty()) return;
    for (std::size_t i = state.fails.size(); i-- > 0;) {
        code_.place(state.fails[i]);
        if (i > 0) code_.emit(Opcode::POP_TOP);
    }
    state.fails.clear();
}

void UnitCompiler::capture(const Pattern& p, const std::string& name, PatternState& state) {
    if (name.empty()) return code_.emit(Opcode::POP_TOP);
    if (std::ranges::find(state.names, name) != state.names.end())
        return fail(p.line, p.column, fmt::format("multiple assignments to name '{}' in pattern", name));
    rotate(state.on_top + state.names.size() + 1);
    state.names.push_back(name);
}

/// A part of a pattern may be irrefutable wherever it is.
void UnitCompiler::subpattern(const Pattern& p, PatternState& state) {
    const bool allowed = std::exchange(state.irrefutable_allowed, true);
    pattern(p, state);
    state.irrefutable_allowed = allowed;
}

void UnitCompiler::pattern(const Pattern& p, PatternState& state) {
    if (stopped()) return code_.abandon();
    code_.set_line(p.line > 0 ? p.line : code_.line());
    switch (p.kind) {
        case PatternKind::value:
            visit(*p.value);
            compare_op(ComparisonKind::eq, true);
            return fail_unless(state);
        case PatternKind::singleton:
            visit(*p.value);
            code_.emit(Opcode::IS_OP, 0);
            return fail_unless(state);
        case PatternKind::capture:
            if (!state.irrefutable_allowed)
                return fail(p.line, p.column, p.name.empty() ? "wildcard makes remaining patterns unreachable"
                                                             : fmt::format("name capture '{}' makes remaining patterns unreachable", p.name));
            return capture(p, p.name, state);
        case PatternKind::star: return capture(p, p.name, state);
        case PatternKind::sequence: return sequence_pattern(p, state);
        case PatternKind::mapping: return mapping_pattern(p, state);
        case PatternKind::class_: return class_pattern(p, state);
        case PatternKind::as:
            ++state.on_top;
            code_.emit(Opcode::COPY, 1);
            pattern(p.parts[0], state);
            --state.on_top;
            return capture(p, p.name, state);
        case PatternKind::or_: return alternatives(p, state);
    }
}

/// Compares the length of the top, which stays.
void UnitCompiler::compare_length(std::size_t size, bool or_more, PatternState& state) {
    code_.emit(Opcode::GET_LEN);
    load_int(size);
    compare_op(or_more ? ComparisonKind::ge : ComparisonKind::eq, true);
    fail_unless(state);
}

void UnitCompiler::sequence_pattern(const Pattern& p, PatternState& state) {
    const std::size_t size = p.parts.size();
    const auto found = std::ranges::find(p.parts, PatternKind::star, &Pattern::kind);
    const bool has_star = found != p.parts.end();
    const auto star = static_cast<std::size_t>(found - p.parts.begin());
    const bool wild_star = has_star && found->name.empty();
    const bool all_wild = std::ranges::all_of(p.parts, [](const Pattern& part) { return is_wildcard(part) || (part.kind == PatternKind::star && part.name.empty()); });
    ++state.on_top;
    code_.emit(Opcode::MATCH_SEQUENCE);
    fail_unless(state);
    if (!has_star) compare_length(size, false, state);
    else if (size > 1) compare_length(size - 1, true, state);
    --state.on_top;
    if (all_wild) return code_.emit(Opcode::POP_TOP);
    if (wild_star) return picked_items(p, star, state);
    if (has_star && (star > 0xFF || size - star - 1 > 0xFF)) return fail(p.line, p.column, "too many expressions in star-unpacking sequence pattern");
    if (has_star) code_.emit(Opcode::UNPACK_EX, oparg(star | (size - star - 1) << 8));
    else code_.emit(Opcode::UNPACK_SEQUENCE, oparg(size));
    state.on_top += size;
    for (const Pattern& part : p.parts) {
        --state.on_top;
        subpattern(part, state);
    }
}

/// Items one by one, where the rest is not wanted.
void UnitCompiler::picked_items(const Pattern& p, std::size_t star, PatternState& state) {
    ++state.on_top;
    for (std::size_t i = 0; i < p.parts.size(); ++i) {
        if (is_wildcard(p.parts[i]) || i == star) continue;
        code_.emit(Opcode::COPY, 1);
        if (i < star) {
            load_int(i);
        } else {
            code_.emit(Opcode::GET_LEN);
            load_int(p.parts.size() - i);
            code_.emit(Opcode::BINARY_OP, static_cast<std::uint32_t>(BinaryOperator::subtract));
        }
        code_.emit(Opcode::BINARY_OP, static_cast<std::uint32_t>(BinaryOperator::subscript));
        subpattern(p.parts[i], state);
    }
    --state.on_top;
    code_.emit(Opcode::POP_TOP);
}

void UnitCompiler::mapping_pattern(const Pattern& p, PatternState& state) {
    const std::size_t size = p.keys.size();
    ++state.on_top;
    code_.emit(Opcode::MATCH_MAPPING);
    fail_unless(state);
    if (size == 0 && p.name.empty()) {
        --state.on_top;
        return code_.emit(Opcode::POP_TOP);
    }
    if (size > 0) compare_length(size, true, state);
    for (const ExpressionPtr& key : p.keys) visit(*key);
    code_.emit(Opcode::BUILD_TUPLE, oparg(size));
    code_.emit(Opcode::MATCH_KEYS);  // subject, keys, values or None
    state.on_top += 2;
    code_.emit(Opcode::COPY, 1);
    load_none();
    code_.emit(Opcode::IS_OP, 1);
    fail_unless(state);
    code_.emit(Opcode::UNPACK_SEQUENCE, oparg(size));
    state.on_top += size;
    --state.on_top;
    for (const Pattern& part : p.parts) {
        --state.on_top;
        subpattern(part, state);
    }
    state.on_top -= 2;
    if (p.name.empty()) {
        code_.emit(Opcode::POP_TOP);
        return code_.emit(Opcode::POP_TOP);
    }
    // A copy of the subject without the keys.
    code_.emit(Opcode::BUILD_MAP, 0);
    code_.emit(Opcode::SWAP, 3);
    code_.emit(Opcode::DICT_UPDATE, 2);
    code_.emit(Opcode::UNPACK_SEQUENCE, oparg(size));
    for (std::size_t left = size; left > 0; --left) {
        code_.emit(Opcode::COPY, oparg(1 + left));
        code_.emit(Opcode::SWAP, 2);
        code_.emit(Opcode::DELETE_SUBSCR);
    }
    capture(p, p.name, state);
}

void UnitCompiler::class_pattern(const Pattern& p, PatternState& state) {
    visit(*p.value);
    load_tuple(p.attributes);
    code_.emit(Opcode::MATCH_CLASS, oparg(p.parts.size() - p.attributes.size()));
    code_.emit(Opcode::COPY, 1);
    load_none();
    code_.emit(Opcode::IS_OP, 1);
    ++state.on_top;
    fail_unless(state);
    code_.emit(Opcode::UNPACK_SEQUENCE, oparg(p.parts.size()));
    state.on_top += p.parts.size();
    --state.on_top;
    for (const Pattern& part : p.parts) {
        --state.on_top;
        subpattern(part, state);
    }
}

void UnitCompiler::alternatives(const Pattern& p, PatternState& state) {
    const CodeBuilder::Label end = code_.new_label();
    std::vector<std::string> names;
    const int depth = code_.depth();
    for (std::size_t i = 0; i < p.parts.size(); ++i) {
        PatternState own;
        own.irrefutable_allowed = i + 1 == p.parts.size() && state.irrefutable_allowed;
        code_.emit(Opcode::COPY, 1);
        pattern(p.parts[i], own);
        if (stopped()) return code_.abandon();
        if (i == 0) names = own.names;
        bool same = names.size() == own.names.size();
        for (const std::string& name : names) same = same && std::ranges::find(own.names, name) != own.names.end();
        if (!same) return fail(p.line, p.column, "alternative patterns bind different names");
        // The captures of each in the order of the first.
        for (std::size_t k = names.size(); k-- > 0;) {
            const auto at = static_cast<std::size_t>(std::ranges::find(own.names, names[k]) - own.names.begin());
            if (at == k) continue;
            // CPython rotates the whole block; bringing one word to its place is enough.
            for (std::size_t from = at; from < k; ++from) {
                // own.names[0] is the top.
                if (from > 0) code_.emit(Opcode::SWAP, oparg(from + 1));
                code_.emit(Opcode::SWAP, oparg(from + 2));
                if (from > 0) code_.emit(Opcode::SWAP, oparg(from + 1));
                std::swap(own.names[from], own.names[from + 1]);
            }
        }
        code_.jump(end);
        code_.set_depth(depth);
        land_failures(own);
        code_.set_depth(depth);
    }
    // None matched.
    code_.emit(Opcode::POP_TOP);
    const std::size_t pops = state.on_top + state.names.size();
    while (state.fails.size() <= pops) state.fails.push_back(code_.new_label());
    code_.jump(state.fails[pops]);
    code_.set_depth(depth);
    code_.place(end);
    // captures, subject: the captures go below what was there before them.
    const std::size_t below = names.size() + 1 + state.on_top + state.names.size();
    for (const std::string& name : names) {
        rotate(below);
        if (std::ranges::find(state.names, name) != state.names.end())
            return fail(p.line, p.column, fmt::format("multiple assignments to name '{}' in pattern", name));
        state.names.push_back(name);
    }
    code_.emit(Opcode::POP_TOP);
}

void UnitCompiler::statement(const Match& n, const Statement&) {
    const CodeBuilder::Label end = code_.new_label();
    visit(*n.subject);
    const int depth = code_.depth();
    for (std::size_t i = 0; i < n.cases.size(); ++i) {
        if (stopped()) return code_.abandon();
        const MatchCase& each = n.cases[i];
        const bool last = i + 1 == n.cases.size();
        PatternState state;
        state.irrefutable_allowed = each.guard != nullptr || last;
        if (!last) code_.emit(Opcode::COPY, 1);
        pattern(each.pattern, state);
        for (const std::string& name : state.names) name_op(name, Access::store);
        if (each.guard) {
            if (state.fails.empty()) state.fails.push_back(code_.new_label());
            jump_if(*each.guard, state.fails[0], false);
        }
        if (!last) code_.emit(Opcode::POP_TOP);
        block(each.body);
        code_.jump(end);
        code_.set_depth(last ? depth - 1 : depth);
        land_failures(state);
    }
    code_.set_depth(depth - 1);
    code_.place(end);
}

}  // namespace sidewinder
