// SPDX-License-Identifier: MIT
// The parser's class, private to parser.cpp (statements) and parser_expressions.cpp.
//
// Recursive descent over the token list. After the first error the parser sees only `end`, so that
// every loop stops and no caller has to check; what is built after it is thrown away. Functions
// that return an expression also leave the height of its tree in `height_`.
#pragma once

#include <optional>

#include "vm/syntax/lexer.hpp"
#include "vm/syntax/parser.hpp"

namespace sidewinder::syntax {

class Parser {
public:
    explicit Parser(const Source& source) : source_(source), list_(tokenize(source)) {}

    Parsed<Module> module();
    Parsed<ExpressionPtr> lone_expression();

private:
    enum class TargetUse : std::uint8_t { assign, assign_hint, loop, delete_ };

    // ---- tokens ----
    const Token& current() const { return error_ ? end_ : list_.tokens[at_]; }
    const Token& next() const;
    bool at(std::string_view text) const;
    bool at(TokenKind kind) const { return current().kind == kind; }
    bool at_name() const;
    void advance();
    bool accept(std::string_view text);
    void expect(std::string_view text);
    /// Expects the bracket that ends what began with `element` (for "forgot a comma").
    void expect_close(std::string_view bracket, const Token& element);
    std::string expect_name();

    // ---- errors: the first one stays ----
    void fail(const Token& where, std::string message, ErrorClass error_class = ErrorClass::syntax);
    void fail(const Expression& where, std::string message);
    void fail_at(std::int32_t line, std::int32_t column, std::string message,
                 ErrorClass error_class);
    void unsupported(const Token& where, std::string_view feature);
    /// "invalid syntax" at the current token, or the lexer's error.
    void invalid();

    // ---- statements ----
    void statement(Block& out);
    void simple_statements(Block& out);
    StatementPtr simple_statement();
    StatementPtr expression_statement();
    StatementPtr annotated(const Token& start, ExpressionPtr target);
    StatementPtr assignment(const Token& start, ExpressionPtr first);
    StatementPtr return_statement();
    StatementPtr raise_statement();
    StatementPtr assert_statement();
    StatementPtr delete_statement();
    StatementPtr import_statement();
    StatementPtr import_from_statement();
    std::vector<std::string> name_list();
    std::string dotted_name();
    std::string as_name();
    StatementPtr if_statement();
    StatementPtr while_statement();
    StatementPtr for_statement();
    // parser_patterns.cpp
    StatementPtr match_statement();
    bool at_match();
    ExpressionPtr match_subject();
    MatchCase match_case();
    Pattern patterns();
    Pattern pattern();
    Pattern or_pattern();
    Pattern closed_pattern();
    Pattern star_pattern();
    Pattern name_pattern();
    Pattern class_pattern(ExpressionPtr type);
    Pattern sequence_pattern(std::string_view close);
    Pattern mapping_pattern();
    ExpressionPtr pattern_literal();
    void check_stars(const Pattern& sequence);
    Pattern pattern_at(const Token& start, PatternKind kind) {
        return Pattern{.kind = kind, .line = start.line, .column = start.column};
    }

    StatementPtr with_statement();
    bool with_items(std::vector<WithItem>& items, bool parentheses);
    StatementPtr try_statement();
    ExceptHandler except_handler();
    StatementPtr decorated();
    StatementPtr function_definition(std::vector<ExpressionPtr> decorators);
    StatementPtr class_definition(std::vector<ExpressionPtr> decorators);
    /// ':' and what it introduces; `owner` and `line` are for "expected an indented block after …".
    Block block(std::string_view owner, std::int32_t line);
    Block else_block(std::string_view keyword = "else");
    void refuse_statement();
    /// At the end of a statement's own expressions: stars that were in no target are refused.

    // ---- expressions, loosest binding first ----
    ExpressionPtr expression_list();  ///< a, b, *c: bare tuple or single expression
    ExpressionPtr value_list();       ///< the same, or a yield: where parentheses are not needed
    ExpressionPtr yield_expression();
    ExpressionPtr named_expression();
    ExpressionPtr expression();
    ExpressionPtr lambda();
    ExpressionPtr disjunction();
    ExpressionPtr conjunction();
    ExpressionPtr inversion();
    ExpressionPtr comparison();
    ExpressionPtr binary(int precedence);
    ExpressionPtr unary();
    ExpressionPtr power();
    ExpressionPtr primary();
    ExpressionPtr atom();
    ExpressionPtr call(const Token& start, ExpressionPtr function);
    void call_argument(Call& call);
    ExpressionPtr subscript(const Token& start, ExpressionPtr value);
    ExpressionPtr subscript_part();
    ExpressionPtr parenthesized();
    ExpressionPtr list_display();
    ExpressionPtr brace_display();
    ExpressionPtr set_display(const Token& start, ExpressionPtr first);
    ExpressionPtr dict_display(const Token& start, ExpressionPtr key);
    ExpressionPtr starred();
    /// An element of a display, perhaps starred (only right where it turns out to be a target).
    ExpressionPtr element();
    std::vector<ComprehensionClause> comprehension_clauses();
    ExpressionPtr generator_expression(const Token& start, ExpressionPtr element);
    std::vector<Parameter> parameters(std::string_view end, bool annotations);
    void end_positional_only(std::vector<Parameter>& before, ParameterKind plain);
    std::optional<ComparisonKind> comparison_operator();
    ExpressionPtr number();
    ExpressionPtr strings();
    void format_string(const Token& token, std::vector<FormatPart>& parts);
    std::size_t format_field(const Token& token, std::size_t at, std::size_t limit, bool raw,
                             std::vector<FormatPart>& parts);
    std::size_t format_spec(const Token& token, std::size_t at, std::size_t limit, bool raw, FormatPart& part);
    ExpressionPtr field_expression(const Token& token, std::size_t begin, std::size_t end);
    void add_text(std::vector<FormatPart>& parts, std::string text) const;
    std::string decoded(const Token& token, std::string_view text, bool raw);
    ExpressionPtr target_list(TargetUse use);
    void check_target(const Expression& target, TargetUse use, bool in_sequence = false);

    /// A node whose children's heights were noted in `children`; refuses trees that are too deep.
    template <class Node>
    ExpressionPtr built(Node node, const Token& start, int children) {
        height_ = children + 1;
        if (height_ > max_expression_depth) fail(start, "expression too deeply nested");
        return make(std::move(node), start.line, start.column);
    }
    ExpressionPtr placeholder() {
        height_ = 1;
        return make(NoneLiteral{});
    }
    /// Guards the parser's own recursion.
    class Nesting {
    public:
        explicit Nesting(Parser& parser) : parser_(parser) {
            if (++parser_.nesting_ > max_expression_depth) {
                parser_.fail(parser_.current(), "expression too deeply nested");
            }
        }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;
        ~Nesting() { --parser_.nesting_; }

    private:
        Parser& parser_;
    };

    const Source& source_;
    TokenList list_;
    std::size_t at_ = 0;
    std::optional<SyntaxError> error_;
    Token end_{TokenKind::end, {}, 0, 0};
    int nesting_ = 0;
    int height_ = 0;
    int blocks_ = 0;
    int lambdas_ = 0;           ///< nested: each is a code unit of its own
};

/// What CPython calls an expression when it cannot be assigned to.
std::string_view describe(const Expression& expression);

}  // namespace sidewinder::syntax
