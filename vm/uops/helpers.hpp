// SPDX-License-Identifier: MIT
// Declares the functions of helpers.def: what bodies, and so stencils, may call out of line.
// Arguments are borrowed unless the definition says that they are consumed.
#pragma once

#include "vm/objects/thread.hpp"
#include "vm/uops/frame.hpp"

#include <cstdint>

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wreturn-type-c-linkage"
#endif

namespace sidewinder {

/// CPython's numbers: oparg of CALL_INTRINSIC_1.
inline constexpr std::uint32_t intrinsic_import_star = 2, intrinsic_stopiteration_error = 3, intrinsic_unary_positive = 5, intrinsic_list_to_tuple = 6;
/// CPython's numbers: oparg of LOAD_SPECIAL.
inline constexpr std::uint32_t special_enter = 0, special_exit = 1;

extern "C" {
#define HELPER(result, name, parameters) result name parameters;
#include "vm/uops/helpers.def"
#undef HELPER
}

/// decref, by way of a helper that stencils can name.
SW_ALWAYS_INLINE void release(Value v) {
    if (v.is_pointer() && --v.as_object()->refcount == 0) sw_destroy(v.as_object());
}

}  // namespace sidewinder
