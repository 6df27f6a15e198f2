// SPDX-License-Identifier: MIT
// Globals and builtins that hold functions, classes, modules or immediate values become
// constants. The dictionary is watched: a store that changes the value invalidates the trace.
//
// The keys version in the guard is unique to one dictionary, so it proves which dictionary the
// frame has, even where one code object runs with several. The guard itself stays the first time.
// The constant is not owned: while the assumption holds, the dictionary owns it; the uop takes a
// reference each time it pushes.
#include "jit/optimizer/abstract_state.hpp"
#include "jit/optimizer/pass.hpp"

#include <algorithm>

namespace sidewinder::jit {

namespace {

DictObject* dictionary_with_version(const Trace& trace, std::uint32_t version) {
    for (DictObject* dict : trace.dictionaries)
        if (version != 0 && dict->aux == version) return dict;
    return nullptr;
}

bool is_worth_promoting(const Trace& trace, DictObject* dict, std::uint32_t index) {
    if (index >= dict->used || (trace.unstable != nullptr && trace.unstable->contains({dict, index}))) return false;
    Value v = dict->entries[index].value;
    if (!v.is_pointer()) return !v.is_null();
    switch (v.as_object()->kind) {
        case Kind::function:
        case Kind::native_function:
        case Kind::type:
        case Kind::module: return true;
        default: return false;
    }
}

}  // namespace

void global_promotion(Trace& trace, Rewriter& rewriter) {
    AbstractState state(trace);
    for (std::size_t i = 0; i < trace.uops.size() && !state.contradiction(); ++i) {
        const TraceUop u = trace.uops[i];
        bool builtin = u.op == Uop::_LOAD_GLOBAL_BUILTINS;
        if (u.op == Uop::_LOAD_GLOBAL_MODULE || builtin) {
            std::uint32_t version = builtin ? state.builtins_version() : state.globals_version();
            DictObject* dict = dictionary_with_version(trace, version);
            auto index = static_cast<std::uint32_t>(u.operand);
            if (dict != nullptr && is_worth_promoting(trace, dict, index)) {
                Value v = dict->entries[index].value;
                Uop load = v.is_pointer() ? Uop::_LOAD_CONST_INLINE : Uop::_LOAD_CONST_INLINE_BORROW;
                if (rewriter.try_replace(trace, i, with_op(u, load, 0, v.bits)))
                    trace.assumptions.push_back({dict, version, index, v});
            }
        }
        state.step(trace.uops[i]);
    }
}

}  // namespace sidewinder::jit
