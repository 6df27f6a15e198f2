// SPDX-License-Identifier: MIT
// Thread: the state of one running Vm that objects, helpers and stencils share.
//
// Everything hangs on it; there are no globals, so two Vms in one process are independent. Fields
// that stencils read are first. Calls back into the interpreter go through `call`.
#pragma once

#include "vm/objects/exception.hpp"
#include "vm/objects/function.hpp"
#include "vm/objects/heap.hpp"
#include "vm/objects/type.hpp"

#include <array>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace sidewinder {

struct Frame;

/// Builtin classes, all owned by the thread.
struct Types {
    TypeObject *object, *type, *int_, *float_, *bool_, *none, *not_implemented, *ellipsis, *str, *list, *tuple,
        *dict, *dict_keys, *dict_values, *dict_items, *range, *slice, *function, *builtin_function,
        *method, *cell, *code, *module, *list_iterator, *tuple_iterator, *range_iterator,
        *str_iterator, *dict_keyiterator, *dict_valueiterator, *dict_itemiterator,
        *iterator, *list_reverseiterator, *property, *staticmethod, *classmethod,
        *generator, *traceback, *enumerate, *zip, *map, *filter, *callable_iterator, *mapping_proxy, *text_output, *set, *frozenset, *set_iterator, *super;
    std::array<TypeObject*, static_cast<std::size_t>(ExceptionKind::count)> exceptions;
};

struct Thread {
    // ---- read by stencils ----
    std::int64_t countdown = 0;        ///< events (back-edges, function entries) until `periodic`
    Frame* frame = nullptr;            ///< innermost activation; up to date at every helper call
    Value exception;                   ///< pending exception, owned; null when none
    Value* stack_limit = nullptr;      ///< end of the value stack
    std::uint32_t recursion_depth = 0;
    std::uint32_t recursion_limit = 1000;
    Value* stack_base = nullptr;       ///< where the first frame goes
    Value len_function;                ///< the builtin len, borrowed from builtins
    Value isinstance_function;         ///< the builtin isinstance
    Value list_append_function;        ///< list.append
    FunctionObject* init_shim = nullptr;  ///< runs in the frame between a class call and __init__
    std::int64_t force_exit = 0;       ///< >0: guards of traces until one is made to miss; <0: until all are
    std::uint64_t trace_instructions = 0;  ///< bytecode instructions run in traces, when counted
    // ---- the rest ----
    bool count_instructions = false;   ///< count them, for statistics
    std::uint64_t instructions = 0;    ///< run by tier 1, when counted
    Heap heap{*this};
    Types types{};
    std::unordered_map<std::string, StringObject*> interned;  ///< owned
    std::array<StringObject*, static_cast<std::size_t>(Special::count)> special_names{};
    DictObject* builtins = nullptr;    ///< owned
    Value* handled = &base_handled;    ///< exception handled by the code under way; null where none is
    Value base_handled;                ///< of code outside generators; owned
    std::vector<Value*> outer_handled; ///< `handled` of whoever resumed the generators under way
    std::uint64_t work = 0;            ///< of natives, not yet charged
    bool limited = false;            ///< a limit of ours was met: memory, recursion, language
    bool terminated = false;           ///< out of fuel: unwinds everything, no handler runs
    std::uint32_t c_depth = 0;         ///< nesting of native recursion (repr, compare, calls)
    std::uint32_t next_version = 1;    ///< types, dict keys and functions draw from here
    std::uint32_t next_shape_id = 1;

    /// Makes natives that go over `items` pay for it, one unit of fuel for 64, so that fuel bounds
    /// time. To be called only where every engine calls the same native.
    void charge(std::uint64_t items) {
        work += items;
        countdown -= static_cast<std::int64_t>(work / 64);
        work %= 64;
    }

    /// Calls anything callable; set by the interpreter. Null result: exception pending.
    Ref (*call)(Thread&, Value callable, std::span<const Value> args, Value keyword_names) = nullptr;
    /// What super() without arguments means here: class and first argument of the running function,
    /// borrowed; false with RuntimeError pending. Set by the interpreter.
    bool (*super_arguments)(Thread&, Value out[2]) = nullptr;
    /// globals() or locals() of the running function; null with an exception pending. Set by the interpreter.
    Ref (*running_names)(Thread&, bool local) = nullptr;
    /// Runs a generator that can be resumed on to its next yield or its end, which its state then
    /// tells: with `sent` as the value of its yield, or, when null, with the pending exception raised
    /// there. Null with an exception pending. Set by the interpreter.
    Ref (*resume)(Thread&, GeneratorObject*, Value sent) = nullptr;
    /// Receives text printed by the guest.
    void (*write)(void* context, std::string_view text) = nullptr;
    void* write_context = nullptr;
    /// The same for sys.stderr; null where nobody reads that.
    void (*write_error)(void* context, std::string_view text) = nullptr;
    /// Told of changes to watched objects; set by whoever compiles code that relies on them.
    void (*on_change)(Thread&, Object* watched) = nullptr;
    void* tier_context = nullptr;
    void* vm = nullptr;

    DictObject* modules = nullptr;     ///< owned; imported modules by name
    Value ellipsis;                    ///< the only instance of its class; owned
    TupleObject* empty_tuple = nullptr;                     ///< owned; the only one
    std::array<StringObject*, 256> characters{};            ///< owned; str of one code point
    std::vector<Object*> repr_stack;   ///< containers whose repr is under way; borrowed
    bool deterministic = false;        ///< clocks count 0.0, 1.0, … instead of telling the time
    std::uint64_t clock_ticks = 0;     ///< answers given by clocks while deterministic
    /// Drops what a CodeObject refers to, runs its destructors and returns its size in bytes; set
    /// by whoever makes code objects.
    std::size_t (*release_code)(Thread&, Object* code) = nullptr;

    /// Initial counters of inline caches: executions before the specializer or the JIT is asked.
    struct Warmup {
        std::uint16_t adaptive = 2, backward = 4000, entry = 8000;
    } warmup;

    bool has_exception() const { return !exception.is_null(); }
    std::uint32_t fresh_version() { return next_version++; }
};

/// Makes types, interned names and the builtins dictionary (without the functions of modules/).
void initialize_objects(Thread&);
/// Drops everything the thread owns and collects; afterwards live_objects() should be 0.
void finalize_objects(Thread&);

/// What sys.exc_info() would give: what is being handled here, or by whoever resumed this generator;
/// borrowed, null when nothing is.
Value handled_exception(const Thread&);

/// Guards native recursion: false with RecursionError pending when too deep.
class NativeRecursion {
public:
    explicit NativeRecursion(Thread& thread);
    ~NativeRecursion() { --thread_.c_depth; }
    explicit operator bool() const { return ok_; }

private:
    Thread& thread_;
    bool ok_;
};

}  // namespace sidewinder
