// SPDX-License-Identifier: MIT
// The heap: memory under a limit, the table of containers in order of creation, and the cycle
// collector. Invariant: a tracked container's gc_index is its place in the table; places of dead
// containers are null until compact() closes the gaps, so that order is never disturbed.
#include "vm/objects/heap.hpp"

#include <algorithm>
#include <cstdlib>

#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

/// Exact depth-first order of destruction, as CPython's, up to this nesting; a queue beyond.
constexpr std::uint32_t max_destroy_depth = 64;
/// Blocks of this many bytes and more take time to fill, which fuel must bound.
constexpr std::size_t large = 1024;
/// A __del__ that runs at less native nesting than this may itself destroy depth-first.
constexpr std::uint32_t shallow_c_depth = 100;

bool has_finalizer(const Object* object) {
    return object->kind == Kind::instance || object->kind == Kind::exception || object->kind == Kind::generator;
}

}  // namespace

Heap::~Heap() = default;

void* Heap::allocate_bytes(std::size_t bytes) {
    if (emergency_ == 0) {
        const bool injected = fail_after >= 0 && fail_after-- == 0;
        if (injected || bytes > room()) {
            raise_memory_error(thread_);
            return nullptr;
        }
    }
    if (bytes >= large) thread_.charge(bytes / 16);
    void* block = std::malloc(std::max<std::size_t>(bytes, 1));
    SW_CHECK(block, "the machine is out of memory ({} bytes)", bytes);
    bytes_in_use_ += bytes;
    return block;
}

void* Heap::resize_bytes(void* block, std::size_t old_bytes, std::size_t new_bytes) {
    if (new_bytes > old_bytes && emergency_ == 0) {
        const bool injected = fail_after >= 0 && fail_after-- == 0;
        if (injected || new_bytes - old_bytes > room()) {
            raise_memory_error(thread_);
            return nullptr;
        }
    }
    if (new_bytes >= large) thread_.charge(new_bytes / 16);
    void* resized = std::realloc(block, std::max<std::size_t>(new_bytes, 1));
    SW_CHECK(resized, "the machine is out of memory ({} bytes)", new_bytes);
    bytes_in_use_ += new_bytes;
    bytes_in_use_ -= old_bytes;
    return resized;
}

void Heap::free_bytes(void* block, std::size_t bytes) {
    if (!block) return;
    bytes_in_use_ -= bytes;
    std::free(block);
}

bool Heap::charge(std::size_t bytes) {
    if (emergency_ == 0 && bytes > room()) {
        raise_memory_error(thread_);
        return false;
    }
    bytes_in_use_ += bytes;
    return true;
}

Object* Heap::allocate_object(TypeObject* type, Kind kind, std::size_t bytes) {
    auto* object = static_cast<Object*>(allocate_bytes(bytes));
    if (!object) return nullptr;
    object->refcount = 1;
    object->kind = kind;
    object->gc_flags = 0;
    object->flags = 0;
    object->type = type;
    if (type) incref(type);
    if (is_gc_kind(kind)) {
        static_cast<GcObject*>(object)->gc_index = gc_untracked;
        static_cast<GcObject*>(object)->aux = 0;
    }
    ++live_objects_;
    return object;
}

void Heap::track(GcObject* object) {
    SW_DCHECK(object->gc_index == gc_untracked, "container tracked twice");
    if (holes_ > 1024 && holes_ > containers_.size() / 2 && !collecting_) compact();
    object->gc_index = static_cast<std::uint32_t>(containers_.size());
    containers_.push_back(object);
    ++made_since_collection_;
}

void Heap::untrack(GcObject* object) {
    if (object->gc_index == gc_untracked) return;
    containers_[object->gc_index] = nullptr;
    ++holes_;
    object->gc_index = gc_untracked;
    while (!containers_.empty() && !containers_.back()) {
        containers_.pop_back();
        --holes_;
    }
}

void Heap::compact() {
    std::size_t kept = 0;
    for (GcObject* object : containers_) {
        if (!object) continue;
        object->gc_index = static_cast<std::uint32_t>(kept);
        containers_[kept++] = object;
    }
    containers_.resize(kept);
    holes_ = 0;
}

// ---- destruction --------------------------------------------------------------------------------

void destroy(Object* object) {
    object->type->thread->heap.run_destroy(object);
}

void Heap::run_destroy(Object* object) {
    if (destroy_depth_ >= max_destroy_depth) {
        // Out of the collector's sight: it must not find an object whose count is zero.
        if (is_gc_kind(object->kind)) untrack(static_cast<GcObject*>(object));
        free_queue_.push_back(object);
        return;
    }
    ++destroy_depth_;
    destroy_one(object);
    --destroy_depth_;
    if (destroy_depth_ != 0) return;
    while (!free_queue_.empty()) {
        Object* next = free_queue_.back();
        free_queue_.pop_back();
        ++destroy_depth_;
        destroy_one(next);
        --destroy_depth_;
    }
}

void Heap::destroy_one(Object* object) {
    if (has_finalizer(object) && !finalize(object)) return;
    if (is_gc_kind(object->kind)) untrack(static_cast<GcObject*>(object));
    free_object(*this, object);
    --live_objects_;
}

/// Calls __del__ with the pending exception put aside; the caller holds a count of `object`.
void Heap::run_del(Object* object, Value method) {
    const Value pending = std::exchange(thread_.exception, Value::null());
    const std::uint32_t depth = destroy_depth_;
    if (thread_.c_depth < shallow_c_depth) destroy_depth_ = 0;
    {
        NativeRecursion guard(thread_);
        if (guard && object->kind == Kind::generator) generator_close(thread_, static_cast<GeneratorObject*>(object));
        else if (guard) call_special(thread_, method, Value::object(object), {});
    }
    drop(thread_.exception);
    destroy_depth_ = depth;
    thread_.exception = pending;
}

/// The __del__ that `object` has still to run, which then counts as run; null when none. A suspended
/// generator is closed instead; None stands for that.
Value Heap::take_del(Object* object) {
    if (object->gc_flags & gc_finalized) return Value::null();
    if (object->kind == Kind::generator) {
        if (object->flags != GeneratorObject::suspended || thread_.terminated) return Value::null();
        object->gc_flags |= gc_finalized;
        return Value::none();
    }
    if (!(object->type->flags & TypeObject::flag_user_defined)) return Value::null();
    const Value method = lookup_special(thread_, Value::object(object), Special::del);
    if (method.is_null() || thread_.terminated) return Value::null();
    object->gc_flags |= gc_finalized;
    return method;
}

/// Runs __del__ of an object whose count is zero; false when it lives on.
bool Heap::finalize(Object* object) {
    const Value method = take_del(object);
    if (method.is_null()) return true;
    object->refcount = 1;
    auto* container = static_cast<GcObject*>(object);
    if (container->gc_index == gc_untracked) track(container);
    run_del(object, method);
    return --object->refcount == 0;
}

// ---- collection ---------------------------------------------------------------------------------

namespace {

struct Scan {
    std::vector<std::int64_t>* counts;
    std::vector<GcObject*>* pending;
};

bool is_tracked(const Object* object) {
    return is_gc_kind(object->kind) &&
           static_cast<const GcObject*>(object)->gc_index != gc_untracked;
}

void subtract_reference(void* context, Object* child) {
    auto& scan = *static_cast<Scan*>(context);
    if (!is_tracked(child) || !(child->gc_flags & gc_candidate)) return;
    --(*scan.counts)[static_cast<GcObject*>(child)->gc_index];
}

void mark_reachable(void* context, Object* child) {
    auto& scan = *static_cast<Scan*>(context);
    if (!is_tracked(child) || !(child->gc_flags & gc_candidate)) return;
    if (child->gc_flags & gc_reachable) return;
    child->gc_flags |= gc_reachable;
    scan.pending->push_back(static_cast<GcObject*>(child));
}

/// Trial deletion within `candidates`, each of which the collector holds `held` times: keeps in the
/// vector those that nothing outside it reaches.
void keep_unreachable(std::vector<GcObject*>& candidates, std::size_t table_size,
                      std::uint32_t held) {
    std::vector<std::int64_t> counts(table_size, 0);
    std::vector<GcObject*> pending;
    Scan scan{&counts, &pending};
    for (GcObject* object : candidates) {
        object->gc_flags =
            static_cast<std::uint8_t>((object->gc_flags & ~gc_reachable) | gc_candidate);
        counts[object->gc_index] = std::int64_t{object->refcount} - held;
    }
    for (GcObject* object : candidates) traverse(object, subtract_reference, &scan);
    for (GcObject* object : candidates) {
        if (counts[object->gc_index] > 0) mark_reachable(&scan, object);
        while (!pending.empty()) {
            GcObject* next = pending.back();
            pending.pop_back();
            traverse(next, mark_reachable, &scan);
        }
    }
    for (GcObject* object : candidates)
        object->gc_flags = static_cast<std::uint8_t>(object->gc_flags & ~gc_candidate);
    std::erase_if(candidates, [](GcObject* object) { return object->gc_flags & gc_reachable; });
}

}  // namespace

std::vector<GcObject*> Heap::find_unreachable() {
    std::vector<GcObject*> candidates(containers_);
    keep_unreachable(candidates, containers_.size(), 0);
    return candidates;
}

std::size_t Heap::collect() {
    if (collecting_) return 0;
    collecting_ = true;
    made_since_collection_ = 0;
    compact();
    std::vector<GcObject*> garbage = find_unreachable();
    // Own a count of each, so that nothing in the set dies while user code runs.
    const std::vector<GcObject*> owned_objects(garbage);
    for (GcObject* object : owned_objects) incref(object);
    for (GcObject* object : owned_objects) {
        if (!has_finalizer(object)) continue;
        const Value method = take_del(object);
        if (!method.is_null()) run_del(object, method);
    }
    keep_unreachable(garbage, containers_.size(), 1);
    // Classes first: their caches must not outlive their dictionaries.
    for (GcObject* object : garbage)
        if (object->kind == Kind::type) clear_references(object);
    for (GcObject* object : garbage)
        if (object->kind != Kind::type) clear_references(object);
    for (GcObject* object : owned_objects) decref(object);
    collecting_ = false;
    return garbage.size();
}

}  // namespace sidewinder
