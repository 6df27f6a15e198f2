// SPDX-License-Identifier: MIT
// The tree of a Python module: plain structs that a parser, a generator or a reducer builds and
// edits, and that the unparser and the compiler read.
//
// A node is one alternative of a std::variant; readers use std::visit without a catch-all, so a
// missing case does not compile. Every struct lists its members in `fields`, from which clone(),
// equal() and for_each_slot() are made. Invariants of a tree that can be unparsed and compiled:
// pointers are not null unless said so, text is UTF-8, and no expression is deeper than
// max_expression_depth.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace sidewinder::syntax {

/// Expressions nest at most this deep, so that recursion over trees needs no check of its own.
inline constexpr int max_expression_depth = 1000;
/// Blocks (function, class, loop, if, try) nest at most this deep.
inline constexpr int max_block_depth = 99;

struct Expression;
struct Statement;
using ExpressionPtr = std::unique_ptr<Expression>;
using StatementPtr = std::unique_ptr<Statement>;
using Block = std::vector<StatementPtr>;

enum class UnaryKind : std::uint8_t { negative, positive, invert, not_ };
/// Order is that of CPython's NB_* and of objects' BinaryOperator.
enum class BinaryKind : std::uint8_t {
    add,
    and_,
    floor_divide,
    lshift,
    matrix_multiply,
    multiply,
    remainder,
    or_,
    power,
    rshift,
    subtract,
    true_divide,
    xor_,
};
enum class BooleanKind : std::uint8_t { and_, or_ };
enum class ComparisonKind : std::uint8_t { lt, le, eq, ne, gt, ge, is, is_not, in, not_in };

// ---- expressions --------------------------------------------------------------------------------

struct NoneLiteral {
    static constexpr std::tuple<> fields{};
};
struct EllipsisLiteral {
    static constexpr std::tuple<> fields{};
};
struct BoolLiteral {
    bool value;
    static constexpr auto fields = std::tuple{&BoolLiteral::value};
};
/// Not negative: decimal digits, or 0x/0o/0b and digits; no underscores.
struct IntLiteral {
    std::string digits;
    static constexpr auto fields = std::tuple{&IntLiteral::digits};
};
/// Not negative, may be infinite, not NaN. `text` is how it was spelt; empty: shortest spelling.
struct FloatLiteral {
    double value;
    std::string text{};
    static constexpr auto fields =
        std::tuple{&FloatLiteral::value};  // the spelling is no structure
};
/// UTF-8.
struct StringLiteral {
    std::string value;
    static constexpr auto fields = std::tuple{&StringLiteral::value};
};
/// Literal text when `value` is null, else a replacement field {value!conversion:spec}.
struct FormatPart {
    std::string text{};  ///< not empty in literal text
    ExpressionPtr value{};
    char conversion = 0;  ///< 's', 'r', 'a' or 0
    std::string spec{};   ///< without braces
    std::vector<FormatPart> spec_parts{};  ///< where the spec has fields of its own: all of it
    static constexpr auto fields = std::tuple{&FormatPart::text, &FormatPart::value,
                                              &FormatPart::conversion, &FormatPart::spec,
                                              &FormatPart::spec_parts};
};
/// An f-string; has at least one replacement field, and no two literal texts in a row.
struct FormatString {
    std::vector<FormatPart> parts;
    static constexpr auto fields = std::tuple{&FormatString::parts};
};
struct Name {
    std::string id;
    static constexpr auto fields = std::tuple{&Name::id};
};
/// Its line is that of `name`, where CPython reports an AttributeError.
struct Attribute {
    ExpressionPtr value;
    std::string name;
    static constexpr auto fields = std::tuple{&Attribute::value, &Attribute::name};
};
struct Subscript {
    ExpressionPtr value;
    ExpressionPtr index;  ///< a Slice, a TupleDisplay that may hold Slices, or any expression
    static constexpr auto fields = std::tuple{&Subscript::value, &Subscript::index};
};
/// Only as (part of) a Subscript's index. Each part may be null.
struct Slice {
    ExpressionPtr lower, upper, step;
    static constexpr auto fields = std::tuple{&Slice::lower, &Slice::upper, &Slice::step};
};
struct KeywordArgument {
    std::string name;  ///< empty: `**value`, keywords out of a mapping
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&KeywordArgument::name, &KeywordArgument::value};
};
/// All arguments are evaluated before all keywords, whatever their order in the text.
struct Call {
    ExpressionPtr function;
    std::vector<ExpressionPtr> arguments;  ///< Starred ones give any number
    std::vector<KeywordArgument> keywords;
    static constexpr auto fields = std::tuple{&Call::function, &Call::arguments, &Call::keywords};
};
struct UnaryOperation {
    UnaryKind op;
    ExpressionPtr operand;
    static constexpr auto fields = std::tuple{&UnaryOperation::op, &UnaryOperation::operand};
};
struct BinaryOperation {
    BinaryKind op;
    ExpressionPtr left, right;
    static constexpr auto fields =
        std::tuple{&BinaryOperation::op, &BinaryOperation::left, &BinaryOperation::right};
};
/// Two operands or more.
struct BooleanOperation {
    BooleanKind op;
    std::vector<ExpressionPtr> operands;
    static constexpr auto fields = std::tuple{&BooleanOperation::op, &BooleanOperation::operands};
};
struct ComparisonTail {
    ComparisonKind op;
    ExpressionPtr right;
    static constexpr auto fields = std::tuple{&ComparisonTail::op, &ComparisonTail::right};
};
/// left op right op right …; at least one tail.
struct Comparison {
    ExpressionPtr left;
    std::vector<ComparisonTail> tails;
    static constexpr auto fields = std::tuple{&Comparison::left, &Comparison::tails};
};
/// then if test else otherwise
struct Conditional {
    ExpressionPtr test, then, otherwise;
    static constexpr auto fields =
        std::tuple{&Conditional::test, &Conditional::then, &Conditional::otherwise};
};
/// (name := value)
struct NamedExpression {
    std::string name;
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&NamedExpression::name, &NamedExpression::value};
};
enum class ParameterKind : std::uint8_t {
    positional,       ///< or by its name
    positional_only,  ///< before `/`
    var_positional,   ///< `*name`
    keyword_only,     ///< after `*name` or a bare `*`
    var_keyword,      ///< `**name`
};
/// In a list of them positional_only come first, then positional, var_positional, keyword_only,
/// var_keyword, of each var_… at most one. Once a parameter has a default, all that follow and may
/// be passed by position have one; those of kind var_… have none.
struct Parameter {
    std::string name;
    ExpressionPtr default_value{};  ///< may be null
    ParameterKind kind = ParameterKind::positional;
    static constexpr auto fields =
        std::tuple{&Parameter::name, &Parameter::default_value, &Parameter::kind};

    bool by_position() const { return kind <= ParameterKind::positional_only; }
};
struct Lambda {
    std::vector<Parameter> parameters;
    ExpressionPtr body;
    static constexpr auto fields = std::tuple{&Lambda::parameters, &Lambda::body};
};
struct ListDisplay {
    std::vector<ExpressionPtr> elements;
    static constexpr auto fields = std::tuple{&ListDisplay::elements};
};
struct TupleDisplay {
    std::vector<ExpressionPtr> elements;
    static constexpr auto fields = std::tuple{&TupleDisplay::elements};
};
/// Not empty.
struct SetDisplay {
    std::vector<ExpressionPtr> elements;
    static constexpr auto fields = std::tuple{&SetDisplay::elements};
};
struct DictItem {
    ExpressionPtr key;  ///< null: `**value`, the items of a mapping
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&DictItem::key, &DictItem::value};
};
struct DictDisplay {
    std::vector<DictItem> items;
    static constexpr auto fields = std::tuple{&DictDisplay::items};
};
/// for target in iterable if condition if condition …
struct ComprehensionClause {
    ExpressionPtr target, iterable;
    std::vector<ExpressionPtr> conditions;
    static constexpr auto fields =
        std::tuple{&ComprehensionClause::target, &ComprehensionClause::iterable,
                   &ComprehensionClause::conditions};
};
/// At least one clause.
struct ListComprehension {
    ExpressionPtr element;
    std::vector<ComprehensionClause> clauses;
    static constexpr auto fields =
        std::tuple{&ListComprehension::element, &ListComprehension::clauses};
};
/// At least one clause.
struct SetComprehension {
    ExpressionPtr element;
    std::vector<ComprehensionClause> clauses;
    static constexpr auto fields =
        std::tuple{&SetComprehension::element, &SetComprehension::clauses};
};
/// At least one clause.
struct DictComprehension {
    ExpressionPtr key, value;
    std::vector<ComprehensionClause> clauses;
    static constexpr auto fields =
        std::tuple{&DictComprehension::key, &DictComprehension::value, &DictComprehension::clauses};
};
/// (element for …): makes a generator, in a code unit of its own. At least one clause.
struct GeneratorExpression {
    ExpressionPtr element;
    std::vector<ComprehensionClause> clauses;
    static constexpr auto fields =
        std::tuple{&GeneratorExpression::element, &GeneratorExpression::clauses};
};
/// Only in functions, and not in comprehensions.
struct Yield {
    ExpressionPtr value{};  ///< may be null
    static constexpr auto fields = std::tuple{&Yield::value};
};
struct YieldFrom {
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&YieldFrom::value};
};
/// *target, only in a list, tuple, set or call; where a list or tuple is assigned to, once in it.
struct Starred {
    ExpressionPtr target;
    static constexpr auto fields = std::tuple{&Starred::target};
};

using ExpressionNode =
    std::variant<NoneLiteral, EllipsisLiteral, BoolLiteral, IntLiteral, FloatLiteral, StringLiteral, FormatString,
                 Name, Attribute, Subscript, Slice, Call, UnaryOperation, BinaryOperation,
                 BooleanOperation, Comparison, Conditional, NamedExpression, Lambda, ListDisplay,
                 TupleDisplay, SetDisplay, DictDisplay, ListComprehension, SetComprehension,
                 DictComprehension, GeneratorExpression, Yield, YieldFrom, Starred>;

struct Expression {
    ExpressionNode node;
    std::int32_t line = 0;    ///< from 1; 0 when the tree was not parsed from text
    std::int32_t column = 0;  ///< in bytes, from 0
};

// ---- statements ---------------------------------------------------------------------------------

struct ExpressionStatement {
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&ExpressionStatement::value};
};
/// Targets are Name, Attribute, Subscript, or ListDisplay/TupleDisplay of targets.
struct Assignment {
    std::vector<ExpressionPtr> targets;
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{&Assignment::targets, &Assignment::value};
};
/// The target is Name, Attribute or Subscript.
struct AugmentedAssignment {
    ExpressionPtr target;
    BinaryKind op;
    ExpressionPtr value;
    static constexpr auto fields = std::tuple{
        &AugmentedAssignment::target, &AugmentedAssignment::op, &AugmentedAssignment::value};
};
/// The annotation is kept but never evaluated. The target is Name, Attribute or Subscript.
struct AnnotatedAssignment {
    ExpressionPtr target, annotation;
    ExpressionPtr value{};  ///< may be null
    static constexpr auto fields =
        std::tuple{&AnnotatedAssignment::target, &AnnotatedAssignment::annotation,
                   &AnnotatedAssignment::value};
};
struct Return {
    ExpressionPtr value{};  ///< may be null
    static constexpr auto fields = std::tuple{&Return::value};
};
struct Raise {
    ExpressionPtr exception{};  ///< may be null
    ExpressionPtr cause{};      ///< may be null; null when `exception` is
    static constexpr auto fields = std::tuple{&Raise::exception, &Raise::cause};
};
struct Assert {
    ExpressionPtr test;
    ExpressionPtr message{};  ///< may be null
    static constexpr auto fields = std::tuple{&Assert::test, &Assert::message};
};
/// At least one target, as those of Assignment but without Starred.
struct Delete {
    std::vector<ExpressionPtr> targets;
    static constexpr auto fields = std::tuple{&Delete::targets};
};
struct Pass {
    static constexpr std::tuple<> fields{};
};
struct Break {
    static constexpr std::tuple<> fields{};
};
struct Continue {
    static constexpr std::tuple<> fields{};
};
struct Global {
    std::vector<std::string> names;
    static constexpr auto fields = std::tuple{&Global::names};
};
struct Nonlocal {
    std::vector<std::string> names;
    static constexpr auto fields = std::tuple{&Nonlocal::names};
};
struct ImportAlias {
    std::string name;       ///< dotted in `import`
    std::string as_name{};  ///< empty: none
    static constexpr auto fields = std::tuple{&ImportAlias::name, &ImportAlias::as_name};
};
struct Import {
    std::vector<ImportAlias> names;
    static constexpr auto fields = std::tuple{&Import::names};
};
struct ImportFrom {
    std::string module;  ///< dotted; relative ones begin with dots and may have nothing else
    std::vector<ImportAlias> names;
    static constexpr auto fields = std::tuple{&ImportFrom::module, &ImportFrom::names};
};
struct IfBranch {
    ExpressionPtr test;
    Block body;
    static constexpr auto fields = std::tuple{&IfBranch::test, &IfBranch::body};
};
/// if / elif / elif …, at least one branch; flat, so that a long chain is not deep.
struct If {
    std::vector<IfBranch> branches;
    Block orelse{};  ///< may be empty
    static constexpr auto fields = std::tuple{&If::branches, &If::orelse};
};
struct While {
    ExpressionPtr test;
    Block body;
    Block orelse{};  ///< may be empty
    static constexpr auto fields = std::tuple{&While::test, &While::body, &While::orelse};
};
struct For {
    ExpressionPtr target, iterable;
    Block body;
    Block orelse{};  ///< may be empty
    static constexpr auto fields =
        std::tuple{&For::target, &For::iterable, &For::body, &For::orelse};
};
/// context [as target]
struct WithItem {
    ExpressionPtr context;
    ExpressionPtr target{};  ///< may be null; else as one of Assignment
    static constexpr auto fields = std::tuple{&WithItem::context, &WithItem::target};
};
/// At least one item.
struct With {
    std::vector<WithItem> items;
    Block body;
    static constexpr auto fields = std::tuple{&With::items, &With::body};
};
enum class PatternKind : std::uint8_t {
    value,      ///< equals `value`: a number, text or dotted name
    singleton,  ///< is `value`: None, True or False
    capture,    ///< anything, which is bound to `name` unless that is empty
    star,       ///< in a sequence only, once: the rest of it, likewise
    sequence,   ///< of `parts`
    mapping,    ///< has `keys`, whose values match `parts`; the rest is bound to `name` unless that is empty
    class_,     ///< an instance of `value`; the last `parts` are for its `attributes`
    as,         ///< parts[0], bound to `name`
    or_,        ///< the first of `parts` that matches, all of which bind the same names
};
/// Not among the places of for_each_slot: few expressions are patterns.
struct Pattern {
    PatternKind kind = PatternKind::capture;
    ExpressionPtr value{};
    std::string name{};
    std::vector<Pattern> parts{};
    std::vector<ExpressionPtr> keys{};
    std::vector<std::string> attributes{};
    std::int32_t line = 0, column = 0;
    static constexpr auto fields = std::tuple{&Pattern::kind, &Pattern::value, &Pattern::name, &Pattern::parts, &Pattern::keys, &Pattern::attributes};
};
/// case pattern [if guard]: body
struct MatchCase {
    Pattern pattern;
    ExpressionPtr guard{};  ///< may be null
    Block body;
    static constexpr auto fields = std::tuple{&MatchCase::pattern, &MatchCase::guard, &MatchCase::body};
};
/// At least one case.
struct Match {
    ExpressionPtr subject;
    std::vector<MatchCase> cases;
    static constexpr auto fields = std::tuple{&Match::subject, &Match::cases};
};
struct FunctionDefinition {
    std::string name;
    std::vector<Parameter> parameters;
    Block body;
    std::vector<ExpressionPtr> decorators{};
    static constexpr auto fields =
        std::tuple{&FunctionDefinition::name, &FunctionDefinition::parameters,
                   &FunctionDefinition::body, &FunctionDefinition::decorators};
};
struct ClassDefinition {
    std::string name;
    std::vector<ExpressionPtr> bases{};  ///< as a Call's arguments
    Block body;
    std::vector<ExpressionPtr> decorators{};
    std::vector<KeywordArgument> keywords{};
    static constexpr auto fields =
        std::tuple{&ClassDefinition::name, &ClassDefinition::bases, &ClassDefinition::body,
                   &ClassDefinition::decorators, &ClassDefinition::keywords};
};
struct ExceptHandler {
    ExpressionPtr type{};  ///< null: catches all; only the last handler may
    std::string name{};    ///< empty: none; needs a type
    Block body;
    std::int32_t line = 0;
    static constexpr auto fields =
        std::tuple{&ExceptHandler::type, &ExceptHandler::name, &ExceptHandler::body};
};
/// Handlers or a finally block or both; `orelse` only with handlers.
struct Try {
    Block body;
    std::vector<ExceptHandler> handlers;
    Block orelse{};    ///< may be empty
    Block finally_{};  ///< empty: none
    static constexpr auto fields =
        std::tuple{&Try::body, &Try::handlers, &Try::orelse, &Try::finally_};
};

using StatementNode =
    std::variant<ExpressionStatement, Assignment, AugmentedAssignment, AnnotatedAssignment, Return,
                 Raise, Assert, Delete, Pass, Break, Continue, Global, Nonlocal, Import, ImportFrom,
                 If, While, For, With, Match, FunctionDefinition, ClassDefinition, Try>;

/// Blocks that must have a statement are never empty; the unparser prints `pass` for an empty one.
struct Statement {
    StatementNode node;
    std::int32_t line = 0;
    std::int32_t column = 0;
};

struct Module {
    Block body;
};

// ---- building, copying, comparing ---------------------------------------------------------------

/// make(Name{"x"}), make(BinaryOperation{…}, line, column).
template <class Node>
requires std::constructible_from<ExpressionNode, Node&&> ExpressionPtr
make(Node&& node, std::int32_t line = 0, std::int32_t column = 0) {
    return std::make_unique<Expression>(ExpressionNode(std::forward<Node>(node)), line, column);
}
/// make(Pass{}), make(Assignment{…}, line, column).
template <class Node>
requires std::constructible_from<StatementNode, Node&&> StatementPtr make(Node&& node,
                                                                          std::int32_t line = 0,
                                                                          std::int32_t column = 0) {
    return std::make_unique<Statement>(StatementNode(std::forward<Node>(node)), line, column);
}
/// A vector of what cannot be copied: list(make(…), make(…)).
template <class First, class... Rest>
std::vector<First> list(First first, Rest... rest) {
    std::vector<First> out;
    out.push_back(std::move(first));
    (out.push_back(std::move(rest)), ...);
    return out;
}

/// Deep copies, positions included; null gives null.
ExpressionPtr clone(const ExpressionPtr& expression);
StatementPtr clone(const StatementPtr& statement);
Block clone(const Block& block);
Module clone(const Module& module);

/// Same structure; positions and the spelling of floats do not count.
bool equal(const Expression& a, const Expression& b);
bool equal(const Statement& a, const Statement& b);
bool equal(const Module& a, const Module& b);

/// Height of the tree: 1 for a leaf.
int depth(const Expression& expression);

namespace detail {

template <class T>
concept HasFields = requires {
    T::fields;
};

template <class T, class Visitor>
void visit_slot(T& member, Visitor& visitor);

template <class Struct, class Visitor>
void visit_fields(Struct& node, Visitor& visitor) {
    std::apply([&](auto... field) { (visit_slot(node.*field, visitor), ...); },
               std::remove_const_t<Struct>::fields);
}

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T, class Visitor>
void visit_slot(T& member, Visitor& visitor) {
    using Plain = std::remove_const_t<T>;
    if constexpr (std::is_same_v<Plain, ExpressionPtr> || std::is_same_v<Plain, Block>) {
        visitor(member);
    } else if constexpr (std::is_same_v<Plain, Pattern>) {
        return;
    } else if constexpr (HasFields<Plain>) {
        visit_fields(member, visitor);
    } else if constexpr (is_vector<Plain>) {
        for (auto& element : member) visit_slot(element, visitor);
    }
}

}  // namespace detail

/// Calls visitor(ExpressionPtr&) and visitor(Block&) for each place in a node that holds a direct
/// child (null pointers and empty blocks included), in source order of the struct's fields. Works
/// on const and mutable Expression and Statement: `visitor` takes both, e.g. overloaded lambdas.
template <class Node, class Visitor>
void for_each_slot(Node& node, Visitor&& visitor) {
    std::visit([&](auto& alternative) { detail::visit_fields(alternative, visitor); }, node.node);
}

/// Lambdas as one visitor: std::visit(Overloaded{[](const Name&) {…}, …}, expression.node).
template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace sidewinder::syntax
