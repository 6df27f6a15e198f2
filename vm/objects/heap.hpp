// SPDX-License-Identifier: MIT
// The heap: bytes with a limit, the table of containers, the cycle collector.
//
// All guest memory comes from here, so that a limit on it means the same in every engine. What
// goes out is zero-initialised only where said. The collector runs when the interpreter asks at a
// safe point (loop back-edges and function entries), never inside an allocation.
#pragma once

#include "vm/objects/object.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace sidewinder {

struct Thread;

class Heap {
public:
    explicit Heap(Thread& thread) : thread_(thread) {}
    Heap(const Heap&) = delete;
    Heap& operator=(const Heap&) = delete;
    ~Heap();

    /// Raw memory, or nullptr with MemoryError pending when the limit would be passed.
    void* allocate_bytes(std::size_t bytes);
    /// As realloc; on failure MemoryError is pending and the old block is untouched.
    void* resize_bytes(void* block, std::size_t old_bytes, std::size_t new_bytes);
    void free_bytes(void* block, std::size_t bytes);

    /// An Object of `bytes` with header filled in and refcount 1 (takes a count on `type`). A
    /// GcObject is *not* tracked until track() is called on it, when its fields are valid.
    /// nullptr with MemoryError pending when out of memory.
    template <class T>
    T* allocate(TypeObject* type, Kind kind, std::size_t bytes = sizeof(T)) {
        return static_cast<T*>(allocate_object(type, kind, bytes));
    }
    void track(GcObject* object);
    void untrack(GcObject* object);

    /// Finds cycles that nothing outside reaches, runs their __del__, frees what is still
    /// unreachable. Returns the number of objects freed.
    std::size_t collect();
    /// True when enough containers were made since the last collection.
    bool collection_due() const { return made_since_collection_ >= collection_interval; }

    std::size_t bytes_in_use() const { return bytes_in_use_; }
    /// Objects alive (allocated by allocate() and not freed): the leak oracle's number.
    std::size_t live_objects() const { return live_objects_; }
    std::size_t limit = std::size_t{512} << 20;
    std::uint32_t collection_interval = 10'000;
    /// Fault injection: the allocation after this many fails with MemoryError; negative is never.
    std::int64_t fail_after = -1;

    /// Counts bytes that live outside the heap (shapes) against the limit; false with MemoryError
    /// pending when they do not fit.
    bool charge(std::size_t bytes);
    void discharge(std::size_t bytes) { bytes_in_use_ -= bytes; }
    /// Bytes left before the limit: the bound for temporary text.
    std::size_t room() const { return bytes_in_use_ >= limit ? 0 : limit - bytes_in_use_; }
    /// While alive, allocations pass the limit and fault injection: used to raise MemoryError and
    /// to make what the machine itself cannot do without.
    class Emergency {
    public:
        explicit Emergency(Heap& heap) : heap_(heap) { ++heap_.emergency_; }
        ~Emergency() { --heap_.emergency_; }

    private:
        Heap& heap_;
    };

private:
    friend void destroy(Object*);
    void compact();
    void destroy_one(Object* object);
    bool finalize(Object* object);
    Value take_del(Object* object);
    void run_del(Object* object, Value method);
    std::vector<GcObject*> find_unreachable();
    Object* allocate_object(TypeObject* type, Kind kind, std::size_t bytes);
    void run_destroy(Object* object);

    Thread& thread_;
    std::vector<GcObject*> containers_;
    std::vector<Object*> free_queue_;  ///< objects waiting while a destroy is under way
    std::uint32_t destroy_depth_ = 0;  ///< nesting of run_destroy
    std::uint32_t holes_ = 0;          ///< null entries of containers_
    std::uint32_t emergency_ = 0;
    bool collecting_ = false;
    std::size_t bytes_in_use_ = 0;
    std::size_t live_objects_ = 0;
    std::uint32_t made_since_collection_ = 0;
};

}  // namespace sidewinder
