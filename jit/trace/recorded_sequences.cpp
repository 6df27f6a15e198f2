// SPDX-License-Identifier: MIT
// The choices of Recorder::translate_uop without a run that decides between them.
#include "jit/trace/recorded_sequences.hpp"

namespace sidewinder::jit {

namespace {

/// What may be written for one uop of an instruction.
std::vector<UopSequence> alternatives(Uop uop) {
    using enum Uop;
    switch (uop) {
        // The last is for branches of which both ways lead to the same place.
        case _POP_JUMP_IF_TRUE:
        case _POP_JUMP_IF_FALSE: return {{_GUARD_IS_TRUE_POP}, {_GUARD_IS_FALSE_POP}, {_POP_TOP}};
        case _POP_JUMP_IF_NONE:
        case _POP_JUMP_IF_NOT_NONE: return {{_GUARD_IS_NONE_POP}, {_GUARD_IS_NOT_NONE, _POP_TOP}, {_POP_TOP}};
        case _ITER_JUMP_LIST: return {{_GUARD_NOT_EXHAUSTED_LIST, _ITER_NEXT_LIST}, {_GUARD_EXHAUSTED_LIST, _ITER_FINISH}};
        case _ITER_JUMP_TUPLE: return {{_GUARD_NOT_EXHAUSTED_TUPLE, _ITER_NEXT_TUPLE}, {_GUARD_EXHAUSTED_TUPLE, _ITER_FINISH}};
        case _ITER_JUMP_RANGE: return {{_GUARD_NOT_EXHAUSTED_RANGE, _ITER_NEXT_RANGE}, {_GUARD_EXHAUSTED_RANGE}};
        // Written together with the test before them.
        case _ITER_NEXT_LIST:
        case _ITER_NEXT_TUPLE:
        case _ITER_NEXT_RANGE:
        case _JUMP_FORWARD:
        case _JUMP_BACKWARD: return {{}};
        case _FOR_ITER: return {{_CHECK_IS_NOT_GENERATOR, _FOR_ITER_TIER_TWO}};
        case _LOAD_CONST: return {{_LOAD_CONST_INLINE}};
        case _PUSH_NULL_CONDITIONAL: return {{}, {_PUSH_NULL}};
        case _LOAD_ATTR: return {{_LOAD_ATTR_VALUE}, {_LOAD_ATTR_CALLABLE}};
        case _COPY: return {{_COPY_1}, {_COPY_2}, {_COPY}};
        case _SWAP: return {{_SWAP_2}, {_SWAP_3}, {_SWAP}};
        case _CALL: return {{_CHECK_IS_NOT_PY_CALLABLE, _CALL_NON_PY_GENERAL}};
        case _CALL_KW: return {{_CHECK_IS_NOT_PY_CALLABLE_KW, _CALL_KW_NON_PY}};
        case _CALL_FUNCTION_EX: return {{_CHECK_IS_NOT_PY_CALLABLE_EX, _CALL_FUNCTION_EX_NON_PY_GENERAL}};
        case _RETURN_VALUE: return {{_RETURN_VALUE}, {_GUARD_RETURN_TO, _RETURN_VALUE}};
        case _RETURN_GENERATOR:
        case _YIELD_VALUE: return {{uop}, {_GUARD_RETURN_TO, uop}};
        case _RETURN_FROM_GENERATOR:
            return {{_RETURN_FROM_GENERATOR_TO_FOR_ITER}, {_GUARD_RETURN_TO, _RETURN_FROM_GENERATOR_TO_FOR_ITER},
                    {_RETURN_FROM_GENERATOR_TO_SEND}, {_GUARD_RETURN_TO, _RETURN_FROM_GENERATOR_TO_SEND}};
        case _FOR_ITER_GEN_FRAME: return {{_GUARD_GENERATOR_AT, _FOR_ITER_GEN_FRAME}};
        case _SEND_GEN_FRAME: return {{_GUARD_RECEIVER_AT, _SEND_GEN_FRAME}};
        default: break;
    }
    if (traits(uop).has(uop_flags::tier1)) return {};
    return {{uop}};
}

}  // namespace

std::vector<UopSequence> recorded_sequences(Opcode opcode) {
    // ENTER_EXECUTOR stands in for an instruction that ends in a check of fuel.
    if (opcode == Opcode::ENTER_EXECUTOR) return {{Uop::_CHECK_VALIDITY, Uop::_SET_IP, Uop::_CHECK_PERIODIC}};
    std::vector<UopSequence> sequences = {{Uop::_CHECK_VALIDITY, Uop::_SET_IP}};
    for (const UopUse& use : traits(opcode).sequence()) {
        std::vector<UopSequence> longer;
        for (const UopSequence& sequence : sequences)
            for (const UopSequence& more : alternatives(use.uop)) {
                longer.push_back(sequence);
                longer.back().insert(longer.back().end(), more.begin(), more.end());
            }
        sequences = std::move(longer);
    }
    return sequences;
}

}  // namespace sidewinder::jit
