// SPDX-License-Identifier: MIT
// The bodies of all uops: `Flow run(uop::NAME, M&)`, one overload each, in the files below.
//
// M is a machine: where operands and the stack come from. The same bodies become the tier-1
// interpreter, the trace interpreter, the stencils and the constant folder. A machine offers
//   peek(i)             the i-th word from the top (0 is the top)
//   drop(n), push(v)    take words away, add one; references move with the words
//   arguments(n)        the last n words as an array in memory (uops that spill)
//   drop_arguments(n), push_arguments(n)   change the height after arguments() was used
//   oparg(), local(), operand32(), operand64()
//   thread(), frame(), set_frame(f), leave_frame(result)
//   set_resumed_frame(f), leave_suspended(value, length), leave_generator(value)   of generators
// Laws: a body stores, allocates or counts nothing before its last possible `miss`; on `raise` it
// has not dropped its inputs; it calls helpers only; it holds no static data.
#pragma once

#include "vm/uops/flow.hpp"
#include "vm/uops/frames.hpp"
#include "vm/uops/helpers.hpp"
#include "vm/uops/uop.hpp"

#include <cmath>
#include <cstring>

#define SW_BODY          \
    template <class M>   \
    SW_ALWAYS_INLINE Flow

#include "vm/uops/bodies_stack.hpp"
#include "vm/uops/bodies_arithmetic.hpp"
#include "vm/uops/bodies_compare.hpp"
#include "vm/uops/bodies_containers.hpp"
#include "vm/uops/bodies_attributes.hpp"
#include "vm/uops/bodies_iteration.hpp"
#include "vm/uops/bodies_calls.hpp"
#include "vm/uops/bodies_generators.hpp"
#include "vm/uops/bodies_exceptions.hpp"

#undef SW_BODY

namespace sidewinder {

/// The tag type of a uop known at compile time.
template <Uop>
struct TagOf;
#define UOP(name, pops, pushes, operand, flags) \
    template <>                                 \
    struct TagOf<Uop::name> {                   \
        using type = uop::name;                 \
    };
#include "vm/uops/uops.def"
#undef UOP

/// Runs the body of a uop; does not compile when it has none.
template <Uop u, class M>
SW_ALWAYS_INLINE Flow run_uop(M& m) {
    return run(typename TagOf<u>::type{}, m);
}

}  // namespace sidewinder
