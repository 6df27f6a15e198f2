// SPDX-License-Identifier: MIT
#include "fuzzers/targets/syntax_checks.hpp"

#include "fuzzers/reduce/places.hpp"
#include "fuzzers/targets/report.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/compiler.hpp"
#include "vm/bytecode/disassembler.hpp"
#include "vm/bytecode/verifier.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <utility>

namespace sidewinder::fuzz {

namespace {

std::string disassemble_all(const CodeObject& code) {
    std::string text = disassemble(code);
    for (Value constant : code.constants)
        if (is_kind(constant, Kind::code)) text += disassemble_all(*constant.as<CodeObject>());
    return text;
}

void set_line(syntax::Expression& e) {
    e.line = 1;
    syntax::for_each_slot(e, syntax::Overloaded{[](syntax::ExpressionPtr& child) { if (child) set_line(*child); }, [](syntax::Block&) {}});
}
void set_line(syntax::Pattern& pattern) {
    pattern.line = 1;
    if (pattern.value) set_line(*pattern.value);
    for (syntax::ExpressionPtr& key : pattern.keys) set_line(*key);
    for (syntax::Pattern& part : pattern.parts) set_line(part);
}

/// Where lines begin decides about NOPs and jumps, and lines are what two texts need not share.
syntax::Module without_lines(const syntax::Module& tree) {
    syntax::Module copy = clone(tree);
    Places all = places(copy);
    for (syntax::ExpressionPtr* e : all.expressions) (*e)->line = 1;
    for (syntax::Statement* s : all.statements) {
        s->line = 1;
        if (auto* attempt = std::get_if<syntax::Try>(&s->node))
            for (syntax::ExceptHandler& handler : attempt->handlers) handler.line = 1;
        if (auto* match = std::get_if<syntax::Match>(&s->node))
            for (syntax::MatchCase& each : match->cases) set_line(each.pattern);
    }
    return copy;
}

/// The whole module's bytecode, or why there is none.
std::string bytecode(Thread& thread, const syntax::Module& tree) {
    auto code = compile(thread, tree, "<tree>");
    if (!code) return "refused: " + code.error().message;
    if (!*code) {
        decref(std::exchange(thread.exception, Value::null()));
        return "out of memory";
    }
    finish_code(thread, *code->as<CodeObject>());
    return disassemble_all(*code->as<CodeObject>());
}

}  // namespace

void check_roundtrip(const syntax::Module& tree, std::string_view input) {
    std::string text = unparse(tree);
    auto again = syntax::parse(text);
    if (!again) report(fmt::format("the unparsed tree is refused, line {}: {}\n{}", again.error().line, again.error().message, text), input);
    std::string second = unparse(*again);
    if (second != text) report("unparsing is no fixpoint, " + first_difference(text, second), input);
    if (!equal(tree, *again)) report("the unparsed tree is read as another\n" + text, input);
    VmOptions options;
    options.memory_limit = std::size_t{16} << 20;
    Vm vm(options);
    std::string expected = bytecode(vm.thread, without_lines(tree)), got = bytecode(vm.thread, without_lines(*again));
    if (expected != got) report("the unparsed tree compiles to other bytecode, " + first_difference(expected, got), input);
}

}  // namespace sidewinder::fuzz
