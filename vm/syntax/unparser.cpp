// SPDX-License-Identifier: MIT
// Prints trees. Each expression is printed for a place that takes a certain precedence; what binds
// looser gets parentheses. Bare tuples are printed only where the grammar has expression lists.
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "vm/syntax/source.hpp"

namespace sidewinder::syntax {
namespace {

/// What a place accepts, loosest first.
enum class Precedence : std::uint8_t {
    list,        ///< a, b without parentheses
    named,       ///< x := 1
    expression,  ///< lambda, a if b else c
    disjunction,
    conjunction,
    inversion,
    comparison,
    bit_or,
    bit_xor,
    bit_and,
    shift,
    sum,
    product,
    unary,
    power,
    primary,
};

constexpr Precedence above(Precedence p) {
    return static_cast<Precedence>(static_cast<int>(p) + 1);
}

struct BinaryInfo {
    std::string_view symbol;
    Precedence precedence;
};
constexpr auto binary_info = std::to_array<BinaryInfo>({
    {"+", Precedence::sum},
    {"&", Precedence::bit_and},
    {"//", Precedence::product},
    {"<<", Precedence::shift},
    {"@", Precedence::product},
    {"*", Precedence::product},
    {"%", Precedence::product},
    {"|", Precedence::bit_or},
    {"**", Precedence::power},
    {">>", Precedence::shift},
    {"-", Precedence::sum},
    {"/", Precedence::product},
    {"^", Precedence::bit_xor},
});
static_assert(binary_info.size() == static_cast<std::size_t>(BinaryKind::xor_) + 1);
const BinaryInfo& info(BinaryKind op) {
    return binary_info[static_cast<std::size_t>(op)];
}

constexpr auto comparison_symbols = std::to_array<std::string_view>(
    {"<", "<=", "==", "!=", ">", ">=", "is", "is not", "in", "not in"});
static_assert(comparison_symbols.size() == static_cast<std::size_t>(ComparisonKind::not_in) + 1);

class Printer {
public:
    std::string out;

    void print(const Expression& e, Precedence place) {
        std::visit([&](const auto& node) { this->expression(node, place); }, e.node);
    }
    void statement(const Statement& s, int indentation) {
        indentation_ = indentation;
        std::visit([&](const auto& node) { this->print(node); }, s.node);
    }
    void block(const Block& body) {
        ++indentation_;
        if (body.empty()) line("pass");
        for (const StatementPtr& s : body) statement(*s, indentation_);
        --indentation_;
    }

private:
    // ---- expressions ----
    template <class Body>
    void wrap(Precedence own, Precedence place, Body body) {
        const bool parentheses = own < place;
        if (parentheses) out += '(';
        body();
        if (parentheses) out += ')';
    }
    template <class Range, class Each>
    void commas(const Range& range, Each each) {
        bool first = true;
        for (const auto& item : range) {
            if (!first) out += ", ";
            first = false;
            each(item);
        }
    }

    void expression(const NoneLiteral&, Precedence) { out += "None"; }
    void expression(const EllipsisLiteral&, Precedence) { out += "..."; }
    void expression(const BoolLiteral& n, Precedence) { out += n.value ? "True" : "False"; }
    void expression(const IntLiteral& n, Precedence) { out += n.digits; }
    void expression(const FloatLiteral& n, Precedence) {
        if (!n.text.empty()) {
            out += n.text;
        } else if (std::isinf(n.value)) {
            out += "1e999";
        } else {
            std::string text = fmt::format("{}", n.value);
            if (text.find_first_of(".e") == std::string::npos) text += ".0";
            out += text;
        }
    }
    void expression(const StringLiteral& n, Precedence) {
        out += '\'';
        escape(n.value, false);
        out += '\'';
    }
    void expression(const FormatString& n, Precedence) {
        out += "f'";
        for (const FormatPart& part : n.parts) {
            if (!part.value) {
                escape(part.text, true);
                continue;
            }
            field(part);
        }
        out += '\'';
    }
    void field(const FormatPart& part) {
        Printer inner;
        // A walrus or lambda would end at its colon, so both are in parentheses.
        const bool colon = std::holds_alternative<Lambda>(part.value->node);
        inner.print(*part.value, colon ? Precedence::disjunction : Precedence::list);
        if (!colon && has_bare_lambda(*part.value)) inner.out = "(" + inner.out + ")";
        out += '{';
        if (inner.out.starts_with('{')) out += ' ';
        out += inner.out;
        // `}}` would read as a literal brace only outside a field, so none is needed at the end.
        if (part.conversion) {
            out += '!';
            out += part.conversion;
        }
        if (!part.spec.empty() || !part.spec_parts.empty()) out += ':';
        escape(part.spec, false);
        for (const FormatPart& each : part.spec_parts) {
            if (each.value) field(each);
            else escape(each.text, false);
        }
        out += '}';
    }
    /// A lambda that could be printed last in the expression without parentheses.
    static bool has_bare_lambda(const Expression& e) {
        if (std::holds_alternative<Lambda>(e.node) ||
            std::holds_alternative<NamedExpression>(e.node)) {
            return true;
        }
        if (const auto* c = std::get_if<Conditional>(&e.node))
            return has_bare_lambda(*c->otherwise);
        if (const auto* t = std::get_if<TupleDisplay>(&e.node)) {
            for (const ExpressionPtr& part : t->elements) {
                if (has_bare_lambda(*part)) return true;
            }
        }
        return false;
    }

    void escape(std::string_view text, bool braces) {
        for (std::size_t i = 0; i < text.size();) {
            const auto c = static_cast<unsigned char>(text[i]);
            const std::size_t length = utf8_length(text, i);
            if (c == '\\' || c == '\'') {
                out += '\\';
                out += text[i];
            } else if (c == '\n') {
                out += "\\n";
            } else if (c == '\t') {
                out += "\\t";
            } else if (c < 0x20 || c == 0x7F || length == 0) {
                out += fmt::format("\\x{:02x}", c);
            } else {
                if (braces && (c == '{' || c == '}')) out += text[i];
                out += text.substr(i, length);
            }
            i += length == 0 ? 1 : length;
        }
    }

    void expression(const Name& n, Precedence) { out += n.id; }
    void expression(const Attribute& n, Precedence) {
        operand_of_dot(*n.value);
        out += '.';
        out += n.name;
    }
    /// 1.real would read as a float.
    void operand_of_dot(const Expression& e) {
        const auto* integer = std::get_if<IntLiteral>(&e.node);
        if (integer) out += '(';
        print(e, Precedence::primary);
        if (integer) out += ')';
    }
    void expression(const Subscript& n, Precedence) {
        print(*n.value, Precedence::primary);
        out += '[';
        const auto* tuple = std::get_if<TupleDisplay>(&n.index->node);
        if (tuple && !tuple->elements.empty()) {
            commas(tuple->elements, [&](const ExpressionPtr& e) { print(*e, Precedence::named); });
            if (tuple->elements.size() == 1) out += ',';
        } else {
            print(*n.index, Precedence::named);
        }
        out += ']';
    }
    void expression(const Slice& n, Precedence) {
        if (n.lower) print(*n.lower, Precedence::expression);
        out += ':';
        if (n.upper) print(*n.upper, Precedence::expression);
        if (n.step) {
            out += ':';
            print(*n.step, Precedence::expression);
        }
    }
    void expression(const Call& n, Precedence) {
        print(*n.function, Precedence::primary);
        arguments(n.arguments, n.keywords);
    }
    void arguments(const std::vector<ExpressionPtr>& arguments, const std::vector<KeywordArgument>& keywords) {
        out += '(';
        commas(arguments, [&](const ExpressionPtr& e) { print(*e, Precedence::named); });
        if (!arguments.empty() && !keywords.empty()) out += ", ";
        commas(keywords, [&](const KeywordArgument& k) {
            out += k.name.empty() ? "**" : k.name + "=";
            print(*k.value, Precedence::expression);
        });
        out += ')';
    }
    void expression(const UnaryOperation& n, Precedence place) {
        const bool is_not = n.op == UnaryKind::not_;
        const Precedence own = is_not ? Precedence::inversion : Precedence::unary;
        constexpr auto symbols = std::to_array<std::string_view>({"-", "+", "~", "not "});
        wrap(own, place, [&] {
            out += symbols[static_cast<std::size_t>(n.op)];
            print(*n.operand, own);
        });
    }
    void expression(const BinaryOperation& n, Precedence place) {
        const auto& [symbol, own] = info(n.op);
        wrap(own, place, [&] {
            const bool power = n.op == BinaryKind::power;
            print(*n.left, power ? Precedence::primary : own);
            out += power ? fmt::format("{}", symbol) : fmt::format(" {} ", symbol);
            print(*n.right, power ? Precedence::unary : above(own));
        });
    }
    void expression(const BooleanOperation& n, Precedence place) {
        const bool is_or = n.op == BooleanKind::or_;
        const Precedence own = is_or ? Precedence::disjunction : Precedence::conjunction;
        wrap(own, place, [&] {
            bool first = true;
            for (const ExpressionPtr& operand : n.operands) {
                if (!first) out += is_or ? " or " : " and ";
                first = false;
                print(*operand, above(own));
            }
        });
    }
    void expression(const Comparison& n, Precedence place) {
        wrap(Precedence::comparison, place, [&] {
            print(*n.left, Precedence::bit_or);
            for (const ComparisonTail& tail : n.tails) {
                out += fmt::format(" {} ", comparison_symbols[static_cast<std::size_t>(tail.op)]);
                print(*tail.right, Precedence::bit_or);
            }
        });
    }
    void expression(const Conditional& n, Precedence place) {
        wrap(Precedence::expression, place, [&] {
            print(*n.then, Precedence::disjunction);
            out += " if ";
            print(*n.test, Precedence::disjunction);
            out += " else ";
            print(*n.otherwise, Precedence::expression);
        });
    }
    void expression(const NamedExpression& n, Precedence place) {
        // An expression list takes no bare walrus, although it takes bare tuples.
        const bool bare = place == Precedence::named;
        if (!bare) out += '(';
        out += n.name;
        out += " := ";
        print(*n.value, Precedence::expression);
        if (!bare) out += ')';
    }
    void parameters(const std::vector<Parameter>& parameters) {
        const auto keyword_only = std::ranges::find(parameters, ParameterKind::keyword_only, &Parameter::kind);
        const bool bare_star = keyword_only != parameters.end() &&
                               std::ranges::find(parameters, ParameterKind::var_positional, &Parameter::kind) == parameters.end();
        const Parameter* before = nullptr;
        auto end_positional_only = [&](bool more) {
            if (before == nullptr || before->kind != ParameterKind::positional_only) return;
            out += more ? "/, " : ", /";
        };
        commas(parameters, [&](const Parameter& p) {
            if (p.kind != ParameterKind::positional_only) end_positional_only(true);
            before = &p;
            if (bare_star && &p == &*keyword_only) out += "*, ";
            if (p.kind == ParameterKind::var_positional) out += '*';
            if (p.kind == ParameterKind::var_keyword) out += "**";
            out += p.name;
            if (!p.default_value) return;
            out += '=';
            print(*p.default_value, Precedence::expression);
        });
        end_positional_only(false);
    }
    void expression(const Lambda& n, Precedence place) {
        wrap(Precedence::expression, place, [&] {
            out += n.parameters.empty() ? "lambda" : "lambda ";
            parameters(n.parameters);
            out += ": ";
            print(*n.body, Precedence::expression);
        });
    }
    void expression(const ListDisplay& n, Precedence) {
        out += '[';
        commas(n.elements, [&](const ExpressionPtr& e) { print(*e, Precedence::named); });
        out += ']';
    }
    void expression(const TupleDisplay& n, Precedence place) {
        const bool bare = place == Precedence::list && !n.elements.empty();
        if (!bare) out += '(';
        const Precedence element = bare ? Precedence::expression : Precedence::named;
        commas(n.elements, [&](const ExpressionPtr& e) { print(*e, element); });
        if (n.elements.size() == 1) out += ',';
        if (!bare) out += ')';
    }
    void expression(const SetDisplay& n, Precedence) {
        out += '{';
        commas(n.elements, [&](const ExpressionPtr& e) { print(*e, Precedence::named); });
        out += '}';
    }
    void expression(const DictDisplay& n, Precedence) {
        out += '{';
        commas(n.items, [&](const DictItem& item) {
            if (!item.key) {
                out += "**";
                return print(*item.value, Precedence::bit_or);
            }
            print(*item.key, Precedence::expression);
            out += ": ";
            print(*item.value, Precedence::expression);
        });
        out += '}';
    }
    void clauses(const std::vector<ComprehensionClause>& clauses) {
        for (const ComprehensionClause& clause : clauses) {
            out += " for ";
            print(*clause.target, Precedence::list);
            out += " in ";
            print(*clause.iterable, Precedence::disjunction);
            for (const ExpressionPtr& condition : clause.conditions) {
                out += " if ";
                print(*condition, Precedence::disjunction);
            }
        }
    }
    void expression(const ListComprehension& n, Precedence) {
        out += '[';
        print(*n.element, Precedence::named);
        clauses(n.clauses);
        out += ']';
    }
    void expression(const SetComprehension& n, Precedence) {
        out += '{';
        print(*n.element, Precedence::named);
        clauses(n.clauses);
        out += '}';
    }
    void expression(const DictComprehension& n, Precedence) {
        out += '{';
        print(*n.key, Precedence::expression);
        out += ": ";
        print(*n.value, Precedence::expression);
        clauses(n.clauses);
        out += '}';
    }
    void expression(const GeneratorExpression& n, Precedence) {
        out += '(';
        print(*n.element, Precedence::named);
        clauses(n.clauses);
        out += ')';
    }
    void expression(const Yield& n, Precedence) {
        out += n.value ? "(yield " : "(yield";
        if (n.value) print(*n.value, Precedence::list);
        out += ')';
    }
    void expression(const YieldFrom& n, Precedence) {
        out += "(yield from ";
        print(*n.value, Precedence::expression);
        out += ')';
    }
    void expression(const Starred& n, Precedence) {
        out += '*';
        print(*n.target, Precedence::bit_or);
    }

    // ---- statements ----
    void indent() { out.append(static_cast<std::size_t>(indentation_) * 4, ' '); }
    void line(std::string_view text) {
        indent();
        out += text;
        out += '\n';
    }
    void start(std::string_view text) {
        indent();
        out += text;
    }
    void header(std::string_view keyword, const Block& body) {
        line(keyword);
        block(body);
    }
    void optional_block(std::string_view keyword, const Block& body) {
        if (!body.empty()) header(keyword, body);
    }

    void print(const ExpressionStatement& n) {
        indent();
        print(*n.value, Precedence::list);
        out += '\n';
    }
    void print(const Assignment& n) {
        indent();
        for (const ExpressionPtr& target : n.targets) {
            print(*target, Precedence::list);
            out += " = ";
        }
        print(*n.value, Precedence::list);
        out += '\n';
    }
    void print(const AugmentedAssignment& n) {
        indent();
        print(*n.target, Precedence::primary);
        out += fmt::format(" {}= ", info(n.op).symbol);
        print(*n.value, Precedence::list);
        out += '\n';
    }
    void print(const AnnotatedAssignment& n) {
        indent();
        print(*n.target, Precedence::primary);
        out += ": ";
        print(*n.annotation, Precedence::expression);
        if (n.value) {
            out += " = ";
            print(*n.value, Precedence::list);
        }
        out += '\n';
    }
    void print(const Return& n) {
        start("return");
        if (n.value) {
            out += ' ';
            print(*n.value, Precedence::list);
        }
        out += '\n';
    }
    void print(const Raise& n) {
        start("raise");
        if (n.exception) {
            out += ' ';
            print(*n.exception, Precedence::expression);
        }
        if (n.cause) {
            out += " from ";
            print(*n.cause, Precedence::expression);
        }
        out += '\n';
    }
    void print(const Assert& n) {
        start("assert ");
        print(*n.test, Precedence::expression);
        if (n.message) {
            out += ", ";
            print(*n.message, Precedence::expression);
        }
        out += '\n';
    }
    void print(const Delete& n) {
        start("del ");
        commas(n.targets, [&](const ExpressionPtr& e) { print(*e, Precedence::expression); });
        out += '\n';
    }
    void print(const Pass&) { line("pass"); }
    void print(const Break&) { line("break"); }
    void print(const Continue&) { line("continue"); }
    void print(const Global& n) { names("global ", n.names); }
    void print(const Nonlocal& n) { names("nonlocal ", n.names); }
    void names(std::string_view keyword, const std::vector<std::string>& list) {
        start(keyword);
        commas(list, [&](const std::string& name) { out += name; });
        out += '\n';
    }
    void aliases(const std::vector<ImportAlias>& list) {
        commas(list, [&](const ImportAlias& alias) {
            out += alias.name;
            if (!alias.as_name.empty()) out += " as " + alias.as_name;
        });
        out += '\n';
    }
    void print(const Import& n) {
        start("import ");
        aliases(n.names);
    }
    void print(const ImportFrom& n) {
        start(fmt::format("from {} import ", n.module));
        aliases(n.names);
    }
    void print(const If& n) {
        bool first = true;
        for (const IfBranch& branch : n.branches) {
            start(first ? "if " : "elif ");
            first = false;
            print(*branch.test, Precedence::named);
            out += ":\n";
            block(branch.body);
        }
        optional_block("else:", n.orelse);
    }
    void print(const While& n) {
        start("while ");
        print(*n.test, Precedence::named);
        out += ":\n";
        block(n.body);
        optional_block("else:", n.orelse);
    }
    void print(const For& n) {
        start("for ");
        print(*n.target, Precedence::list);
        out += " in ";
        print(*n.iterable, Precedence::list);
        out += ":\n";
        block(n.body);
        optional_block("else:", n.orelse);
    }
    void print(const With& n) {
        start("with ");
        commas(n.items, [&](const WithItem& item) {
            // A tuple alone would read as a list of items.
            const bool tuple = std::holds_alternative<TupleDisplay>(item.context->node) && n.items.size() == 1 && !item.target;
            if (tuple) out += '(';
            print(*item.context, Precedence::expression);
            if (tuple) out += ')';
            if (!item.target) return;
            out += " as ";
            print(*item.target, Precedence::primary);
        });
        out += ":\n";
        block(n.body);
    }
    /// What a place takes: any pattern, alternatives without `as`, or only what needs no parentheses.
    enum class PatternPlace : std::uint8_t { any, alternatives, closed };
    void print(const Pattern& p, PatternPlace place) {
        using enum PatternKind;
        const bool parentheses = (p.kind == as && place != PatternPlace::any) || (p.kind == or_ && place == PatternPlace::closed);
        if (parentheses) out += '(';
        const std::string name = p.name.empty() ? "_" : p.name;
        switch (p.kind) {
            case value:
            case singleton: print(*p.value, Precedence::unary); break;
            case capture: out += name; break;
            case star: out += "*" + name; break;
            case sequence:
                out += '[';
                commas(p.parts, [&](const Pattern& part) { print(part, PatternPlace::any); });
                out += ']';
                break;
            case mapping: {
                out += '{';
                for (std::size_t i = 0; i < p.parts.size(); ++i) {
                    if (i > 0) out += ", ";
                    print(*p.keys[i], Precedence::unary);
                    out += ": ";
                    print(p.parts[i], PatternPlace::any);
                }
                if (!p.name.empty()) out += (p.parts.empty() ? "**" : ", **") + p.name;
                out += '}';
                break;
            }
            case class_: {
                print(*p.value, Precedence::primary);
                out += '(';
                const std::size_t positional = p.parts.size() - p.attributes.size();
                for (std::size_t i = 0; i < p.parts.size(); ++i) {
                    if (i > 0) out += ", ";
                    if (i >= positional) out += p.attributes[i - positional] + "=";
                    print(p.parts[i], PatternPlace::any);
                }
                out += ')';
                break;
            }
            case as:
                print(p.parts[0], PatternPlace::alternatives);
                out += " as " + p.name;
                break;
            case or_:
                for (std::size_t i = 0; i < p.parts.size(); ++i) {
                    if (i > 0) out += " | ";
                    print(p.parts[i], PatternPlace::closed);
                }
                break;
        }
        if (parentheses) out += ')';
    }
    void print(const Match& n) {
        start("match ");
        print(*n.subject, Precedence::list);
        out += ":\n";
        ++indentation_;
        for (const MatchCase& each : n.cases) {
            start("case ");
            print(each.pattern, PatternPlace::any);
            if (each.guard) {
                out += " if ";
                print(*each.guard, Precedence::named);
            }
            out += ":\n";
            block(each.body);
        }
        --indentation_;
    }
    void decorators(const std::vector<ExpressionPtr>& list) {
        for (const ExpressionPtr& decorator : list) {
            start("@");
            print(*decorator, Precedence::named);
            out += '\n';
        }
    }
    void print(const FunctionDefinition& n) {
        decorators(n.decorators);
        start(fmt::format("def {}(", n.name));
        parameters(n.parameters);
        out += "):\n";
        block(n.body);
    }
    void print(const ClassDefinition& n) {
        decorators(n.decorators);
        start("class " + n.name);
        if (!n.bases.empty() || !n.keywords.empty()) arguments(n.bases, n.keywords);
        out += ":\n";
        block(n.body);
    }
    void print(const Try& n) {
        header("try:", n.body);
        for (const ExceptHandler& handler : n.handlers) {
            start("except");
            if (handler.type) {
                out += ' ';
                print(*handler.type, Precedence::expression);
            }
            if (!handler.name.empty()) out += " as " + handler.name;
            out += ":\n";
            block(handler.body);
        }
        optional_block("else:", n.orelse);
        optional_block("finally:", n.finally_);
    }

    int indentation_ = 0;
};

}  // namespace

std::string unparse(const Module& module) {
    Printer printer;
    for (const StatementPtr& s : module.body) printer.statement(*s, 0);
    return std::move(printer.out);
}

std::string unparse(const Statement& statement, int indentation) {
    Printer printer;
    printer.statement(statement, indentation);
    return std::move(printer.out);
}

std::string unparse(const Expression& expression) {
    Printer printer;
    printer.print(expression, Precedence::list);
    return std::move(printer.out);
}

}  // namespace sidewinder::syntax
