// SPDX-License-Identifier: MIT
// Bytes -> a source text -> parser, compiler, verifier, unparser, and a short run. Whatever the
// text, it is refused by a SyntaxError that names a line of it, or runs and leaves nothing behind.
//
// Input that begins as text does is taken as it is. A first byte that no ASCII text begins with
// asks for a text made of the rest: tokens in any order, something nested deeply, or a generated
// program with bytes of it changed.
#include "fuzzers/generate/generator.hpp"
#include "fuzzers/targets/planted_hooks.hpp"
#include "fuzzers/targets/report.hpp"
#include "fuzzers/targets/syntax_checks.hpp"
#include "oracle/compare.hpp"
#include "oracle/engine.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <algorithm>
#include <array>

using namespace sidewinder;
using fuzz::ChoiceSequence;

namespace {

constexpr auto tokens = std::to_array<std::string_view>({
    "\n", "\n    ", "\n        ", "\n\t", " ", "\r\n", "\\\n", "# comment\n", "(", ")", "[", "]", "{", "}", ":", ",", ";", ".", "...", "->",
    "=", ":=", "+=", "**=", ">>=", "//=", "@=", "+", "-", "*", "**", "/", "//", "%", "@", "<<", ">>", "&", "|", "^", "~", "<", "<=", "==", "!=",
    "if ", "elif ", "else:", "while ", "for ", " in ", "not ", " not in ", " is ", " is not ", " and ", " or ", "lambda ", "def ", "class ", "return ",
    "yield ", "await ", "async ", "try:", "except ", "except* ", "finally:", "raise ", " from ", "import ", "with ", " as ", "global ", "nonlocal ",
    "del ", "pass", "break", "continue", "assert ", "match ", "case ", "type ", "print", "None", "True", "False", "x", "y", "f", "__class__", "_",
    "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x90\x8D", "0", "1", "00", "0x_f", "1_000", "0b2", "0o8", "1e400", "1e", "1.", ".5", "1j", "9999999999999999999999",
    "'", "\"", "'''", "\"\"\"", "'a'", "f'{x}'", "f'{x!r:>{y}}'", "f'{", "}'", "rb''", "b'\\xff'", "'\\N{DASH}'", "'\\ud800'", "'\\x'", "u''", "!r", "$", "?", "`"});

std::string token_soup(ChoiceSequence& c) {
    std::string text;
    while (!c.exhausted() && text.size() < 5000) {
        text += c.pick(tokens);
        if (c.chance(30)) text += ' ';
    }
    return text;
}

/// What is put before and behind the middle, again and again.
struct Nesting {
    std::string_view before, middle, behind;
};
constexpr auto nestings = std::to_array<Nesting>({
    {"(", "1", ")"}, {"[", "1", "]"}, {"{1:", "1", "}"}, {"-", "1", ""}, {"not ", "1", ""}, {"~", "1", ""}, {"f(", "1", ")"}, {"x.", "y", ""},
    {"1 + ", "1", ""}, {"2 ** ", "1", ""}, {"1 if 1 else ", "1", ""}, {"lambda: ", "1", ""}, {"x[", "1", "]"}, {"[x for x in ", "y", "]"},
    {"f'{", "1", "}'"}, {"x = ", "1", ""}, {"1 < ", "1", ""}, {"1 and ", "1", ""}, {"(", "", ""}, {"", ")", ")"}, {"if x: ", "1", ""},
    {"*", "x", ""}, {"x, ", "1", ""}, {"'a' ", "'b'", ""}, {"\\\n", "1", ""}, {";", "", ""}, {"\n", "", ""}, {"f(*", "x", ")"}, {"(x := ", "1", ")"}});

std::string nested(ChoiceSequence& c) {
    const Nesting& n = c.pick(nestings);
    constexpr std::array counts = {1, 3, 19, 20, 21, 98, 99, 100, 101, 199, 200, 201, 254, 255, 256, 257, 999, 1000, 1001, 5000};
    int count = c.pick(counts);
    std::string text;
    for (int i = 0; i < count; ++i) text += n.before;
    text += n.middle;
    for (int i = 0; i < count; ++i) text += n.behind;
    return text + "\n";
}

/// One block in another, each one level deeper.
std::string nested_blocks(ChoiceSequence& c) {
    constexpr std::array heads = {"if 1:", "while x:", "for x in y:", "def f():", "class C:", "try:", "with x:", "async def f():"};
    int depth = c.between(1, 120);
    std::string text;
    for (int i = 0; i < depth; ++i) text += std::string(static_cast<std::size_t>(i), ' ') + c.pick(heads) + "\n";
    return text + std::string(static_cast<std::size_t>(depth), ' ') + "pass\n";
}

std::string damaged_program(ChoiceSequence& c) {
    std::string text = fuzz::generate_text(c.below(65536), c.below(256));
    for (int i = c.between(1, 8); i > 0 && !text.empty(); --i) {
        std::size_t at = c.below(static_cast<std::uint32_t>(text.size()));
        switch (c.below(5)) {
            case 0: text[at] = static_cast<char>(c.below(256)); break;
            case 1: text.erase(at, c.below(20)); break;
            case 2: text.insert(at, c.pick(tokens)); break;
            case 3: text.insert(at, text.substr(c.below(static_cast<std::uint32_t>(text.size())), c.below(40))); break;
            default: text.insert(at, 1, c.pick({'\0', '\r', '\t', '\f', '\x1A', '\xC3', '\xFF'}));
        }
    }
    return text;
}

std::string source_from(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || data[0] < 0x80) return {reinterpret_cast<const char*>(data), size};
    ChoiceSequence c{std::span(data + 1, size - 1)};
    switch (data[0] & 7) {
        case 0: return nested(c);
        case 1: return nested_blocks(c);
        case 2:
        case 3:
        case 4: return damaged_program(c);
        default: return token_soup(c);
    }
}

void check_error(const syntax::SyntaxError& error, const syntax::Source& source) {
    auto lines = std::ranges::count(source.text, '\n') + 2;
    if (error.line < 0 || error.line > lines) fuzz::report(fmt::format("an error in line {} of {}: {}", error.line, lines, error.message), source.text);
    if (error.message.empty()) fuzz::report("an error without a message", source.text);
    // Draws the caret.
    if (!format(error, "<input>").ends_with(error.message + "\n")) fuzz::report("an error is printed without its message: " + error.message, source.text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text = source_from(data, size);
    auto source = syntax::make_source(text, "<input>");
    if (!source) return 0;
    auto tree = syntax::parse(*source);
    if (tree) fuzz::check_roundtrip(*tree, text);
    else check_error(tree.error(), *source);
    oracle::RunOptions run;
    run.fuel = 500;
    run.hooks = fuzz::planted_hooks();
    oracle::Verdict verdict = check_alone(run_program(oracle::EngineId::jit, text, run));
    if (!verdict.same()) fuzz::report(verdict.to_text(), text);
    return 0;
}
