// SPDX-License-Identifier: MIT
// Private to the compiler: the walk over one code unit's part of the tree. Statements are in
// compiler.cpp, try and loops in compiler_blocks.cpp, expressions in compiler_expressions.cpp.
//
// Every visit of an expression leaves exactly one word more on the stack.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vm/bytecode/compiler_builder.hpp"
#include "vm/bytecode/symbol_table.hpp"
#include "vm/objects/operations.hpp"
#include "vm/syntax/ast.hpp"

namespace sidewinder {

/// What the units of one module share.
struct CompilerContext {
    Thread& thread;
    const SymbolTable& symbols;
    std::string_view filename;
    std::optional<syntax::SyntaxError> error{};  ///< the first
};

class UnitCompiler {
public:
    UnitCompiler(CompilerContext& context, const Scope& scope, std::string name,
                 std::string qualname);

    Ref module(const syntax::Module& node);
    Ref function(const std::vector<syntax::Parameter>& parameters, const syntax::Block& body,
                 std::int32_t first_line, std::int32_t line);
    Ref lambda(const syntax::Lambda& node, std::int32_t line);
    Ref generator_expression(const syntax::GeneratorExpression& node, std::int32_t line);
    Ref class_body(const syntax::ClassDefinition& node, std::int32_t first_line, std::int32_t line);

private:
    using Label = CodeBuilder::Label;
    using Expression = syntax::Expression;
    using Statement = syntax::Statement;

    /// A construct that `return`, `break` and `continue` have to leave in an orderly way.
    enum class BlockKind : std::uint8_t {
        while_loop,
        for_loop,
        try_body,
        finally_try,
        finally_end,
        handler,
        with,
        value
    };
    struct OpenBlock {
        BlockKind kind;
        std::vector<std::int32_t> handlers_outside;  ///< regions active around the construct
        Label start = CodeBuilder::no_label, exit = CodeBuilder::no_label;  ///< of loops
        const syntax::Block* finally_body = nullptr;
        const std::string* name = nullptr;  ///< `except … as name`
    };
    enum class Access : std::uint8_t { load, store, delete_ };

    // ---- units ----
    void prologue(std::int32_t line);
    /// The end of a function: returns what is on the stack.
    void epilogue();
    void emit_return();
    Ref finish(std::int32_t first_line, const std::vector<syntax::Parameter>& parameters, std::uint16_t flags);
    void layout();
    std::string inner_qualname(std::string_view name) const;
    void make_closure(const Scope& inner);
    void emit_yield();
    void make_function(const void* node, const std::vector<syntax::Parameter>& parameters,
                       Ref code);

    // ---- helpers ----
    void fail(std::int32_t line, std::int32_t column, std::string message);
    bool stopped() const {
        return context_.error || code_.too_large() || context_.thread.has_exception();
    }
    void at(const Expression& e) { code_.set_line(e.line); }
    void name_op(std::string_view name, Access access);
    std::uint32_t name_index(std::string_view text) {
        return code_.name(mangle(scope_->private_class, text));
    }
    void load_none();
    void load_string(std::string_view text);
    void load_tuple(const std::vector<std::string>& strings);

    // ---- statements ----
    void block(const syntax::Block& body);
    void visit(const Statement& s);
    void statement(const syntax::ExpressionStatement& n, const Statement& s);
    void statement(const syntax::Assignment& n, const Statement& s);
    void statement(const syntax::AugmentedAssignment& n, const Statement& s);
    void statement(const syntax::AnnotatedAssignment& n, const Statement& s);
    void statement(const syntax::Return& n, const Statement& s);
    void statement(const syntax::Raise& n, const Statement& s);
    void statement(const syntax::Assert& n, const Statement& s);
    void statement(const syntax::Delete& n, const Statement& s);
    void statement(const syntax::Pass& n, const Statement& s);
    void statement(const syntax::Break& n, const Statement& s);
    void statement(const syntax::Continue& n, const Statement& s);
    void statement(const syntax::Global& n, const Statement& s);
    void statement(const syntax::Nonlocal& n, const Statement& s);
    void statement(const syntax::Import& n, const Statement& s);
    void statement(const syntax::ImportFrom& n, const Statement& s);
    void statement(const syntax::If& n, const Statement& s);
    void statement(const syntax::While& n, const Statement& s);
    void statement(const syntax::For& n, const Statement& s);
    void statement(const syntax::FunctionDefinition& n, const Statement& s);
    void statement(const syntax::ClassDefinition& n, const Statement& s);
    void statement(const syntax::Try& n, const Statement& s);
    void statement(const syntax::With& n, const Statement& s);
    void statement(const syntax::Match& n, const Statement& s);

    // compiler_match.cpp
    struct PatternState;
    void pattern(const syntax::Pattern& p, PatternState& state);
    void capture(const syntax::Pattern& p, const std::string& name, PatternState& state);
    void subpattern(const syntax::Pattern& p, PatternState& state);
    void sequence_pattern(const syntax::Pattern& p, PatternState& state);
    void picked_items(const syntax::Pattern& p, std::size_t star, PatternState& state);
    void mapping_pattern(const syntax::Pattern& p, PatternState& state);
    void class_pattern(const syntax::Pattern& p, PatternState& state);
    void alternatives(const syntax::Pattern& p, PatternState& state);
    void compare_length(std::size_t size, bool or_more, PatternState& state);
    void fail_unless(PatternState& state);
    void land_failures(PatternState& state);
    void rotate(std::size_t count);
    void load_int(std::size_t n);

    bool swap_assignment(const syntax::Assignment& n);
    void import_as(const syntax::ImportAlias& alias);
    void delete_target(const Expression& target);
    void with_item(const syntax::With& n, std::size_t i);
    void call_exit();
    void try_except(const syntax::Try& n);
    void try_finally(const syntax::Try& n);
    void except_handler(const syntax::ExceptHandler& handler, Label end);
    void handler_body(const syntax::ExceptHandler& handler, Label end);
    void clear_name(const std::string& name);
    void restore_and_reraise(Label cleanup);
    bool open_block(OpenBlock block, const Statement* s);
    void close_block() { blocks_.pop_back(); }
    /// Emits what leaving the innermost block takes, with a value on top to keep or not.
    void unwind_one(const OpenBlock& block, bool keep_value);
    /// Leaves all blocks inside the innermost loop (none: all blocks); returns that loop.
    const OpenBlock* unwind_to_loop(bool to_loop, bool keep_value);
    void jump_out(bool is_break, const Statement& s);

    // ---- expressions ----
    void visit(const Expression& e);
    void expression(const syntax::NoneLiteral& n, const Expression& e);
    void expression(const syntax::EllipsisLiteral& n, const Expression& e);
    void expression(const syntax::BoolLiteral& n, const Expression& e);
    void expression(const syntax::IntLiteral& n, const Expression& e);
    void expression(const syntax::FloatLiteral& n, const Expression& e);
    void expression(const syntax::StringLiteral& n, const Expression& e);
    void expression(const syntax::FormatString& n, const Expression& e);
    void expression(const syntax::Name& n, const Expression& e);
    void expression(const syntax::Attribute& n, const Expression& e);
    void expression(const syntax::Subscript& n, const Expression& e);
    void expression(const syntax::Slice& n, const Expression& e);
    void expression(const syntax::Call& n, const Expression& e);
    void expression(const syntax::UnaryOperation& n, const Expression& e);
    void expression(const syntax::BinaryOperation& n, const Expression& e);
    void expression(const syntax::BooleanOperation& n, const Expression& e);
    void expression(const syntax::Comparison& n, const Expression& e);
    void expression(const syntax::Conditional& n, const Expression& e);
    void expression(const syntax::NamedExpression& n, const Expression& e);
    void expression(const syntax::Lambda& n, const Expression& e);
    void expression(const syntax::ListDisplay& n, const Expression& e);
    void expression(const syntax::TupleDisplay& n, const Expression& e);
    void expression(const syntax::SetDisplay& n, const Expression& e);
    void expression(const syntax::DictDisplay& n, const Expression& e);
    void expression(const syntax::ListComprehension& n, const Expression& e);
    void expression(const syntax::SetComprehension& n, const Expression& e);
    void expression(const syntax::DictComprehension& n, const Expression& e);
    void expression(const syntax::GeneratorExpression& n, const Expression& e);
    void expression(const syntax::Yield& n, const Expression& e);
    void expression(const syntax::YieldFrom& n, const Expression& e);
    void expression(const syntax::Starred& n, const Expression& e);

    void format_parts(const std::vector<syntax::FormatPart>& parts, const Expression& e);
    /// What a literal, or a tuple of literals, is: `key` tells values of different types apart.
    struct Constant {
        std::string key;
        Ref value;
    };
    std::optional<Constant> constant(const Expression& e);
    Constant constant_tuple(std::span<const Expression* const> elements);
    void load_defaults(const std::vector<syntax::Parameter>& parameters);
    void load_keyword_defaults(const std::vector<syntax::Parameter>& parameters);
    bool is_constant(const Expression& e) const;
    void load(Constant constant);
    /// Truth of a condition known from the text alone.
    static std::optional<bool> known_truth(const Expression& e);

    void visit_bool(const Expression& e);  ///< a bool, by TO_BOOL where needed
    void jump_if(const Expression& e, Label target, bool when);
    void jump_if_comparison(const syntax::Comparison& n, const Expression& e, Label target,
                            bool when);
    void compare_op(syntax::ComparisonKind op, bool as_bool);
    void chain_start(const syntax::Comparison& n, const Expression& e, Label cleanup,
                     bool keep_result);
    void store(const Expression& target);
    void unpack(const std::vector<syntax::ExpressionPtr>& targets, const Expression& target);
    bool plain_slice(const syntax::Subscript& n, const syntax::Slice*& slice) const;
    void slice_bounds(const syntax::Slice& slice);
    /// Pushes arguments upon callable, self or null and the first `given` arguments, and calls.
    void call_arguments(std::size_t given, std::span<const syntax::ExpressionPtr> arguments,
                        std::span<const syntax::KeywordArgument> keywords, std::int32_t line);
    void call_function_ex(std::size_t given, std::span<const syntax::ExpressionPtr> arguments,
                          std::span<const syntax::KeywordArgument> keywords, std::int32_t line);
    /// Pushes a new list, or set, of the elements.
    /// The first `given` lie on the stack already.
    void gather(std::span<const syntax::ExpressionPtr> elements, Opcode build, Opcode add, Opcode extend, std::size_t given = 0);
    void list_of(std::span<const syntax::ExpressionPtr> elements) {
        gather(elements, Opcode::BUILD_LIST, Opcode::LIST_APPEND, Opcode::LIST_EXTEND);
    }
    void merge_keywords(std::span<const syntax::KeywordArgument> keywords);
    template <class Element>
    void comprehension(const void* node, const std::vector<syntax::ComprehensionClause>& clauses,
                       Opcode build, Element element);
    template <class Element>
    void comprehension_loop(const std::vector<syntax::ComprehensionClause>& clauses, std::size_t i,
                            Element element);

    CompilerContext& context_;
    const Scope* scope_;  ///< innermost: the unit's, or a comprehension's in it
    const Scope& unit_;
    std::string name_, qualname_;
    CodeBuilder code_;
    std::vector<OpenBlock> blocks_;
    std::vector<std::string> local_names_;
    std::vector<bool> is_cell_;
    std::map<std::string, std::uint32_t, std::less<>> slots_;  ///< locals and cells
    std::map<std::string, std::uint32_t, std::less<>> free_slots_;
    std::uint32_t bound_on_entry_ = 0;
    Label stop_iteration_ = CodeBuilder::no_label;  ///< of generators: where what they raise passes
};

}  // namespace sidewinder
