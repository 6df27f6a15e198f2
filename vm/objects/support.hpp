// SPDX-License-Identifier: MIT
// What the files of objects/ share and nobody else needs: calling, naming, walking, the tables of
// native methods, and text that grows under the heap's limit.
#pragma once

#include <initializer_list>
#include <memory>

#include "vm/base/check.hpp"
#include "vm/objects/containers.hpp"
#include "vm/objects/exception.hpp"
#include "vm/objects/function.hpp"
#include "vm/objects/operations.hpp"
#include "vm/objects/thread.hpp"

namespace sidewinder {

// ---- gc_flags -----------------------------------------------------------------------------------
constexpr std::uint8_t gc_finalized = 1;  ///< __del__ has run
constexpr std::uint8_t gc_reachable = 2;  ///< scratch of a collection
constexpr std::uint8_t gc_candidate = 4;  ///< scratch of a collection
constexpr std::uint32_t gc_untracked = 0xFFFF'FFFF;

bool is_gc_kind(Kind kind);
std::size_t object_bytes(const Object* object);
/// Calls `visit(context, child)` for every reference `object` owns to an Object.
using Visit = void (*)(void* context, Object* child);
void traverse(GcObject* object, Visit visit, void* context);
/// Drops the references that can close a cycle; the object stays valid, but empty.
void clear_references(Object* object);
/// Gives back all that a dead object owns, and its memory.
void free_object(Heap& heap, Object* object);
/// What a shape and its tables are reckoned to cost against the heap's limit.
constexpr std::size_t shape_charge = 256;
bool add_root_shape(Thread&, TypeObject* type);
TypeObject* allocate_type(Thread&, TypeObject* metaclass, StringObject* name, TypeObject* base);
void destroy_shapes(Heap& heap, std::unique_ptr<Shape> root);

// ---- naming and calling -------------------------------------------------------------------------
std::string type_name(Thread&, Value v);
std::string type_text(const TypeObject* type);
/// With the module, as in `<class '…'>`.
std::string qualified_type_text(Thread&, TypeObject* type);
/// `function` called through the thread; native functions directly.
Ref invoke(Thread&, Value callable, std::span<const Value> args, Value keyword_names = {});
inline Ref invoke(Thread& thread, Value callable, std::initializer_list<Value> args) {
    return invoke(thread, callable, std::span(args.begin(), args.size()));
}
/// Calls what lookup_special gave, with `self` bound as the class attribute's kind wants.
Ref call_special(Thread&, Value method, Value self, std::initializer_list<Value> args);
/// A class attribute as seen through an instance (null: through the class): binds functions, runs
/// __get__.
Ref bind_attribute(Thread&, Value attribute, Value instance_or_null, TypeObject* type);

inline bool is_string(Value v) {
    return is_kind(v, Kind::string);
}
inline bool is_instance_kind(Value v) {
    return v.is_pointer() &&
           (v.as_object()->kind == Kind::instance || v.as_object()->kind == Kind::exception);
}
/// Special methods of its class are looked up.
inline bool has_user_class(Value v) {
    return v.is_pointer() && (v.as_object()->type->flags & TypeObject::flag_special);
}
inline double int_or_float(Value v, bool* overflow) {
    return v.is_float() ? v.as_float() : int_to_double(v, overflow);
}
inline TypeObject* exception_type(Thread& thread, ExceptionKind kind) {
    return thread.types.exceptions[static_cast<std::size_t>(kind)];
}

// ---- owned fields -------------------------------------------------------------------------------
/// Stores first, drops the old afterwards: the drop may run user code that looks at the field.
inline void assign(Value& field, Value borrowed) {
    incref(borrowed);
    Value old = std::exchange(field, borrowed);
    decref(old);
}
inline void drop(Value& field) {
    decref(std::exchange(field, Value::null()));
}
template <class T>
void drop(T*& field) {
    if (T* old = std::exchange(field, nullptr)) decref(old);
}
template <class T>
T* owned(T* object) {
    if (object) incref(object);
    return object;
}

// ---- text under the heap's limit ----------------------------------------------------------------
bool append_repr(Thread&, std::string& out, Value v);
bool check_room(Thread&, const std::string& text);
/// Finishes a function that builds text: a str, or null.
Ref finish_text(Thread&, const std::string& text, bool ok);

// ---- native method tables -----------------------------------------------------------------------
struct NativeMethod {
    const char* name;
    NativeCall call;  ///< null: the attribute is None
    int min_args;  ///< counting self
    int max_args;
    std::uint16_t flags = 0;
};
constexpr int any_number = 0xFFFF;
std::span<const NativeMethod> object_methods();
/// __add__, __getitem__, __new__ and so on of the builtin classes that can be derived from.
void add_slot_methods(Thread&);
/// The methods of a builtin class.
void add_methods(Thread&, TypeObject* type, std::span<const NativeMethod> methods);
std::span<const NativeMethod> type_methods();
/// type.__new__ and type.__prepare__.
void add_type_new(Thread&);
/// Of a class: its metaclass's data descriptors, its own and inherited attributes, its metaclass's.
Ref class_attribute(Thread&, TypeObject* type, StringObject* name);
/// An interned name; null with TypeError pending when it is no str.
StringObject* name_argument(Thread&, Value v);
/// str.maketrans, a static method, and dict.fromkeys, a class method.
void add_maketrans(Thread&);
void add_fromkeys(Thread&);
/// object.__new__, a static method.
void add_object_new(Thread&);
/// object.__init_subclass__, a class method.
void add_init_subclass(Thread&);
std::span<const NativeMethod> string_methods();
std::span<const NativeMethod> list_methods();
std::span<const NativeMethod> tuple_methods();
std::span<const NativeMethod> dict_methods();
std::span<const NativeMethod> set_methods();
std::span<const NativeMethod> frozenset_methods();
std::span<const NativeMethod> number_int_methods();
std::span<const NativeMethod> number_float_methods();
std::span<const NativeMethod> exception_methods();
std::span<const NativeMethod> generator_methods();
std::span<const NativeMethod> property_methods();

/// Sorts keyword arguments into `out` by name; positional ones come first. False with TypeError.
bool parse_arguments(Thread&, const char* function, std::span<const Value> args,
                     Value keyword_names, std::span<const char* const> names,
                     std::size_t positional_only, std::size_t required, std::span<Value> out);
bool no_keywords(Thread&, const char* function, Value keyword_names);
inline std::size_t keyword_count(Value keyword_names) {
    return keyword_names.is_null() ? 0 : keyword_names.as<TupleObject>()->size();
}

// ---- constructors of builtin classes ------------------------------------------------------------
using Construct = Ref (*)(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_int(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_float(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_bool(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_str(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_list(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_tuple(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_dict(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_set(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_frozenset(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_super(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_range(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_slice(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_type(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_object(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_exception(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_enumerate(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_map(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_filter(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_zip(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_property(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_static_method(Thread&, TypeObject*, std::span<const Value>, Value);
Ref construct_class_method(Thread&, TypeObject*, std::span<const Value>, Value);

// ---- pieces of operations -----------------------------------------------------------------------
bool generic_store(Thread&, Value v, StringObject* name, Value value_or_null);
/// Operators of builtin classes; NotImplemented where they have no opinion. Numbers, dicts and sets,
/// both operands exactly of their classes:
Ref builtin_operation(Thread&, BinaryOperator op, Value a, Value b);
/// True when the class of `a` itself knows what to do with `b`; both exactly of builtin classes.
bool takes_operand(Value a, Value b);
/// Concatenation and repetition, of derived instances, too.
Ref sequence_operation(Thread&, BinaryOperator op, Value a, Value b);
/// `op` is the plain operator; `a` is changed and given back.
Ref inplace_builtin(Thread&, BinaryOperator op, Value a, Value b);
BinaryOperator inplace_of(BinaryOperator plain);
Ref compare_builtin(Thread&, CompareOperator op, Value a, Value b);
/// The hash of what is equal to itself only.
std::uint64_t identity_hash(Value v);
bool append_set(Thread&, std::string& out, SetObject* set, const std::string& class_name);
Ref format_percent(Thread&, StringObject* format, Value arguments);
/// Attributes that builtin classes compute (`__class__`, `args`, …): null Ref and `*known` false
/// when there is none of that name.
Ref computed_attribute(Thread&, Value v, std::string_view name, bool* known);
/// The same for a store; nullopt when there is none. `value` null deletes.
std::optional<bool> set_computed_attribute(Thread&, Value v, std::string_view name, Value value);
/// Null without an exception and `*found` false where the attribute is the super object's own.
Ref super_attribute(Thread&, SuperObject* super, StringObject* name, bool* found);
void append_super(std::string& out, const SuperObject* super);
bool has_method(TypeObject* type, StringObject* name);
std::optional<bool> compare_bool(Thread&, CompareOperator op, Value a, Value b);
/// Resolves slice bounds against a length as slice.indices; false with an exception pending.
struct SliceBounds {
    std::int64_t start, stop, step, count;
    /// Of item `i` < count. One step behind the last item need not fit any more.
    std::int64_t at(std::int64_t i) const { return start + i * step; }
};
bool slice_bounds(Thread&, SliceObject* slice, std::int64_t length, SliceBounds* out);
/// The bounds again for a length that changed while they were computed.
void clamp_slice(std::int64_t length, SliceBounds* bounds);
bool slice_numbers(Thread&, SliceObject* slice, SliceBounds* out);
/// An index argument as int64 (clamped for huge ints when `clamp`), else `error` raised.
std::optional<std::int64_t> index_argument(Thread&, Value v, bool clamp);
bool list_sort(Thread&, ListObject* list, Value key, bool reverse);
bool list_reserve(Thread&, ListObject* list, std::uint32_t capacity);
/// list(iterable) for any iterable, a fresh list.
Ref list_from(Thread&, Value iterable);
/// The same without asking the iterable for its __len__ first, as list() does.
Ref list_from_items(Thread&, Value iterable);
Ref slice_string(Thread&, const StringObject* s, const SliceBounds& bounds);
std::int64_t find_text(const StringObject* s, const StringObject* part, std::int64_t start,
                       std::int64_t end, bool backwards);
Ref substring(Thread&, const StringObject* s, std::uint32_t start, std::uint32_t end);
std::optional<std::size_t> dict_find(Thread&, DictObject*, Value key, std::uint64_t hash,
                                     bool* failed);
bool dict_pop_last(Thread&, DictObject* dict, Ref* key, Ref* value);
Ref dict_take(Thread&, DictObject* dict, Value key);
bool dict_update(Thread&, DictObject* dict, Value source);
/// What dict(…) and d.update(…) take; `function` is the name in errors.
bool dict_update_from_arguments(Thread&, DictObject* dict, const char* function, std::span<const Value> args, Value keyword_names);
Ref dict_copy(Thread&, DictObject* dict);
Ref set_copy(Thread&, SetObject* set, bool frozen);
/// False when it was not there; nullopt with an exception pending.
std::optional<bool> set_discard(Thread&, SetObject* set, Value key);
/// Null without an exception when it is empty.
Ref set_pop(Thread&, SetObject* set);
bool set_clear(Thread&, SetObject* set);
void set_release(Heap& heap, SetObject* set);
/// Exchanges their elements.
void set_swap(Thread&, SetObject* a, SetObject* b);
std::uint64_t set_hash(SetObject* set);
Ref set_intersection(Thread&, SetObject* set, Value iterable);
Ref set_difference(Thread&, SetObject* set, Value iterable);
Ref set_symmetric_difference(Thread&, SetObject* set, Value iterable);
bool set_difference_update(Thread&, SetObject* set, Value iterable);
bool set_symmetric_difference_update(Thread&, SetObject* set, Value iterable);
std::optional<bool> set_is_subset(Thread&, SetObject* set, SetObject* other);
/// The operators of two sets, in-place ones for a set that is not frozen.
Ref set_operation(Thread&, BinaryOperator op, Value a, Value b);
Ref compare_sets(Thread&, CompareOperator op, Value a, Value b);
Ref set_next(Thread&, IteratorObject* iterator);
Ref make_dict_view(Thread&, DictObject* dict, DictViewKind kind);
Ref make_iterator(Thread&, TypeObject* type, IteratorKind kind, Value source, std::int64_t index);
/// What reversed() gives.
Ref reverse_iterator(Thread&, Value v);
/// iter(callable, last).
Ref make_call_iterator(Thread&, Value callable, Value last);
Ref combinator_next(Thread&, CombinatorObject* iterator);
/// int_to_text with CPython's limit on digits checked first.
bool int_text_checked(Thread&, Value v, std::string* out);
/// The format mini-language.
Ref format_number(Thread&, Value v, std::string_view spec);

}  // namespace sidewinder
