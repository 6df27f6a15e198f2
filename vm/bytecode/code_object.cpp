// SPDX-License-Identifier: MIT
#include "vm/bytecode/code_object.hpp"

#include "vm/objects/thread.hpp"

#include <memory>
#include <new>

namespace sidewinder {

namespace {

/// What the heap calls when a code object dies: releases what it owns and its C++ members; the
/// heap then gives back that many bytes.
std::size_t release_code(Thread&, Object* object) {
    auto* code = static_cast<CodeObject*>(object);
    for (Value constant : code->constants) decref(constant);
    for (StringObject* owned : {code->name, code->qualname, code->filename})
        if (owned != nullptr) decref(owned);
    std::destroy_at(&code->units);
    std::destroy_at(&code->lines);
    std::destroy_at(&code->constants);
    std::destroy_at(&code->names);
    std::destroy_at(&code->local_names);
    std::destroy_at(&code->exception_table);
    std::destroy_at(&code->stack_depth_at);
    std::destroy_at(&code->executors);
    return sizeof(CodeObject);
}

}  // namespace

CodeObject* make_code_object(Thread& thread) {
    thread.release_code = release_code;
    auto* code = thread.heap.allocate<CodeObject>(thread.types.code, Kind::code);
    if (code == nullptr) return nullptr;
    // The heap filled in the header; the rest is built around it.
    Object header = *code;
    code = new (static_cast<void*>(code)) CodeObject{};
    static_cast<Object&>(*code) = header;
    return code;
}

}  // namespace sidewinder
