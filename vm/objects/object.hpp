// SPDX-License-Identifier: MIT
// The heap object: its header, its reference count, and `Ref`, which owns one count.
//
// Every heap object begins with Object. Objects that can take part in a cycle begin with GcObject
// and are known to the heap's collector. Layouts are plain structs because stencils read them.
#pragma once

#include "vm/base/attributes.hpp"
#include "vm/objects/value.hpp"

#include <cstdint>
#include <utility>

namespace sidewinder {

struct TypeObject;

/// The layout of an object, exactly one per C++ struct. `instance` covers all instances of
/// user-defined classes that are not exceptions.
enum class Kind : std::uint8_t {
    integer, string, list, tuple, dict, dict_view, range, slice, function, native_function,
    bound_method, cell, code, type, instance, exception, module, iterator, list_iterator,
    tuple_iterator, range_iterator,
    descriptor, combinator, set, super, generator, traceback,
};

struct Object {
    std::uint32_t refcount;
    Kind kind;
    std::uint8_t gc_flags;  ///< used by the collector while it runs, and by the free queue
    std::uint16_t flags;    ///< per kind
    TypeObject* type;       ///< owned
};

/// An object that can hold references to others, found by the collector.
struct GcObject : Object {
    std::uint32_t gc_index;  ///< position in the heap's table of containers
    std::uint32_t aux;       ///< per kind: an instance's shape id, a tuple's size, …
};

static_assert(sizeof(Object) == 16 && sizeof(GcObject) == 24);

/// Runs when a count reaches zero: __del__, then frees. Never recurses deeply.
void destroy(Object* object);

SW_ALWAYS_INLINE void incref(Value v) {
    if (v.is_pointer()) ++v.as_object()->refcount;
}
SW_ALWAYS_INLINE void decref(Value v) {
    if (v.is_pointer() && --v.as_object()->refcount == 0) destroy(v.as_object());
}
SW_ALWAYS_INLINE void incref(Object* o) { ++o->refcount; }
SW_ALWAYS_INLINE void decref(Object* o) {
    if (--o->refcount == 0) destroy(o);
}

/// Owns one reference to the word it holds; null when a function that returns Ref failed and left
/// an exception pending in the thread.
class SW_TRIVIAL_ABI Ref {
public:
    Ref() = default;
    Ref(const Ref& other) : value_(other.value_) { incref(value_); }
    Ref(Ref&& other) noexcept : value_(std::exchange(other.value_, Value::null())) {}
    Ref& operator=(Ref other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Ref() { decref(value_); }

    /// Takes over a count that the caller owned.
    static Ref steal(Value v) { return Ref(v); }
    static Ref steal(Object* o) { return Ref(Value::object(o)); }
    /// Adds a count of its own.
    static Ref borrow(Value v) {
        incref(v);
        return Ref(v);
    }
    static Ref borrow(Object* o) { return borrow(Value::object(o)); }

    Value get() const { return value_; }
    /// Hands the count to the caller.
    [[nodiscard]] Value release() { return std::exchange(value_, Value::null()); }
    template <class T>
    T* as() const {
        return value_.as<T>();
    }
    explicit operator bool() const { return !value_.is_null(); }

private:
    explicit Ref(Value v) : value_(v) {}
    Value value_;
};

/// True when `v` is a heap object of that layout.
SW_ALWAYS_INLINE bool is_kind(Value v, Kind kind) {
    return v.is_pointer() && v.as_object()->kind == kind;
}

}  // namespace sidewinder
