// SPDX-License-Identifier: MIT
// CodeObject: the bytecode of one module, class body or function, and all it refers to.
// Made by the compiler, checked by the verifier, then run; only inline caches and specialized
// opcodes change afterwards.
#pragma once

#include "vm/objects/containers.hpp"
#include "vm/objects/object.hpp"
#include "vm/uops/frame.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace sidewinder {

struct Thread;

/// Instructions in [start, end) that raise continue at `target` with the stack cut to `depth`
/// and the exception pushed; `push_offset` also pushes the raising instruction's offset first
/// (as a small int), for RERAISE.
struct ExceptionTableEntry {
    std::uint32_t start, end, target;
    std::uint16_t depth;
    bool push_offset;
};

struct CodeObject : CodeHeader {
    static constexpr std::uint16_t flag_module = 1;
    static constexpr std::uint16_t flag_class_body = 2;
    static constexpr std::uint16_t flag_watched = 4;  ///< a trace was made from it

    std::vector<CodeUnit> units;
    std::vector<std::int32_t> lines;          ///< source line of each code unit
    std::vector<Value> constants;             ///< owned
    std::vector<StringObject*> names;         ///< interned, borrowed from the thread
    std::vector<StringObject*> local_names;   ///< parameters, other locals, cells, free variables
    std::vector<ExceptionTableEntry> exception_table;  ///< inner entries first
    std::vector<std::int16_t> stack_depth_at; ///< on entry to each unit; -1: unreachable or a cache
    StringObject* filename;                   ///< owned
    std::int32_t first_line;
    std::vector<void*> executors;             ///< tier 2's, indexed by ENTER_EXECUTOR's oparg
    std::uint32_t id;                         ///< unique in the Vm; names code in dumps
};

/// An empty code object; fields are value-initialised. Null with MemoryError pending.
CodeObject* make_code_object(Thread&);

}  // namespace sidewinder
