// SPDX-License-Identifier: MIT
// Classes: TypeObject, shapes, instances. Attribute lookup by the descriptor protocol is here;
// what an operator does with a class's methods is in operations.hpp.
#pragma once

#include "vm/objects/object.hpp"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sidewinder {

struct Thread;
struct StringObject;
struct DictObject;

/// The special methods that operations look up on a class, each cached in its TypeObject.
enum class Special : std::uint8_t {
#define SPECIAL(identifier, text) identifier,
#include "vm/objects/special_methods.def"
#undef SPECIAL
    count,
};
std::string_view special_name(Special special);

/// The order in which attributes were added to an instance: name -> index. A tree per class; the
/// class owns its shapes. Ids are unique in a Vm and never reused, so that caches compare ids.
struct Shape {
    std::uint32_t id;
    TypeObject* type;
    Shape* parent;              ///< null for the root
    StringObject* name;         ///< interned; the attribute that led here; owned
    std::uint32_t size;         ///< number of attributes
    bool is_dict;               ///< a program saw __dict__: the only value is the dict of them all
    std::unordered_map<StringObject*, std::uint32_t> index_of;
    std::unordered_map<StringObject*, std::unique_ptr<Shape>> transitions;

    /// Index of an interned name, or nullopt.
    std::optional<std::uint32_t> find(StringObject* name) const;
};

struct TypeObject : GcObject {
    static constexpr std::uint16_t flag_user_defined = 1;  ///< made by a class statement
    static constexpr std::uint16_t flag_exception = 2;     ///< BaseException or a subclass
    static constexpr std::uint16_t flag_watched = 4;       ///< some trace depends on it
    static constexpr std::uint16_t flag_special = 16;      ///< operations look for special methods, as in all user-defined ones
    static constexpr std::uint16_t flag_slots = 8;         ///< its __slots__ name attributes

    Thread* thread;
    StringObject* name;        ///< owned
    TypeObject* base;          ///< owned; the one whose layout instances have; null only for object
    std::vector<TypeObject*>* bases;  ///< each owned, in the order written; null for builtin classes
    std::vector<TypeObject*>* mro;    ///< borrowed; where attributes are looked up, itself first
    DictObject* attributes;    ///< owned; the class dictionary
    std::uint32_t version;     ///< unique in the Vm; replaced when this or a base changes
    Kind instance_kind;        ///< layout of instances
    /// Of int, float, str, list, tuple, dict, set and frozenset: itself. Of classes derived from one,
    /// that one: their instances are DerivedObjects. Else null. Borrowed.
    TypeObject* payload;
    std::unique_ptr<Shape> root_shape;
    std::vector<TypeObject*>* subclasses;  ///< borrowed, live ones; for version changes
    /// Borrowed results of looking a special method up, valid for the current version.
    std::array<Value, static_cast<std::size_t>(Special::count)> special_cache;
    std::array<bool, static_cast<std::size_t>(Special::count)> special_known;
    /// Makes an instance from call arguments, for builtin classes; null for user classes.
    Ref (*construct)(Thread&, TypeObject*, std::span<const Value> args, Value keyword_names);
    StringObject* qualname;    ///< owned
    /// Where __slots__ say so: the only attributes that instances may have, interned; else null.
    std::vector<StringObject*>* slots;
};

/// An instance of a user-defined class. `aux` is its shape's id.
struct InstanceObject : GcObject {
    Shape* shape;
    Value* values;             ///< shape->size used, `capacity` allocated; owned
    std::uint32_t capacity;
    static constexpr std::uint16_t flag_derived = 1;  ///< a DerivedObject
};

/// An instance of a class derived from int, str, list and so on. What such a builtin class does with
/// it, it does with the payload, so that a value of a builtin kind is always exactly of its class.
struct DerivedObject : InstanceObject {
    Value payload;  ///< owned; exactly of type->payload
};

/// The builtin value in an instance of a derived class, or behind a mappingproxy; any other value is itself. Borrowed.
inline Value underlying(Value v) {
    return is_kind(v, Kind::instance) && (v.as_object()->flags & InstanceObject::flag_derived) ? v.as<DerivedObject>()->payload : v;
}

/// Makes a class with that class dictionary. Bases may be object, classes of user kind, exceptions
/// type, and those with a payload; others are refused with TypeError. `metaclass` must suit the bases. `keywords` of the class statement go to
/// __init_subclass__, their names last in a tuple or null.
Ref make_class(Thread&, TypeObject* metaclass, Value name, std::span<TypeObject* const> bases, DictObject* attributes,
               std::span<const Value> keywords = {}, Value keyword_names = {});
/// The metaclass that a class with these bases gets; null with TypeError pending where they conflict.
TypeObject* most_derived_metaclass(Thread&, TypeObject* metaclass, std::span<TypeObject* const> bases);
/// Borrowed; null when no class in its order of resolution has it (no exception).
Value lookup_in_type(TypeObject* type, StringObject* interned_name);
/// Calls a class of any sort, user-defined __init__ included: what `C(…)` means.
Ref construct(Thread&, TypeObject* type, std::span<const Value> args, Value keyword_names);
/// Borrowed; null when `v` is of a builtin class, or none of its classes but object and builtin
/// exceptions has it (what those do is in the operations themselves). Never looks at the instance, as Python.
Value lookup_special(Thread&, Value v, Special special);
/// The same for instances of `type`.
Value lookup_special(TypeObject* type, Special special);
/// The class of any word (borrowed).
TypeObject* type_of(Thread&, Value v);
bool is_subtype(const TypeObject* type, const TypeObject* base);

/// Changes the version of `type` and its subclasses, tells watchers, drops special caches. Every
/// store to a class dictionary must go through type_set_attribute, which does this.
void type_modified(TypeObject* type);
bool type_set_attribute(Thread&, TypeObject*, StringObject* name, Value value_or_null_to_delete);

/// Without calling anything of the class; a derived one gets an empty payload.
Ref make_instance(Thread&, TypeObject* type);
Ref make_derived(Thread&, TypeObject* type, Ref payload);
/// Instance dictionary access (exceptions have one too); null without exception when absent.
Value instance_get(Value instance, StringObject* name);
bool instance_set(Thread&, Value instance, StringObject* name, Value value);
/// The instance's __dict__, borrowed, in which its attributes lie from then on; null without an exception
/// where it has none (__slots__).
DictObject* instance_dict(Thread&, Value instance);
/// False without exception when absent.
bool instance_delete(Value instance, StringObject* name);
/// `instance.__class__ = type`: re-roots the shape. TypeError where layouts differ.
bool instance_set_class(Thread&, Value instance, TypeObject* type);

}  // namespace sidewinder
