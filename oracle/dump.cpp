// SPDX-License-Identifier: MIT
// Walks values without running guest code; a budget of nodes bounds what nested tuples can cost.
#include "oracle/dump.hpp"

#include "vm/bytecode/code_object.hpp"
#include "vm/objects/operations.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <map>
#include <unordered_map>
#include <unordered_set>

namespace sidewinder::oracle {

namespace {

constexpr int node_budget = 20'000;
constexpr int deepest = 200;

bool is_user_type(const TypeObject* type) { return type->flags & TypeObject::flag_user_defined; }

std::string last_name(const StringObject* qualified) {
    std::string text = to_utf8(qualified);
    std::size_t dot = text.rfind('.');
    return dot == std::string::npos ? text : text.substr(dot + 1);
}

class Dumper {
public:
    void value(Value v) {
        if (--budget_ < 0 || depth_ > deepest) {
            out += "...";
            return;
        }
        ++depth_;
        if (v.is_pointer()) object(v);
        else word(v);
        --depth_;
    }
    void arguments(TupleObject* tuple) {
        out += '(';
        for (std::uint32_t i = 0; i < tuple->size(); ++i) {
            if (i) out += ", ";
            value(tuple->items[i]);
        }
        out += ')';
    }
    std::string out;

private:
    void word(Value v) {
        if (v.is_null()) out += "<null>";
        else if (v.is_none()) out += "None";
        else if (v.is_bool()) out += v.is_true() ? "True" : "False";
        else if (v.is_small_int()) out += std::to_string(v.as_small_int());
        else if (v.is_float()) out += std::isnan(v.as_float()) ? "nan" : float_repr(v.as_float());
        else out += "NotImplemented";
    }

    /// False when the object was seen before, and is now printed by number alone.
    bool first_sight(Value v) {
        auto [at, fresh] = numbers_.emplace(v.as_object(), numbers_.size() + 1);
        out += fmt::format("#{}", at->second);
        return fresh;
    }

    void object(Value v) {
        switch (v.as_object()->kind) {
            case Kind::integer: integer(v); return;
            case Kind::string: out += string_repr(v.as<StringObject>()); return;
            case Kind::tuple: arguments(v.as<TupleObject>()); return;
            case Kind::range: range(v.as<RangeObject>()); return;
            case Kind::native_function: out += fmt::format("<builtin {}>", v.as<NativeFunction>()->name); return;
            case Kind::module: out += fmt::format("<module {}>", to_utf8(v.as<ModuleObject>()->name)); return;
            default: break;
        }
        if (v.as_object()->kind == Kind::type && !is_user_type(v.as<TypeObject>())) {
            out += fmt::format("<class {}>", to_utf8(v.as<TypeObject>()->name));
            return;
        }
        if (v.as_object()->kind == Kind::bound_method) return method(v.as<BoundMethod>());
        if (first_sight(v)) contents(v);
    }
    void contents(Value v) {
        if (!v.is_pointer() || v.as_object()->kind == Kind::tuple || v.as_object()->kind == Kind::integer || v.as_object()->kind == Kind::string) return value(v);
        switch (v.as_object()->kind) {
            case Kind::list: list(v.as<ListObject>()); break;
            case Kind::dict: dict(v.as<DictObject>()); break;
            case Kind::set: set(v.as<SetObject>()); break;
            case Kind::slice: slice(v.as<SliceObject>()); break;
            case Kind::function: function(v.as<FunctionObject>()); break;
            case Kind::cell: out += "<cell "; value(v.as<CellObject>()->content); out += '>'; break;
            case Kind::type: type(v.as<TypeObject>()); break;
            case Kind::instance: instance(v); break;
            case Kind::exception: exception(v); break;
            case Kind::generator: generator(v.as<GeneratorObject>()); break;
            default: out += fmt::format("<{}>", to_utf8(v.as_object()->type->name));
        }
    }

    /// Digits of a large number would take seconds.
    void integer(Value v) {
        const auto* i = v.as<IntObject>();
        const std::size_t limbs = static_cast<std::size_t>(std::abs(i->size));
        const std::size_t bits = 64 * limbs - static_cast<std::size_t>(std::countl_zero(i->limbs[limbs - 1]));
        if (bits <= 10'000) {
            out += int_to_text(v);
            return;
        }
        constexpr std::uint64_t modulus = (std::uint64_t{1} << 61) - 1;
        unsigned __int128 rest = 0;
        for (std::size_t k = limbs; k-- > 0;) rest = ((rest << 64) | i->limbs[k]) % modulus;
        out += fmt::format("<int: {}{} bits, {} modulo 2**61-1>", i->size < 0 ? "-" : "", bits, static_cast<std::uint64_t>(rest));
    }
    void range(const RangeObject* r) {
        out += fmt::format("range({}, {}, {})", r->start, r->stop, r->step);
    }
    void list(ListObject* l) {
        out += '[';
        for (std::uint32_t i = 0; i < l->size; ++i) {
            if (i) out += ", ";
            value(l->items[i]);
        }
        out += ']';
    }
    void dict(DictObject* d) {
        out += '{';
        bool first = true;
        for (std::uint32_t i = 0; i < d->used; ++i) {
            if (d->entries[i].key.is_null()) continue;
            if (!std::exchange(first, false)) out += ", ";
            value(d->entries[i].key);
            out += ": ";
            value(d->entries[i].value);
        }
        out += '}';
    }
    void set(SetObject* s) {
        out += s->frozen() ? "frozenset{" : "set{";
        bool first = true;
        for (std::size_t i = 0; i <= s->mask; ++i) {
            if (s->table[i].key.is_null()) continue;
            if (!std::exchange(first, false)) out += ", ";
            value(s->table[i].key);
        }
        out += '}';
    }
    void slice(SliceObject* s) {
        out += "slice(";
        value(s->start);
        out += ", ";
        value(s->stop);
        out += ", ";
        value(s->step);
        out += ')';
    }
    void method(BoundMethod* m) {
        out += "<bound ";
        value(m->function);
        out += " of ";
        value(m->self);
        out += '>';
    }
    void function(FunctionObject* f) {
        out += fmt::format("<function {}", to_utf8(f->name));
        if (f->defaults) {
            out += " defaults ";
            arguments(f->defaults);
        }
        if (f->closure) closure(f);
        out += '>';
    }
    void closure(FunctionObject* f) {
        auto* code = static_cast<CodeObject*>(f->code);
        std::map<std::string, Value> cells;
        std::size_t first = code->local_names.size() - code->free_count;
        for (std::uint32_t i = 0; i < f->closure->size(); ++i)
            cells.emplace(to_utf8(code->local_names[first + i]), f->closure->items[i]);
        for (auto& [name, cell] : cells) {
            out += fmt::format(" {}=", name);
            value(cell.as<CellObject>()->content);
        }
    }
    /// Names that CPython adds or the compiler makes are no concern of the program.
    static bool is_hidden(const std::string& name) {
        static constexpr std::string_view hidden[] = {
            "__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__",
            "__static_attributes__", "__annotations__", "__annotate__", "__annotations_cache__",
            "__annotate_func__", "__hash__", "__classdictcell__"};
        return std::ranges::find(hidden, name) != std::end(hidden);
    }
    void type(TypeObject* t) {
        out += fmt::format("<class {}({}) ", to_utf8(t->name), to_utf8(t->base->name));
        DictObject* d = t->attributes;
        out += '{';
        bool first = true;
        for (std::uint32_t i = 0; i < d->used; ++i) {
            if (d->entries[i].key.is_null() || !is_kind(d->entries[i].key, Kind::string)) continue;
            std::string name = to_utf8(d->entries[i].key.as<StringObject>());
            if (is_hidden(name)) continue;
            if (!std::exchange(first, false)) out += ", ";
            out += name + ": ";
            value(d->entries[i].value);
        }
        out += "}>";
    }
    void attributes(InstanceObject* o) {
        std::vector<StringObject*> names;
        for (Shape* s = o->shape; s != nullptr && s->parent != nullptr; s = s->parent) names.push_back(s->name);
        std::vector<std::pair<std::string, Value>> items;
        if (o->shape->is_dict) {
            const auto* dict = o->values[0].as<DictObject>();
            names.clear();
            for (std::uint32_t i = 0; i < dict->used; ++i)
                if (const Value key = dict->entries[i].key; !key.is_null())
                    items.emplace_back(is_kind(key, Kind::string) ? to_utf8(key.as<StringObject>()) : "?", dict->entries[i].value);
        }
        for (std::size_t i = 0; i < names.size(); ++i) items.emplace_back(to_utf8(names[names.size() - 1 - i]), o->values[i]);
        // Slots have no order that CPython tells.
        StringObject* const slots = intern(*o->type->thread, "__slots__");
        if (std::ranges::any_of(*o->type->mro, [&](TypeObject* t) { return !dict_get(t->attributes, slots).is_null(); }))
            std::ranges::sort(items, {}, &std::pair<std::string, Value>::first);
        for (auto& [name, v] : items) {
            out += fmt::format(" {}=", name);
            value(v);
        }
    }
    void instance(Value v) {
        out += fmt::format("<{}", to_utf8(v.as_object()->type->name));
        if (underlying(v) != v) {
            out += ' ';
            contents(underlying(v));
        }
        attributes(v.as<InstanceObject>());
        out += '>';
    }
    void exception(Value v) {
        bool message = !is_user_type(v.as_object()->type);
        out += fmt::format("<{}{}", to_utf8(v.as_object()->type->name), message ? "\x02" : "");
        arguments(v.as<ExceptionObject>()->arguments);
        if (message) out += '\x03';
        attributes(v.as<InstanceObject>());
        out += '>';
    }

    void generator(GeneratorObject* g) {
        static constexpr std::string_view states[] = {"created", "suspended", "running", "finished"};
        out += fmt::format("<generator {} {}", to_utf8(g->name), states[g->flags]);
        if (g->can_resume()) {
            auto* code = static_cast<CodeObject*>(g->function->code);
            std::map<std::string, Value> locals;
            for (std::uint32_t i = 0; i < code->local_count; ++i) {
                Value v = g->words[i];
                if (is_kind(v, Kind::cell)) v = v.as<CellObject>()->content;
                if (!v.is_null() && code->local_names[i]->at(0) != U'.') locals.emplace(to_utf8(code->local_names[i]), v);
            }
            for (auto& [name, v] : locals) {
                out += fmt::format(" {}=", name);
                value(v);
            }
        }
        out += '>';
    }

    std::unordered_map<Object*, std::size_t> numbers_;
    int budget_ = node_budget;
    int depth_ = 0;
};

ExceptionRecord describe_one(ExceptionObject* e, const char* joint) {
    Dumper dumper;
    bool message = !is_user_type(e->type);
    if (message) dumper.out += '\x02';
    dumper.arguments(e->arguments);
    if (message) dumper.out += '\x03';
    ExceptionRecord record{to_utf8(e->type->name), std::move(dumper.out), joint, {}};
    for (const TracebackObject* entry = e->traceback; entry != nullptr; entry = entry->next)
        record.traceback.push_back({last_name(entry->function), entry->line});
    return record;
}

}  // namespace

std::string dump_globals(DictObject* globals) {
    Dumper dumper;
    for (std::uint32_t i = 0; i < globals->used; ++i) {
        const DictObject::Entry& entry = globals->entries[i];
        if (entry.key.is_null() || !is_kind(entry.key, Kind::string)) continue;
        std::string name = to_utf8(entry.key.as<StringObject>());
        if (name == "__name__" || name == "__annotations__") continue;
        dumper.out += name + " = ";
        dumper.value(entry.value);
        dumper.out += '\n';
    }
    return std::move(dumper.out);
}

std::string dump_value(Value value) {
    Dumper dumper;
    dumper.value(value);
    return std::move(dumper.out);
}

std::vector<ExceptionRecord> describe_exception(Value exception) {
    std::vector<ExceptionRecord> records;
    std::unordered_set<Object*> seen;
    const char* joint = "";
    for (Value at = exception; is_kind(at, Kind::exception) && seen.insert(at.as_object()).second;) {
        auto* e = at.as<ExceptionObject>();
        records.push_back(describe_one(e, joint));
        bool caused = is_kind(e->cause, Kind::exception);
        joint = caused ? "cause" : "context";
        at = caused ? e->cause : e->suppress_context ? Value::null() : e->context;
    }
    return records;
}

}  // namespace sidewinder::oracle
