// SPDX-License-Identifier: MIT
// Scopes: which names of a module's tree are locals, cells, free variables or globals. In: the
// tree. Out: one Scope for the module and for each class, function, lambda and comprehension, or
// CPython's SyntaxError. Invariant: a comprehension runs inside the code unit around it, so its
// variables are slots of that unit; only crossing from one unit to another needs cells.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vm/syntax/ast.hpp"
#include "vm/syntax/source.hpp"

namespace sidewinder {

enum class ScopeKind : std::uint8_t { module, class_body, function, comprehension };

/// Where a name is found, as seen from one scope.
enum class Binding : std::uint8_t {
    local,   ///< a slot of the unit
    cell,    ///< a slot of the unit that holds a cell, because an inner unit uses the name
    free,    ///< a slot of the unit that holds a cell of an outer unit
    global,  ///< the module's globals, then builtins
    name,    ///< the class body's namespace, then globals, then builtins
};

struct Scope {
    struct Symbol {
        bool used = false, bound = false, parameter = false, global = false, nonlocal = false;
        bool annotated = false, iteration = false, walrus = false;
    };
    /// How far away a name's binding is; local or cell is decided by `cells` when all is known.
    enum class Reach : std::uint8_t { unit, outer, global, name };

    ScopeKind kind;
    Scope* parent;
    Scope* unit;  ///< the scope whose code object runs this one: itself or an outer one
    std::string private_class;  ///< names starting with __ are mangled with it; empty: they are not
    std::map<std::string, Symbol, std::less<>> symbols;
    std::map<std::string, Reach, std::less<>> reaches;
    std::string_view of_comprehension{};  ///< "list comprehension" and so on; empty for other scopes
    bool is_generator = false;            ///< a unit that yields
    int iterable_depth = 0;  ///< while collecting: inside a comprehension's iterable

    // ---- of units ----
    std::vector<std::string> parameters;
    std::vector<std::string> locals;  ///< in order of first binding; parameters not included
    std::set<std::string, std::less<>> cells;
    std::set<std::string, std::less<>> frees;

    bool is_generator_expression() const { return unit == this && !of_comprehension.empty(); }
    bool binds(std::string_view name) const;
    Binding binding(std::string_view name) const;
    /// True when a unit made in this scope finds its free variable `name` in a cell of our unit,
    /// false when it is a free variable of our unit too.
    bool closes_over_own_cell(std::string_view name) const;
};

class SymbolTable {
public:
    /// The tree must outlive the table and stay where it is.
    static std::expected<SymbolTable, syntax::SyntaxError> build(const syntax::Module& module);

    /// The scope that a Module, FunctionDefinition, ClassDefinition, Lambda or comprehension opens.
    const Scope& scope_of(const void* node) const { return *by_node_.at(node); }

private:
    friend class SymbolCollector;
    std::vector<std::unique_ptr<Scope>> scopes_;  ///< outer before inner
    std::unordered_map<const void*, Scope*> by_node_;
};

/// `name` as it is looked up in the body of the class (empty: no class).
std::string mangle(std::string_view private_class, std::string_view name);

}  // namespace sidewinder
