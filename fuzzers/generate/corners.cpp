// SPDX-License-Identifier: MIT
// Corners: states of the Jit that random composition seldom meets, written as patterns of program
// text. Most are one operation at one place on values of several kinds, which come in phases: long
// enough that a trace is made for one kind, then another kind fails its guards.
//
// In patterns $ and a letter is filled in:
//   u  a number that makes names unique       n  iterations of a hot loop
//   i  an int, f a float, near a boundary      v  any value
//   s  a shift count                           z  a divisor, now and then 0
//   m  one iteration of the loop               p  an index that goes through phases
//   y  a small factor                          a  statements with many names
//   c  a condition on k                        r  a condition of a loop
//   d  a statement in loops                    l  an expression with a loop in it
//   o  an operation that changes globals       x  one that may be in a function
//   w  a value for the operations e            e  statements for too long a trace
//   k  the name of a class of exceptions
//   g  something with an item or none          h  a loop over it in an expression
#include "fuzzers/generate/corner_operations.hpp"
#include "fuzzers/generate/corner_programs.hpp"
#include "fuzzers/generate/generator.hpp"

#include "vm/base/check.hpp"
#include "vm/syntax/parser.hpp"

#include <span>

namespace sidewinder::fuzz {

using namespace corners;

namespace {

/// Appends `lines` until a trace over them is too long.
void repeat(std::string& text, const std::string& lines) {
    for (int i = 0; i < 120; ++i) text += lines;
}

}  // namespace

std::string Generator::fill(std::string_view pattern, const std::string& unique) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        if (pattern[at] != '$') {
            text += pattern[at];
            continue;
        }
        switch (pattern[++at]) {
            case 'u': text += unique; break;
            case 'n': text += std::to_string(rounds(30)); break;
            case 'i': text += c_.pick(large_ints); break;
            case 'f': text += c_.pick(large_reals); break;
            case 'v': text += c_.pick({"None", "True", "False", "len", "int"}); break;
            case 's': text += c_.pick({"0", "1", "2", "5", "47", "48", "49"}); break;
            case 'z': text += c_.pick({"1", "2", "3", "4", "5", "7", "16", "0"}); break;
            case 'm': text += std::to_string(c_.between(14, 60)); break;
            case 'p': text += "(i // " + std::to_string(c_.pick({1, 1, 4, 11, 15, 20, 30})) + ")"; break;
            case 'k': text += c_.pick(errors); break;
            case 'o': text += fill(c_.pick(unsteady), unique); break;
            case 'r': text += c_.chance(50) ? "True" : "i < n"; break;
            case 'y': text += c_.pick({"0", "1", "-1", "2"}); break;
            case 'x': text += fill(c_.pick({"op$u(t, e, i)", "op$u(t, e, i)", "$l", "$l + op$u(t, e, i)"}), unique); break;
            case 'g': text += c_.pick({"{}", "{}", "[]", "()", "''", "{1: 2}", "{1: 2}", "{1: 2, 3: 4}", "[1]", "(1,)", "'a'", "'ab'"}); break;
            case 'h': text += fill(c_.pick({"op$u(t, v)", "t[len([k for k in v])]", "len(t) + t[len([k for k in v])]", "op$u(t, v) + op$u(t, v)"}), unique); break;
            case 'w': text += c_.pick({"None", "None", "1", "2.5", "'a'", "True", "[1]", "(1,)", "{1: 2}"}); break;
            case 'e': repeat(text, two_of(in_memory, 12)); break;
            case 'l': text += fill(c_.pick(looping), unique); break;
            case 'd':
                if (c_.chance(60)) text += fill(surround(c_.between(1, 4), 12), unique);
                else repeat(text, fill(surround(0, 12), unique));
                break;
            case 'c': text += c_.pick({"k > 5", "k", "k > 3"}); break;
            case 'a':
                for (int i = 0; i < 140; ++i) text += "o.b" + std::to_string(i) + "; ";
                text += "pass";
                break;
            default: SW_CHECK(false, "no pattern has ${}", pattern[at]);
        }
    }
    return text;
}

/// How often to write a statement. Traces that get too long end anywhere, and others begin there.
int Generator::too_long() { return c_.chance(15) ? c_.between(50, 150) : 1; }

/// Two statements, which may be the same.
std::string Generator::two_of(std::span<const char* const> statements, int indent) {
    std::string text;
    for (int i = 0; i < 2; ++i) {
        text.append(static_cast<std::size_t>(indent), ' ');
        text += statements[c_.below(static_cast<std::uint32_t>(statements.size()))];
        text += '\n';
    }
    return text;
}

/// Statements in that many loops of one iteration.
std::string Generator::surround(int loops, int indent) {
    if (loops == 0) return two_of(surrounded, indent);
    return std::string(static_cast<std::size_t>(indent), ' ') + "for l" + std::to_string(loops) + " in (1,):\n" + surround(loops - 1, indent + 4);
}

/// One of them, more often where there is more to choose from, so that no operation is rare.
const Group& Generator::by_size(std::span<const Group> groups) {
    std::uint32_t all = 0;
    for (const Group& group : groups) all += static_cast<std::uint32_t>(group.operations.size());
    std::uint32_t at = c_.below(all);
    for (const Group& group : groups) {
        if (at < group.operations.size()) return group;
        at -= static_cast<std::uint32_t>(group.operations.size());
    }
    return groups.front();
}

/// A loop in which one operation meets values of a group, and now and then others.
std::string Generator::meeting(const std::string& unique) {
    const std::uint32_t which = c_.below(100);
    const bool of_natives = which < 30;
    const std::span<const Group> groups = of_natives ? std::span<const Group>(native_groups) : which < 55 ? std::span<const Group>(large_groups) : small_groups;
    const Group& group = of_natives ? by_size(groups) : groups[c_.below(static_cast<std::uint32_t>(groups.size()))];
    const int kinds = c_.between(2, 4);
    std::string values;
    for (int i = 0; i < kinds; ++i) {
        const Group& from = c_.chance(95) ? group : large_groups[c_.below(std::size(large_groups))];
        values += fill(from.values[c_.below(static_cast<std::uint32_t>(from.values.size()))], unique) + ", ";
    }
    const bool inlined = c_.chance(50), fresh_values = c_.chance(25);
    const int repeated = too_long();
    std::string operations;
    const std::string indent = inlined ? "    " : "            ";
    const bool kept = c_.chance(60);
    for (int i = c_.between(1, of_natives ? 16 : 2); i > 0; --i) {
        const std::string operation = fill(group.operations[c_.below(static_cast<std::uint32_t>(group.operations.size()))], unique);
        for (int k = i == 1 ? repeated : 1; k > 0; --k) operations += indent + operation + "\n";
    }
    // What an operation gave is looked at now and then: as part of the final state, which may hold any object.
    if (kept) operations += indent + "if i % 11 == 3:\n" + indent + "    log.append(w)\n";
    std::string text = "import math, sys\n" + fill(helpers, unique) + fill(group.more, unique);
    if (inlined) text += "def op" + unique + "(v, i, x, t, u, r):\n" + (kept ? "    w = None\n" : "") + operations + "    return x\n";
    text += "def q" + unique + "(n):\n    w = None\n    x = i = 0\n    t = (1, 2, 3)\n    u = [4, 5, 6]\n    r = 'abc'\n";
    if (!fresh_values) text += "    values = (" + values + ")\n";
    text += "    for i in range(n):\n";
    if (fresh_values) text += "        values = (" + values + ")\n";
    text += "        v = values[" + fill("$p", unique) + " % " + std::to_string(kinds) + "]\n        try:\n";
    text += inlined ? "            x = op" + unique + "(v, i, x, t, u, r)\n" : operations;
    text += "        except Exception:\n            x += 1\n    return x\n";
    return text;
}

void Generator::corner(Block& out) {
    const std::string unique = fresh("");
    std::string text = c_.chance(60) ? meeting(unique) : c_.chance(25) ? fill(c_.pick(in_expressions), unique) : fill(c_.pick(wholes), unique);
    const std::string times = c_.pick({"$n", "$n", "$n", "$n * 4"});
    text += fill("try:\n    print('q$u', q$u(" + times + "))\nexcept Exception as error:\n    print('q$u', type(error).__name__)\n", unique);
    auto parsed = syntax::parse(text);
    SW_CHECK(parsed.has_value(), "a corner is no program: {}\n{}", parsed.error().message, text);
    for (StatementPtr& statement : parsed->body) out.push_back(std::move(statement));
}

}  // namespace sidewinder::fuzz
