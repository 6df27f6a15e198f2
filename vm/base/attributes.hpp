// SPDX-License-Identifier: MIT
// Compiler spellings: the only file that names compiler attributes, so that g++ 12 and
// clang-19 can be told apart in one place.
#pragma once

#define SW_ALWAYS_INLINE [[gnu::always_inline]] inline
#define SW_NOINLINE [[gnu::noinline]]
#define SW_COLD [[gnu::cold]]

#if defined(__clang__)
#define SW_TRIVIAL_ABI [[clang::trivial_abi]]
#else
#define SW_TRIVIAL_ABI
#endif
