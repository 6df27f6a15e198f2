// SPDX-License-Identifier: MIT
// Generic operations: what an operator or builtin means for any values, user-defined methods
// included. The slow path of every tier. Null or false: an exception is pending.
#pragma once

#include "vm/objects/object.hpp"

#include <optional>
#include <span>
#include <string>

namespace sidewinder {

struct Thread;
struct StringObject;
enum class Special : std::uint8_t;

/// Values and order are CPython's NB_* (opcode.h): oparg of BINARY_OP.
enum class BinaryOperator : std::uint8_t {
    add, and_, floor_divide, lshift, matrix_multiply, multiply, remainder, or_, power, rshift,
    subtract, true_divide, xor_,
    inplace_add, inplace_and, inplace_floor_divide, inplace_lshift, inplace_matrix_multiply,
    inplace_multiply, inplace_remainder, inplace_or, inplace_power, inplace_rshift,
    inplace_subtract, inplace_true_divide, inplace_xor,
    subscript,
};
/// Values are CPython's Py_LT … Py_GE.
enum class CompareOperator : std::uint8_t { lt, le, eq, ne, gt, ge };
enum class UnaryOperator : std::uint8_t { negative, positive, invert };

const char* operator_symbol(BinaryOperator op);   ///< "+", "+=", …

Ref binary_operation(Thread&, BinaryOperator op, Value left, Value right);
Ref compare(Thread&, CompareOperator op, Value left, Value right);
Ref unary_operation(Thread&, UnaryOperator op, Value v);
/// Truth value; nullopt when an exception is pending.
std::optional<bool> truth(Thread&, Value v);
std::optional<bool> equal(Thread&, Value a, Value b);      ///< identity first, as containers do
std::optional<bool> contains(Thread&, Value container, Value item);
std::optional<std::int64_t> length(Thread&, Value v);
/// How many items to expect of an iterable: its length, or 0 where it has none.
std::optional<std::int64_t> length_hint(Thread&, Value iterable);
std::optional<std::uint64_t> hash(Thread&, Value v);       ///< TypeError for unhashable

Ref get_item(Thread&, Value container, Value key);
bool set_item(Thread&, Value container, Value key, Value value);
bool delete_item(Thread&, Value container, Value key);

/// Attribute access by the descriptor protocol; AttributeError as CPython words it.
Ref get_attribute(Thread&, Value v, StringObject* interned_name);
bool set_attribute(Thread&, Value v, StringObject* interned_name, Value value);
bool delete_attribute(Thread&, Value v, StringObject* interned_name);
/// For a method call: either the bound attribute with *self null, or the plain function with
/// *self an owned reference to the receiver. Null on error.
Ref get_method(Thread&, Value v, StringObject* interned_name, Ref* self);
/// A method that the language calls, looked up on the class, and its `self` unless it is bound. Null
/// without an exception when there is none.
Ref get_special(Thread&, Value v, Special special, Ref* self);

Ref to_repr(Thread&, Value v);     ///< a str
Ref to_ascii(Thread&, Value v);    ///< the same, with all but ASCII escaped
Ref to_str(Thread&, Value v);      ///< a str
/// format(v, spec): spec as CPython's mini-language for int, float and str.
Ref to_format(Thread&, Value v, std::string_view spec);
Ref to_int(Thread&, Value v);      ///< int(v)
Ref to_float(Thread&, Value v);    ///< float(v)
Ref to_index(Thread&, Value v);    ///< operator.index(v)
/// isinstance(v, class_or_tuple).
/// A metaclass may have a say in it (__instancecheck__, __subclasscheck__), which except clauses do not ask for.
std::optional<bool> is_instance(Thread&, Value v, Value class_or_tuple, bool asks_metaclass = true);
std::optional<bool> is_subclass(Thread&, Value type, Value class_or_tuple, bool asks_metaclass = true);

}  // namespace sidewinder
