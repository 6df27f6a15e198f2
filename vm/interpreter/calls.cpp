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

/// What a __new__ is in its class: a static method, as a rule.
Value static_function(Value v) {
    const bool wrapped = is_kind(v, Kind::descriptor) && v.as_object()->flags == static_cast<std::uint16_t>(DescriptorKind::static_method);
    return wrapped ? v.as<DescriptorObject>()->get : v;
}

/// A user class: make the instance, run __init__ when there is one.
Ref call_class(Thread& thread, TypeObject* type, std::span<const Value> args, Value names) {
    if ((type->flags & TypeObject::flag_exception) != 0) return make_exception(thread, type, args, names);
    // object's own __init__ does nothing but refuse arguments.
    const Value init = lookup_special(type, Special::init);
    const bool inherited = init.is_null();
    const Value maker = lookup_special(type, Special::new_);
    const bool custom = !maker.is_null();
    if (inherited && !custom && !args.empty()) {
        // Before there is an instance, whose __del__ would run.
        raise_error(thread, ExceptionKind::TypeError, "{}() takes no arguments", to_utf8(type->name));
        return {};
    }
    Ref instance = custom ? call_with_self(thread, static_function(maker), Value::object(type), args, names) : make_instance(thread, type);
    if (!instance || inherited) return instance;
    if (custom && !is_subtype(type_of(thread, instance.get()), type)) return instance;
    Ref hold = Ref::borrow(init);
    Ref result = call_with_self(thread, init, instance.get(), args, names);
    if (!result || !sw_exit_init_check(&thread, result.get())) return {};
    return instance;
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
    for (std::size_t i = 0; i < keywords; ++i)
        if (names.as<TupleObject>()->items[i] == Value::object(intern(thread, "metaclass"))) {
            raise_unsupported(thread, "a metaclass");
            return {};
        }
    Ref attributes = make_dict(thread);
    if (!attributes) return {};
    Frame* frame = push_frame(thread, args[0].as<FunctionObject>(), {}, Value::null());
    if (frame == nullptr) return {};
    frame->context = attributes.get();
    Ref done = run_entry_frame(thread, frame);
    if (!done) return {};
    return make_class(thread, args[1], bases, attributes.as<DictObject>(), args.last(keywords), names);
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
        if (type->construct != nullptr && (type->flags & TypeObject::flag_user_defined) == 0)
            return type->construct(thread, type, args, names);
        return call_class(thread, type, args, names);
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
