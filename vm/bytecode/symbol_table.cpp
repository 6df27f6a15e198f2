// SPDX-License-Identifier: MIT
// Two passes over the tree: collect what each scope does with each name, then decide where each
// name is found. Messages and their order are CPython's.
#include "vm/bytecode/symbol_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace sidewinder {

using namespace syntax;

std::string mangle(std::string_view private_class, std::string_view name) {
    const std::size_t start = private_class.find_first_not_of('_');
    if (!name.starts_with("__") || name.ends_with("__") || start == std::string_view::npos ||
        name.find('.') != std::string_view::npos) {
        return std::string(name);
    }
    return fmt::format("_{}{}", private_class.substr(start), name);
}

bool Scope::binds(std::string_view name) const {
    const auto found = symbols.find(name);
    return found != symbols.end() && found->second.bound && !found->second.global &&
           !found->second.nonlocal;
}

Binding Scope::binding(std::string_view name) const {
    const auto found = reaches.find(name);
    if (found == reaches.end())
        return kind == ScopeKind::class_body ? Binding::name : Binding::global;
    switch (found->second) {
        case Reach::unit: return unit->cells.contains(name) ? Binding::cell : Binding::local;
        case Reach::outer: return Binding::free;
        case Reach::global: return Binding::global;
        case Reach::name: return Binding::name;
    }
    return Binding::global;
}

bool Scope::closes_over_own_cell(std::string_view name) const {
    for (const Scope* s = this; s && s->unit == unit; s = s->parent) {
        if (s->kind == ScopeKind::class_body ? name == "__class__"
                                             : s->kind != ScopeKind::module && s->binds(name))
            return true;
    }
    return false;
}

namespace {

template <class T, class... Choices>
concept OneOf = (std::same_as<T, Choices> || ...);

}  // namespace

/// Fills a SymbolTable; keeps the first error.
class SymbolCollector {
public:
    explicit SymbolCollector(SymbolTable& table) : table_(table) {}

    std::optional<SyntaxError> run(const Module& module) {
        enter(&module, ScopeKind::module);
        block(module.body);
        for (const auto& scope : table_.scopes_) {
            for (const auto& [name, symbol] : scope->symbols) analyze(*scope, name, symbol);
        }
        return std::move(error_);
    }

private:
    struct Place {
        std::int32_t line, column;
    };

    void fail(Place where, std::string message) {
        if (!error_) error_ = SyntaxError{std::move(message), where.line, where.column};
    }

    // ---- scopes and symbols ----
    Scope& enter(const void* node, ScopeKind kind, std::string_view class_name = {}) {
        auto scope = std::make_unique<Scope>();
        scope->kind = kind;
        scope->parent = scope_;
        scope->unit = kind == ScopeKind::comprehension ? scope_->unit : scope.get();
        scope->private_class = !class_name.empty() ? std::string(class_name)
                               : scope_            ? scope_->private_class
                                                   : std::string();
        // What is inside a comprehension's iterable stays inside it in a lambda or inner
        // comprehension.
        if (scope_) scope->iterable_depth = scope_->iterable_depth;
        scope_ = scope.get();
        table_.by_node_[node] = scope_;
        table_.scopes_.push_back(std::move(scope));
        return *scope_;
    }
    void leave() { scope_ = scope_->parent; }

    Scope::Symbol& symbol(Scope& scope, std::string_view name) {
        return scope.symbols[mangle(scope.private_class, name)];
    }
    void use(std::string_view name) { symbol(*scope_, name).used = true; }
    void bind_in(Scope& scope, std::string_view name) {
        std::string mangled = mangle(scope.private_class, name);
        scope.symbols[mangled].bound = true;
        const bool has_slot =
            scope.kind == ScopeKind::function || scope.kind == ScopeKind::comprehension;
        if (!has_slot) return;
        Scope& unit = *scope.unit;
        if (std::ranges::find(unit.parameters, mangled) == unit.parameters.end() &&
            slot_names_[&unit].insert(mangled).second) {
            unit.locals.push_back(std::move(mangled));
        }
    }
    void bind(std::string_view name) { bind_in(*scope_, name); }

    /// In the order of their slots: *name and **name after all others.
    void parameters(const std::vector<Parameter>& list) {
        auto add = [&](bool gathers) {
            for (const Parameter& p : list) {
                if ((p.kind == ParameterKind::var_positional || p.kind == ParameterKind::var_keyword) != gathers) continue;
                Scope::Symbol& s = symbol(*scope_, p.name);
                s.bound = s.parameter = true;
                scope_->parameters.push_back(mangle(scope_->private_class, p.name));
            }
        };
        add(false);
        add(true);
    }
    void defaults(const std::vector<Parameter>& list) {
        for (const Parameter& p : list) {
            if (p.default_value) visit(*p.default_value);
        }
    }

    // ---- targets ----
    void target(const Expression& e, bool iteration = false) {
        if (const auto* name = std::get_if<Name>(&e.node)) {
            Scope::Symbol& s = symbol(*scope_, name->id);
            if (iteration && s.walrus) {
                fail({e.line, e.column},
                     fmt::format(
                         "comprehension inner loop cannot rebind assignment expression target '{}'",
                         name->id));
            }
            s.iteration |= iteration;
            bind(name->id);
        } else if (const auto* star = std::get_if<Starred>(&e.node)) {
            target(*star->target, iteration);
        } else if (const auto* tuple = std::get_if<TupleDisplay>(&e.node)) {
            for (const ExpressionPtr& part : tuple->elements) target(*part, iteration);
        } else if (const auto* elements = std::get_if<ListDisplay>(&e.node)) {
            for (const ExpressionPtr& part : elements->elements) target(*part, iteration);
        } else {
            visit(e);
        }
    }

    // ---- expressions ----
    void visit(const Expression& e) {
        std::visit(
            [&](const auto& node) {
                this->expression(node, Place{e.line, e.column});
            },
            e.node);
    }
    void visit_optional(const ExpressionPtr& e) {
        if (e) visit(*e);
    }

    template <
        OneOf<NoneLiteral, EllipsisLiteral, BoolLiteral, IntLiteral, FloatLiteral, StringLiteral, FormatString,
              Attribute, Subscript, Slice, Call, UnaryOperation, BinaryOperation, BooleanOperation,
              Comparison, Conditional, ListDisplay, TupleDisplay, SetDisplay, DictDisplay,
              Starred>
            Node>
    void expression(const Node& node, Place) {
        Overloaded visitor{[&](const ExpressionPtr& child) { visit_optional(child); },
                           [&](const Block& body) { block(body); }};
        detail::visit_fields(node, visitor);
    }
    void expression(const Name& n, Place) {
        use(n.id);
        // super() finds the class by it.
        if (n.id == "super" && scope_->kind != ScopeKind::module && scope_->kind != ScopeKind::class_body) use("__class__");
    }
    void expression(const NamedExpression& n, Place place) {
        if (scope_->iterable_depth > 0) {
            fail(place,
                 "assignment expression cannot be used in a comprehension iterable expression");
        }
        Scope* to = scope_;
        for (; !to->of_comprehension.empty(); to = to->parent) {
            Scope::Symbol& s = symbol(*to, n.name);
            if (s.iteration) {
                fail(place,
                     fmt::format("assignment expression cannot rebind comprehension iteration "
                                 "variable '{}'",
                                 n.name));
            }
            s.walrus = s.used = true;
        }
        if (to != scope_ && to->kind == ScopeKind::class_body) {
            fail(place,
                 "assignment expression within a comprehension cannot be used in a class body");
        }
        visit(*n.value);
        bind_in(*to, n.name);
    }
    void expression(const Lambda& n, Place) {
        defaults(n.parameters);
        enter(&n, ScopeKind::function);
        parameters(n.parameters);
        visit(*n.body);
        leave();
    }
    template <OneOf<Yield, YieldFrom> Node>
    void expression(const Node& n, Place place) {
        visit_optional(n.value);
        if (!scope_->of_comprehension.empty())
            return fail(place, fmt::format("'yield' inside {}", scope_->of_comprehension));
        if (scope_->kind != ScopeKind::function) return fail(place, "'yield' outside function");
        scope_->is_generator = true;
    }
    template <class Elements>
    void comprehension(const void* node, const std::vector<ComprehensionClause>& clauses,
                       std::string_view what, Elements elements) {
        auto iterable = [&](const ComprehensionClause& clause) {
            ++scope_->iterable_depth;
            visit(*clause.iterable);
            --scope_->iterable_depth;
        };
        iterable(clauses[0]);  // evaluated outside
        const bool generator = what == "generator expression";
        enter(node, generator ? ScopeKind::function : ScopeKind::comprehension).of_comprehension = what;
        if (generator) {
            scope_->is_generator = true;
            symbol(*scope_, ".0").parameter = true;
            scope_->parameters.push_back(".0");
        }
        for (std::size_t i = 0; i < clauses.size(); ++i) {
            target(*clauses[i].target, true);
            if (i > 0) iterable(clauses[i]);
            for (const ExpressionPtr& condition : clauses[i].conditions) visit(*condition);
        }
        elements();
        leave();
    }
    void expression(const ListComprehension& n, Place) {
        comprehension(&n, n.clauses, "list comprehension", [&] { visit(*n.element); });
    }
    void expression(const SetComprehension& n, Place) {
        comprehension(&n, n.clauses, "set comprehension", [&] { visit(*n.element); });
    }
    void expression(const GeneratorExpression& n, Place) {
        comprehension(&n, n.clauses, "generator expression", [&] { visit(*n.element); });
    }
    void expression(const DictComprehension& n, Place) {
        comprehension(&n, n.clauses, "dict comprehension", [&] {
            visit(*n.key);
            visit(*n.value);
        });
    }

    // ---- statements ----
    void block(const Block& body) {
        for (const StatementPtr& s : body) {
            if (error_) return;
            std::visit(
                [&](const auto& node) {
                    this->statement(node, Place{s->line, s->column});
                },
                s->node);
        }
    }

    template <
        OneOf<ExpressionStatement, Return, Raise, Assert, Pass, Break, Continue, If, While> Node>
    void statement(const Node& node, Place) {
        Overloaded visitor{[&](const ExpressionPtr& child) { visit_optional(child); },
                           [&](const Block& body) { block(body); }};
        detail::visit_fields(node, visitor);
    }
    void statement(const Assignment& n, Place) {
        for (const ExpressionPtr& t : n.targets) target(*t);
        visit(*n.value);
    }
    void statement(const AugmentedAssignment& n, Place) {
        target(*n.target);
        visit(*n.value);
    }
    void statement(const AnnotatedAssignment& n, Place place) {
        if (const auto* name = std::get_if<Name>(&n.target->node)) {
            Scope::Symbol& s = symbol(*scope_, name->id);
            if ((s.global || s.nonlocal) && scope_->kind != ScopeKind::module) {
                fail(place, fmt::format("annotated name '{}' can't be {}", name->id,
                                        s.global ? "global" : "nonlocal"));
            }
            s.annotated = true;
        }
        target(*n.target);
        visit_optional(n.value);
    }
    void statement(const Delete& n, Place) {
        for (const ExpressionPtr& t : n.targets) target(*t);
    }
    void statement(const Global& n, Place place) { declare(n.names, place, true); }
    void statement(const Nonlocal& n, Place place) {
        if (scope_->kind == ScopeKind::module) {
            return fail(place, "nonlocal declaration not allowed at module level");
        }
        declare(n.names, place, false);
    }
    void declare(const std::vector<std::string>& names, Place place, bool global) {
        const std::string_view what = global ? "global" : "nonlocal";
        for (const std::string& name : names) {
            Scope::Symbol& s = symbol(*scope_, name);
            if (s.parameter) {
                fail(place, fmt::format("name '{}' is parameter and {}", name, what));
            } else if (s.used) {
                fail(place, fmt::format("name '{}' is used prior to {} declaration", name, what));
            } else if (s.annotated) {
                fail(place, fmt::format("annotated name '{}' can't be {}", name, what));
            } else if (s.bound) {
                fail(place,
                     fmt::format("name '{}' is assigned to before {} declaration", name, what));
            } else if (global ? s.nonlocal : s.global) {
                fail(place, fmt::format("name '{}' is nonlocal and global", name));
            }
            (global ? s.global : s.nonlocal) = true;
            if (!global)
                nonlocal_places_.emplace(std::pair(scope_, mangle(scope_->private_class, name)),
                                         place);
        }
    }
    void statement(const Import& n, Place) {
        for (const ImportAlias& alias : n.names) {
            bind(alias.as_name.empty() ? alias.name.substr(0, alias.name.find('.'))
                                       : alias.as_name);
        }
    }
    /// All of them are long since how Python is, but for annotations, which are never evaluated here.
    void check_future(const ImportFrom& n, Place place) {
        static constexpr std::string_view features[] = {"nested_scopes", "generators", "division", "absolute_import", "with_statement",
                                                        "print_function", "unicode_literals", "generator_stop", "annotations"};
        for (const ImportAlias& alias : n.names)
            if (std::ranges::find(features, alias.name) == std::end(features)) fail(place, fmt::format("future feature {} is not defined", alias.name));
    }
    void statement(const ImportFrom& n, Place place) {
        if (n.module == "__future__") return check_future(n, place);
        if (n.names[0].name == "*") {
            if (scope_->kind != ScopeKind::module) fail(place, "import * only allowed at module level");
            return;
        }
        for (const ImportAlias& alias : n.names)
            bind(alias.as_name.empty() ? alias.name : alias.as_name);
    }
    void statement(const For& n, Place) {
        target(*n.target);
        visit(*n.iterable);
        block(n.body);
        block(n.orelse);
    }
    void pattern(const Pattern& p) {
        visit_optional(p.value);
        for (const ExpressionPtr& key : p.keys) visit(*key);
        for (const Pattern& part : p.parts) pattern(part);
        if (!p.name.empty()) bind(p.name);
    }
    void statement(const Match& n, Place) {
        visit(*n.subject);
        for (const MatchCase& each : n.cases) {
            pattern(each.pattern);
            visit_optional(each.guard);
            block(each.body);
        }
    }
    void statement(const With& n, Place) {
        for (const WithItem& item : n.items) {
            visit(*item.context);
            if (item.target) target(*item.target);
        }
        block(n.body);
    }
    void statement(const Try& n, Place) {
        block(n.body);
        for (const ExceptHandler& handler : n.handlers) {
            visit_optional(handler.type);
            if (!handler.name.empty()) bind(handler.name);
            block(handler.body);
        }
        block(n.orelse);
        block(n.finally_);
    }
    void statement(const FunctionDefinition& n, Place) {
        bind(n.name);
        for (const ExpressionPtr& decorator : n.decorators) visit(*decorator);
        defaults(n.parameters);
        enter(&n, ScopeKind::function);
        parameters(n.parameters);
        block(n.body);
        leave();
    }
    void statement(const ClassDefinition& n, Place) {
        bind(n.name);
        for (const ExpressionPtr& decorator : n.decorators) visit(*decorator);
        for (const ExpressionPtr& base : n.bases) visit(*base);
        for (const KeywordArgument& keyword : n.keywords) visit(*keyword.value);
        enter(&n, ScopeKind::class_body, n.name);
        block(n.body);
        leave();
    }

    // ---- second pass ----
    void analyze(Scope& scope, const std::string& name, const Scope::Symbol& s) {
        Scope::Reach& reach = scope.reaches[name];
        if (s.global || scope.kind == ScopeKind::module) {
            reach = Scope::Reach::global;
            return;
        }
        if (s.bound && !s.nonlocal) {
            reach = scope.kind == ScopeKind::class_body ? Scope::Reach::name : Scope::Reach::unit;
            return;
        }
        reach = scope.kind == ScopeKind::class_body ? Scope::Reach::name : Scope::Reach::global;
        Scope* owner = nullptr;
        for (Scope* p = scope.parent; p && p->kind != ScopeKind::module; p = p->parent) {
            if (p->kind == ScopeKind::class_body) {
                // A class has one name for its methods: the class.
                if (name == "__class__") {
                    owner = p;
                    break;
                }
                continue;
            }
            const auto found = p->symbols.find(name);
            if (found == p->symbols.end()) continue;
            if (found->second.global) break;
            if (p->binds(name)) {
                owner = p;
                break;
            }
        }
        if (!owner) {
            const auto place = nonlocal_places_.find(std::pair(&scope, name));
            if (s.nonlocal && place != nonlocal_places_.end()) {
                fail(place->second, fmt::format("no binding for nonlocal '{}' found", name));
            }
            return;
        }
        if (owner->unit == scope.unit) {
            reach = Scope::Reach::unit;
            return;
        }
        reach = Scope::Reach::outer;
        owner->unit->cells.insert(name);
        for (Scope* u = scope.unit; u != owner->unit; u = u->parent->unit) u->frees.insert(name);
    }

    SymbolTable& table_;
    Scope* scope_ = nullptr;
    std::optional<SyntaxError> error_;
    std::unordered_map<const Scope*, std::set<std::string>> slot_names_;
    std::map<std::pair<Scope*, std::string>, Place> nonlocal_places_;
};

std::expected<SymbolTable, SyntaxError> SymbolTable::build(const Module& module) {
    SymbolTable table;
    if (auto error = SymbolCollector(table).run(module)) return std::unexpected(*std::move(error));
    return table;
}

}  // namespace sidewinder
