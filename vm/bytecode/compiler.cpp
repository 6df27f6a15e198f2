// SPDX-License-Identifier: MIT
// Units (module, class body, function) and simple statements. The order of evaluation and the
// instructions are CPython's; where dis shows the same source, it shows the same shape.
#include "vm/bytecode/compiler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "vm/bytecode/compiler_state.hpp"
#include "vm/uops/helpers.hpp"

namespace sidewinder {

using namespace syntax;

std::expected<Ref, SyntaxError> compile(Thread& thread, const Module& module,
                                        std::string_view filename) {
    const auto symbols = SymbolTable::build(module);
    if (!symbols) return std::unexpected(symbols.error());
    CompilerContext context{thread, *symbols, filename};
    Ref code =
        UnitCompiler(context, symbols->scope_of(&module), "<module>", "<module>").module(module);
    if (context.error) return std::unexpected(*std::move(context.error));
    return code;
}

UnitCompiler::UnitCompiler(CompilerContext& context, const Scope& scope, std::string name,
                           std::string qualname)
    : context_(context),
      scope_(&scope),
      unit_(scope),
      name_(std::move(name)),
      qualname_(std::move(qualname)),
      code_(context.thread) {
    layout();
}

void UnitCompiler::fail(std::int32_t line, std::int32_t column, std::string message) {
    code_.abandon();
    if (!context_.error) context_.error = SyntaxError{std::move(message), line, column};
}

// ---- units --------------------------------------------------------------------------------------

/// Parameters, other locals, cells that are not parameters, free variables.
void UnitCompiler::layout() {
    auto add = [&](const std::string& name, bool cell) {
        slots_.emplace(name, static_cast<std::uint32_t>(local_names_.size()));
        local_names_.push_back(name);
        is_cell_.push_back(cell);
    };
    for (const std::string& name : unit_.parameters) add(name, unit_.cells.contains(name));
    bound_on_entry_ = static_cast<std::uint32_t>(local_names_.size());
    for (const std::string& name : unit_.locals) {
        if (!unit_.cells.contains(name)) add(name, false);
    }
    for (const std::string& name : unit_.cells) {
        if (!slots_.contains(name)) add(name, true);
    }
    for (const std::string& name : unit_.frees) {
        free_slots_.emplace(name, static_cast<std::uint32_t>(local_names_.size()));
        local_names_.push_back(name);
        is_cell_.push_back(true);
    }
}

void UnitCompiler::prologue(std::int32_t line) {
    code_.set_line(line);
    if (!unit_.frees.empty()) {
        code_.emit(Opcode::COPY_FREE_VARS, static_cast<std::uint32_t>(unit_.frees.size()));
    }
    for (std::uint32_t i = 0; i < is_cell_.size() - unit_.frees.size(); ++i) {
        if (is_cell_[i]) code_.emit(Opcode::MAKE_CELL, i);
    }
    if (unit_.is_generator) {
        code_.emit(Opcode::RETURN_GENERATOR);
        code_.emit(Opcode::POP_TOP);  // what the first resumption sends
        stop_iteration_ = code_.new_label();
        code_.push_handler(stop_iteration_, true);
    }
    code_.emit(Opcode::RESUME, 0);
}

void UnitCompiler::emit_return() {
    code_.emit(unit_.is_generator ? Opcode::RETURN_FROM_GENERATOR : Opcode::RETURN_VALUE);
}

void UnitCompiler::epilogue() {
    emit_return();
    if (!unit_.is_generator) return;
    // A StopIteration that leaves a generator would end loops over it unseen.
    code_.pop_handler();
    code_.place_handler(stop_iteration_);
    code_.emit(Opcode::CALL_INTRINSIC_1, intrinsic_stopiteration_error);
    code_.emit(Opcode::RERAISE, 1);
}

Ref UnitCompiler::finish(std::int32_t first_line, const std::vector<Parameter>& parameters,
                         std::uint16_t flags) {
    if (parameters.size() > 0xFFFF) fail(first_line, 0, "function too large");
    if (context_.error || context_.thread.has_exception()) return {};
    CodeBuilder::Signature signature;
    for (const Parameter& p : parameters) {
        signature.positional += p.by_position();
        signature.positional_only += p.kind == ParameterKind::positional_only;
        signature.keyword_only += p.kind == ParameterKind::keyword_only;
        if (p.kind == ParameterKind::var_positional) signature.flags |= CodeHeader::flag_var_positional;
        if (p.kind == ParameterKind::var_keyword) signature.flags |= CodeHeader::flag_var_keyword;
    }
    CodeBuilder::Header header{name_,
                               qualname_,
                               context_.filename,
                               first_line,
                               signature,
                               flags,
                               local_names_,
                               bound_on_entry_,
                               is_cell_,
                               static_cast<std::uint32_t>(unit_.frees.size())};
    Ref code = code_.finish(header);
    if (code_.too_large()) fail(first_line, 0, "function too large");
    return code;
}

Ref UnitCompiler::module(const Module& node) {
    prologue(1);
    block(node.body);
    load_none();
    code_.emit(Opcode::RETURN_VALUE);
    return finish(1, {}, CodeObject::flag_module);
}

Ref UnitCompiler::function(const std::vector<Parameter>& parameters, const Block& body,
                           std::int32_t first_line, std::int32_t line) {
    prologue(line);
    block(body);
    load_none();
    epilogue();
    return finish(first_line, parameters, unit_.is_generator ? CodeHeader::flag_generator : 0);
}

Ref UnitCompiler::lambda(const Lambda& node, std::int32_t line) {
    prologue(line);
    visit(*node.body);
    epilogue();
    return finish(line, node.parameters, unit_.is_generator ? CodeHeader::flag_generator : 0);
}

Ref UnitCompiler::class_body(const ClassDefinition& node, std::int32_t first_line,
                             std::int32_t line) {
    prologue(line);
    load_string(qualname_);
    code_.emit(Opcode::STORE_NAME, code_.name("__qualname__"));
    block(node.body);
    if (unit_.cells.contains("__class__")) {  // for type to fill
        code_.emit(Opcode::LOAD_FAST, slots_.find("__class__")->second);
        code_.emit(Opcode::STORE_NAME, code_.name("__classcell__"));
    }
    load_none();
    code_.emit(Opcode::RETURN_VALUE);
    return finish(first_line, {}, CodeObject::flag_class_body);
}

std::string UnitCompiler::inner_qualname(std::string_view name) const {
    const std::string mangled = mangle(scope_->private_class, name);
    const auto symbol = scope_->symbols.find(mangled);
    const bool global = symbol != scope_->symbols.end() && symbol->second.global;
    if (unit_.kind == ScopeKind::module || global) return std::string(name);
    return fmt::format("{}{}.{}", qualname_, unit_.kind == ScopeKind::function ? ".<locals>" : "",
                       name);
}

/// Pushes the tuple of cells for a unit's free variables; nothing when it has none.
void UnitCompiler::make_closure(const Scope& inner) {
    if (inner.frees.empty()) return;
    for (const std::string& name : inner.frees) {
        const auto& slots = scope_->closes_over_own_cell(name) ? slots_ : free_slots_;
        code_.emit(Opcode::LOAD_FAST, slots.find(name)->second);
    }
    code_.emit(Opcode::BUILD_TUPLE, static_cast<std::uint32_t>(inner.frees.size()));
}

/// Pushes the function: defaults and closure below the code, then taken up in reverse order.
void UnitCompiler::make_function(const void* node, const std::vector<Parameter>& parameters,
                                 Ref code) {
    const Scope& inner = context_.symbols.scope_of(node);
    auto has_defaults = [&](bool by_position) {
        return std::ranges::any_of(parameters, [&](const Parameter& p) { return p.default_value && p.by_position() == by_position; });
    };
    make_closure(inner);
    code_.emit(Opcode::LOAD_CONST, code_.unique_constant(std::move(code)));
    code_.emit(Opcode::MAKE_FUNCTION);
    if (!inner.frees.empty()) code_.emit(Opcode::SET_FUNCTION_ATTRIBUTE, 8);
    if (has_defaults(false)) code_.emit(Opcode::SET_FUNCTION_ATTRIBUTE, 2);
    if (has_defaults(true)) code_.emit(Opcode::SET_FUNCTION_ATTRIBUTE, 1);
}

// ---- helpers ------------------------------------------------------------------------------------

void UnitCompiler::name_op(std::string_view text, Access access) {
    const std::string name = mangle(scope_->private_class, text);
    auto emit = [&](Opcode load, Opcode store, Opcode erase, std::uint32_t oparg) {
        code_.emit(access == Access::load ? load : access == Access::store ? store : erase, oparg);
    };
    switch (scope_->binding(name)) {
        case Binding::local:
            return emit(Opcode::LOAD_FAST, Opcode::STORE_FAST, Opcode::DELETE_FAST,
                        slots_.find(name)->second);
        case Binding::cell:
            return emit(Opcode::LOAD_DEREF, Opcode::STORE_DEREF, Opcode::DELETE_DEREF,
                        slots_.find(name)->second);
        case Binding::free:
            return emit(Opcode::LOAD_DEREF, Opcode::STORE_DEREF, Opcode::DELETE_DEREF,
                        free_slots_.find(name)->second);
        case Binding::global: {
            const std::uint32_t index = code_.name(name);
            return emit(Opcode::LOAD_GLOBAL, Opcode::STORE_GLOBAL, Opcode::DELETE_GLOBAL,
                        access == Access::load ? index << 1 : index);
        }
        case Binding::name:
            return emit(Opcode::LOAD_NAME, Opcode::STORE_NAME, Opcode::DELETE_NAME,
                        code_.name(name));
    }
}

void UnitCompiler::load_none() {
    load({"none", Ref::borrow(Value::none())});
}

void UnitCompiler::load_string(std::string_view text) {
    load({fmt::format("str {}", text), Ref::borrow(intern(context_.thread, text))});
}

void UnitCompiler::load_tuple(const std::vector<std::string>& strings) {
    std::string key = "names";
    std::vector<Value> items;
    for (const std::string& text : strings) {
        key += fmt::format(" {}", text);
        items.push_back(Value::object(intern(context_.thread, text)));
    }
    load({std::move(key), sidewinder::make_tuple(context_.thread, items)});
}

// ---- statements ---------------------------------------------------------------------------------

void UnitCompiler::block(const Block& body) {
    for (const StatementPtr& s : body) {
        if (stopped()) return code_.abandon();
        visit(*s);
    }
}

void UnitCompiler::visit(const Statement& s) {
    code_.set_line(s.line);
    std::visit([&](const auto& node) { this->statement(node, s); }, s.node);
}

void UnitCompiler::statement(const ExpressionStatement& n, const Statement&) {
    if (is_constant(*n.value)) return;  // docstrings among them
    visit(*n.value);
    code_.emit(Opcode::POP_TOP);
}

/// a, b = b, a needs no tuple; CPython does the same for two and three names.
bool UnitCompiler::swap_assignment(const Assignment& n) {
    if (n.targets.size() != 1) return false;
    const auto* values = std::get_if<TupleDisplay>(&n.value->node);
    const auto* tuple = std::get_if<TupleDisplay>(&n.targets[0]->node);
    const auto* elements = std::get_if<ListDisplay>(&n.targets[0]->node);
    if (!values || !(tuple || elements) || is_constant(*n.value)) return false;
    const auto& targets = tuple ? tuple->elements : elements->elements;
    const std::size_t count = targets.size();
    if (count != values->elements.size() || (count != 2 && count != 3)) return false;
    auto is_starred = [](const ExpressionPtr& part) { return std::holds_alternative<Starred>(part->node); };
    if (std::ranges::any_of(targets, is_starred) || std::ranges::any_of(values->elements, is_starred)) return false;
    for (const ExpressionPtr& value : values->elements) visit(*value);
    code_.emit(Opcode::SWAP, static_cast<std::uint32_t>(count));
    for (const ExpressionPtr& target : targets) store(*target);
    return true;
}

void UnitCompiler::statement(const Assignment& n, const Statement&) {
    if (swap_assignment(n)) return;
    visit(*n.value);
    for (std::size_t i = 0; i < n.targets.size(); ++i) {
        if (i + 1 < n.targets.size()) code_.emit(Opcode::COPY, 1);
        store(*n.targets[i]);
    }
}

void UnitCompiler::statement(const AugmentedAssignment& n, const Statement& s) {
    const auto inplace =
        static_cast<std::uint32_t>(n.op) + static_cast<std::uint32_t>(BinaryOperator::inplace_add);
    auto operate = [&] {
        visit(*n.value);
        code_.set_line(s.line);
        code_.emit(Opcode::BINARY_OP, inplace);
    };
    auto swap_down = [&](std::uint32_t from) {
        for (std::uint32_t i = from; i >= 2; --i) code_.emit(Opcode::SWAP, i);
    };
    const Slice* slice = nullptr;
    if (const auto* attribute = std::get_if<Attribute>(&n.target->node)) {
        visit(*attribute->value);
        at(*n.target);
        code_.emit(Opcode::COPY, 1);
        code_.emit(Opcode::LOAD_ATTR, name_index(attribute->name) << 1);
        operate();
        at(*n.target);
        swap_down(2);
        code_.emit(Opcode::STORE_ATTR, name_index(attribute->name));
    } else if (const auto* subscript = std::get_if<Subscript>(&n.target->node)) {
        const bool plain = plain_slice(*subscript, slice);
        visit(*subscript->value);
        plain ? slice_bounds(*slice) : visit(*subscript->index);
        at(*n.target);
        const std::uint32_t words = plain ? 3 : 2;
        for (std::uint32_t i = 0; i < words; ++i) code_.emit(Opcode::COPY, words);
        plain
            ? code_.emit(Opcode::BINARY_SLICE)
            : code_.emit(Opcode::BINARY_OP, static_cast<std::uint32_t>(BinaryOperator::subscript));
        operate();
        at(*n.target);
        swap_down(words + 1);
        code_.emit(plain ? Opcode::STORE_SLICE : Opcode::STORE_SUBSCR);
    } else {
        visit(*n.target);
        operate();
        store(*n.target);
    }
}

void UnitCompiler::statement(const AnnotatedAssignment& n, const Statement&) {
    if (n.value) {
        visit(*n.value);
        return store(*n.target);
    }
    // Without a value, what the target is made of is still evaluated.
    if (const auto* attribute = std::get_if<Attribute>(&n.target->node)) {
        visit(*attribute->value);
        code_.emit(Opcode::POP_TOP);
    } else if (const auto* subscript = std::get_if<Subscript>(&n.target->node)) {
        visit(*subscript->value);
        code_.emit(Opcode::POP_TOP);
        visit(*subscript->index);
        code_.emit(Opcode::POP_TOP);
    }
}

void UnitCompiler::statement(const Return& n, const Statement& s) {
    if (unit_.kind != ScopeKind::function || unit_.is_generator_expression())
        return fail(s.line, s.column, "'return' outside function");
    // A constant is loaded last, so that nothing has to be kept while leaving.
    const bool keep = n.value && !is_constant(*n.value);
    const int depth = code_.depth();
    const std::vector<std::int32_t> handlers = code_.handlers();
    if (keep) visit(*n.value);
    unwind_to_loop(false, keep);
    code_.set_handlers({});
    code_.set_line(s.line);
    if (!n.value) {
        load_none();
    } else if (!keep) {
        visit(*n.value);
    }
    emit_return();
    code_.set_handlers(handlers);
    code_.set_depth(depth);
}

void UnitCompiler::statement(const Raise& n, const Statement& s) {
    std::uint32_t count = 0;
    for (const ExpressionPtr* part : {&n.exception, &n.cause}) {
        if (!*part) continue;
        visit(**part);
        ++count;
    }
    code_.set_line(s.line);
    code_.emit(Opcode::RAISE_VARARGS, count);
}

void UnitCompiler::statement(const Assert& n, const Statement&) {
    const Label passed = code_.new_label();
    const int depth = code_.depth();
    jump_if(*n.test, passed, true);
    at(*n.test);
    code_.emit(Opcode::LOAD_COMMON_CONSTANT, 0);
    if (n.message) {
        visit(*n.message);
        at(*n.test);
        code_.emit(Opcode::CALL, 0);
    }
    code_.emit(Opcode::RAISE_VARARGS, 1);
    code_.set_depth(depth);
    code_.place(passed);
}

void UnitCompiler::statement(const Delete& n, const Statement&) {
    for (const ExpressionPtr& target : n.targets) delete_target(*target);
}

void UnitCompiler::delete_target(const Expression& target) {
    if (const auto* name = std::get_if<Name>(&target.node)) {
        at(target);
        name_op(name->id, Access::delete_);
    } else if (const auto* attribute = std::get_if<Attribute>(&target.node)) {
        visit(*attribute->value);
        at(target);
        code_.emit(Opcode::DELETE_ATTR, name_index(attribute->name));
    } else if (const auto* subscript = std::get_if<Subscript>(&target.node)) {
        visit(*subscript->value);
        visit(*subscript->index);
        at(target);
        code_.emit(Opcode::DELETE_SUBSCR);
    } else if (const auto* tuple = std::get_if<TupleDisplay>(&target.node)) {
        for (const ExpressionPtr& part : tuple->elements) delete_target(*part);
    } else if (const auto* elements = std::get_if<ListDisplay>(&target.node)) {
        for (const ExpressionPtr& part : elements->elements) delete_target(*part);
    } else {
        fail(target.line, target.column, "cannot delete expression");
    }
}

void UnitCompiler::statement(const Pass&, const Statement&) {}
void UnitCompiler::statement(const Global&, const Statement&) {}
void UnitCompiler::statement(const Nonlocal&, const Statement&) {}

void UnitCompiler::statement(const Import& n, const Statement&) {
    for (const ImportAlias& alias : n.names) {
        code_.emit(Opcode::LOAD_SMALL_INT, 0);
        load_none();
        code_.emit(Opcode::IMPORT_NAME, code_.name(alias.name));
        if (alias.as_name.empty()) {
            name_op(alias.name.substr(0, alias.name.find('.')), Access::store);
        } else {
            import_as(alias);
        }
    }
}

/// import a.b.c as d: IMPORT_NAME gives a; the rest is fetched part by part.
void UnitCompiler::import_as(const ImportAlias& alias) {
    std::size_t dot = alias.name.find('.');
    const bool dotted = dot != std::string::npos;
    bool first = true;
    while (dot != std::string::npos) {
        if (!first) {
            code_.emit(Opcode::SWAP, 2);
            code_.emit(Opcode::POP_TOP);
        }
        first = false;
        const std::size_t next = alias.name.find('.', dot + 1);
        const std::size_t length = next == std::string::npos ? next : next - dot - 1;
        code_.emit(Opcode::IMPORT_FROM, code_.name(alias.name.substr(dot + 1, length)));
        dot = next;
    }
    name_op(alias.as_name, Access::store);
    if (dotted) code_.emit(Opcode::POP_TOP);
}

void UnitCompiler::statement(const ImportFrom& n, const Statement&) {
    if (n.module == "__future__") return;
    std::vector<std::string> names;
    for (const ImportAlias& alias : n.names) names.push_back(alias.name);
    const std::size_t level = std::min(n.module.find_first_not_of('.'), n.module.size());
    load({fmt::format("int {}", level), int_from_i64(context_.thread, static_cast<std::int64_t>(level))});
    load_tuple(names);
    code_.emit(Opcode::IMPORT_NAME, code_.name(n.module.substr(level)));
    if (names[0] == "*") {
        code_.emit(Opcode::CALL_INTRINSIC_1, intrinsic_import_star);
        return code_.emit(Opcode::POP_TOP);
    }
    for (const ImportAlias& alias : n.names) {
        code_.emit(Opcode::IMPORT_FROM, code_.name(alias.name));
        name_op(alias.as_name.empty() ? alias.name : alias.as_name, Access::store);
    }
    code_.emit(Opcode::POP_TOP);
}

void UnitCompiler::statement(const FunctionDefinition& n, const Statement& s) {
    for (const ExpressionPtr& decorator : n.decorators) visit(*decorator);
    const std::int32_t first_line = n.decorators.empty() ? s.line : n.decorators[0]->line;
    UnitCompiler inner(context_, context_.symbols.scope_of(&n), n.name, inner_qualname(n.name));
    code_.set_line(s.line);
    load_defaults(n.parameters);
    load_keyword_defaults(n.parameters);
    Ref code = inner.function(n.parameters, n.body, first_line, s.line);
    if (stopped()) return code_.abandon();
    make_function(&n, n.parameters, std::move(code));
    for (auto decorator = n.decorators.rbegin(); decorator != n.decorators.rend(); ++decorator) {
        at(**decorator);
        code_.emit(Opcode::CALL, 0);  // the function sits where self would
    }
    code_.set_line(s.line);
    name_op(n.name, Access::store);
}

void UnitCompiler::statement(const ClassDefinition& n, const Statement& s) {
    for (const ExpressionPtr& decorator : n.decorators) visit(*decorator);
    const std::int32_t first_line = n.decorators.empty() ? s.line : n.decorators[0]->line;
    UnitCompiler inner(context_, context_.symbols.scope_of(&n), n.name, inner_qualname(n.name));
    Ref code = inner.class_body(n, first_line, s.line);
    if (stopped()) return code_.abandon();
    code_.set_line(s.line);
    code_.emit(Opcode::LOAD_BUILD_CLASS);
    code_.emit(Opcode::PUSH_NULL);
    make_function(&n, {}, std::move(code));
    load_string(n.name);
    call_arguments(2, n.bases, n.keywords, s.line);
    for (auto decorator = n.decorators.rbegin(); decorator != n.decorators.rend(); ++decorator) {
        at(**decorator);
        code_.emit(Opcode::CALL, 0);
    }
    code_.set_line(s.line);
    name_op(n.name, Access::store);
}

}  // namespace sidewinder
