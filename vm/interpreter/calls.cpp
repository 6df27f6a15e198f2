// SPDX-License-Identifier: MIT
// Calls from C++ into guest code: what Thread::call does for each kind of callable, class
// statements, and the shim code that runs between a class and its __init__.
#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/bytecode/verifier.hpp"
#include "vm/interpreter/interpreter.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/modules/builtins.hpp"
#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"
#include "vm/uops/helpers.hpp"

#include <vector>

namespace sidewinder {

namespace {

Ref run_entry_frame(Thread& thread, Frame* frame) {
    frame->flags |= Frame::flag_entry;
    frame->ip = frame->code->first_unit;
    frame->stack_depth = 0;
    NativeRecursion depth(thread);
    if (!depth) {
        pop_frame(thread);
        return {};
    }
    return run(thread);
}

Ref call_function(Thread& thread, FunctionObject* function, std::span<const Value> args,
                  Value names) {
    Frame* frame = push_frame(thread, function, args, names);
    return frame != nullptr ? run_entry_frame(thread, frame) : Ref{};
}

Ref call_with_self(Thread& thread, Value function, Value self, std::span<const Value> args,
                   Value names) {
    std::vector<Value> all{self};
    all.insert(all.end(), args.begin(), args.end());
    return call_value(thread, function, all, names);
}

/// metaclass.__prepare__(name, bases, **keywords), or an empty dict where it has none.
Ref prepare_namespace(Thread& thread, Value metaclass, Value name, Value bases, std::span<const Value> values, Value keys) {
    const Ref prepare = get_attribute(thread, metaclass, intern(thread, "__prepare__"));
    if (!prepare) return catch_exception(thread, ExceptionKind::AttributeError) ? make_dict(thread) : Ref{};
    std::vector<Value> all{name, bases};
    all.insert(all.end(), values.begin(), values.end());
    Ref made = call_value(thread, prepare.get(), all, keys);
    if (!made || is_kind(underlying(made.get()), Kind::dict) || !lookup_special(thread, made.get(), Special::getitem).is_null()) return made;
    const bool named = is_kind(metaclass, Kind::type);
    raise_error(thread, ExceptionKind::TypeError, "{}.__prepare__() must return a mapping, not {}",
                named ? to_utf8(metaclass.as<TypeObject>()->name) : "<metaclass>", to_utf8(type_of(thread, made.get())->name));
    return {};
}

/// __build_class__(body, name, *bases, **keywords)
Ref build_class(Thread& thread, std::span<const Value> args, Value names) {
    const std::size_t keywords = names.is_null() ? 0 : names.as<TupleObject>()->size();
    std::vector<TypeObject*> bases;
    for (const Value base : args.subspan(2, args.size() - 2 - keywords)) {
        if (!is_kind(base, Kind::type)) {
            raise_unsupported(thread, "a base that is not a class");
            return {};
        }
        bases.push_back(base.as<TypeObject>());
    }
    const Value body = args[0], name = args[1];
    // `metaclass` is taken out of the keywords.
    std::vector<Value> values, keys;
    Ref metaclass = Ref::borrow(thread.types.type);
    for (std::size_t i = 0; i < keywords; ++i) {
        const Value key = names.as<TupleObject>()->items[i], value = args[args.size() - keywords + i];
        if (key == Value::object(intern(thread, "metaclass"))) {
            metaclass = Ref::borrow(value);
        } else {
            keys.push_back(key);
            values.push_back(value);
        }
    }
    if (is_kind(metaclass.get(), Kind::type)) {
        TypeObject* const winner = most_derived_metaclass(thread, metaclass.as<TypeObject>(), bases);
        if (winner == nullptr) return {};
        metaclass = Ref::borrow(winner);
    }
    const Ref key_tuple = keys.empty() ? Ref{} : make_tuple(thread, std::span<const Value>(keys));
    if (!keys.empty() && !key_tuple) return {};
    const Ref base_tuple = make_tuple(thread, args.subspan(2, bases.size()));
    if (!base_tuple) return {};
    const bool plain = metaclass.get() == Value::object(thread.types.type);
    Ref attributes = plain ? make_dict(thread) : prepare_namespace(thread, metaclass.get(), name, base_tuple.get(), values, key_tuple.get());
    if (!attributes) return {};
    Frame* frame = push_frame(thread, body.as<FunctionObject>(), {}, Value::null());
    if (frame == nullptr) return {};
    frame->context = attributes.get();
    Ref done = run_entry_frame(thread, frame);
    if (!done) return {};
    if (plain) return make_class(thread, thread.types.type, name, bases, attributes.as<DictObject>(), values, key_tuple.get());
    std::vector<Value> all{name, base_tuple.get(), attributes.get()};
    all.insert(all.end(), values.begin(), values.end());
    return call_value(thread, metaclass.get(), all, key_tuple.get());
}

}  // namespace

Ref resume_generator(Thread& thread, GeneratorObject* generator, Value sent) {
    NativeRecursion depth(thread);
    if (!depth) return {};
    Ref value = Ref::borrow(sent.is_null() ? Value::none() : sent);
    Frame* frame = resume_frame(thread, generator, value.get());
    if (frame == nullptr) return {};
    (void)value.release();
    frame->flags |= Frame::flag_entry;
    if (sent.is_null()) chain_handled(thread);
    else frame->ip += yield_length;
    return run(thread);
}

Ref call_value(Thread& thread, Value callable, std::span<const Value> args, Value names) {
    Ref hold = Ref::borrow(callable);
    if (is_kind(callable, Kind::function))
        return call_function(thread, callable.as<FunctionObject>(), args, names);
    if (is_kind(callable, Kind::native_function))
        return call_native(thread, callable.as<NativeFunction>(), args, names);
    if (is_kind(callable, Kind::bound_method)) {
        auto* method = callable.as<BoundMethod>();
        return call_with_self(thread, method->function, method->self, args, names);
    }
    if (is_kind(callable, Kind::type)) {
        auto* type = callable.as<TypeObject>();
        const Value own = lookup_special(thread, callable, Special::call);
        if (own.is_null() || is_kind(own, Kind::native_function)) return construct(thread, type, args, names);
        Ref hold_own = Ref::borrow(own);
        NativeRecursion depth(thread);
        return depth ? call_with_self(thread, own, callable, args, names) : Ref{};
    }
    Value method = lookup_special(thread, callable, Special::call);
    if (method.is_null()) {
        raise_error(thread, ExceptionKind::TypeError, "'{}' object is not callable",
                    to_utf8(type_of(thread, callable)->name));
        return {};
    }
    Ref hold_method = Ref::borrow(method);
    NativeRecursion depth(thread);
    return depth ? call_with_self(thread, method, callable, args, names) : Ref{};
}

bool find_super_arguments(Thread& thread, Value out[2]) {
    auto refuse = [&](std::string_view message) {
        raise_error(thread, ExceptionKind::RuntimeError, message);
        return false;
    };
    auto content = [](Value v) { return is_kind(v, Kind::cell) ? v.as<CellObject>()->content : v; };
    Frame* frame = thread.frame;
    const CodeHeader* code = frame ? frame->code : nullptr;
    const bool has_first = code && (code->argument_count > 0 || (code->flags & CodeHeader::flag_var_positional) != 0);
    if (!has_first || code->argument_count == 0) return refuse("super(): no arguments");
    // A parameter that an inner function uses lies in a cell, as a class that is one's own does not.
    out[1] = content(frame->slots[0]);
    if (out[1].is_null()) return refuse("super(): arg[0] deleted");
    StringObject* const name = intern(thread, "__class__");
    for (std::uint32_t i = code->local_count - code->free_count; i < code->local_count; ++i) {
        if (code->local_name_table[i] != name) continue;
        out[0] = content(frame->slots[i]);
        return out[0].is_null() ? refuse("super(): empty __class__ cell") : true;
    }
    return refuse("super(): __class__ cell not found");
}

Ref running_names(Thread& thread, bool local) {
    Frame* frame = thread.frame;
    if (frame == nullptr) {
        raise_error(thread, ExceptionKind::RuntimeError, std::string_view("no frame is running"));
        return {};
    }
    if (!local || (frame->code->flags & CodeObject::flag_module) != 0) return Ref::borrow(frame->globals());
    if ((frame->code->flags & CodeObject::flag_class_body) != 0) return Ref::borrow(frame->context);
    Ref names = make_dict(thread);
    for (std::uint32_t i = 0; names && i < frame->code->local_count; ++i) {
        Value v = frame->slots[i];
        if (is_kind(v, Kind::cell)) v = v.as<CellObject>()->content;
        if (!v.is_null() && !dict_set(thread, names.as<DictObject>(), Value::object(frame->code->local_name_table[i]), v)) return {};
    }
    return names;
}

Ref run_code(Thread& thread, Object* code, DictObject* globals, Value name_space) {
    auto* header = reinterpret_cast<CodeHeader*>(code);
    Ref function = make_function(thread, code, globals, thread.builtins,
                                 Value::object(header->name), Value::object(header->qualname));
    if (!function) return {};
    Frame* frame = push_frame(thread, function.as<FunctionObject>(), {}, Value::null());
    if (frame == nullptr) return {};
    frame->context = name_space;
    return run_entry_frame(thread, frame);
}

void make_init_shim(Thread& thread) {
    CodeObject* code = make_code_object(thread);
    // Never run from the top: the first three units stand for the call, and for what lies on the
    // stack when __init__ returns to unit 3: the instance and the result.
    code->units = {encode(Opcode::PUSH_NULL, 0), encode(Opcode::PUSH_NULL, 0), encode(Opcode::NOP, 0),
                   encode(Opcode::EXIT_INIT_CHECK, 0), encode(Opcode::RETURN_VALUE, 0)};
    code->lines.assign(code->units.size(), 1);
    code->name = code->qualname = code->filename = intern(thread, "<init shim>");
    for (int i = 0; i < 3; ++i) incref(code->name);
    finish_code(thread, *code);
    Ref globals = make_dict(thread);
    Ref function = make_function(thread, code, globals.as<DictObject>(), thread.builtins,
                                 Value::object(code->name), Value::object(code->name));
    decref(code);
    thread.init_shim = function.release().as<FunctionObject>();
}

extern "C" Value sw_load_build_class(Thread* thread) {
    return make_native(*thread, "__build_class__", build_class, 2, 0xFFFF, NativeFunction::flag_keywords).release();
}

}  // namespace sidewinder
