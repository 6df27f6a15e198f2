// SPDX-License-Identifier: MIT
// Compare: two outcomes of one program -> Same, Different (where) or Incomparable (why). What one
// engine is free to do otherwise is left out here and nowhere else.
#pragma once

#include "oracle/outcome.hpp"

#include <string>
#include <string_view>

namespace sidewinder::oracle {

struct Verdict {
    enum class Kind : std::uint8_t { same, different, incomparable } kind = Kind::same;
    std::string where;   ///< crash, timeout, status, output, exception, traceback, globals, teardown, leak, fuel, state, or an observation's name
    std::string near;    ///< words of both texts where they part, for telling causes apart; may be empty
    std::string detail;  ///< first difference; for incomparable: why

    bool same() const { return kind == Kind::same; }
    bool different() const { return kind == Kind::different; }
    std::string to_text() const;
};

/// Two engines of ours: everything counts.
Verdict compare_engines(const Outcome& reference, const Outcome& other);
/// CPython against an engine of ours: fuel, leaks and teardown do not count, nor messages of builtin
/// exceptions when `version` (major * 100 + minor) is below 314.
Verdict compare_with_cpython(const Outcome& cpython, const Outcome& other, int version);
/// Two runs of CPython: everything counts. What only one build has in common with itself, the offsets of
/// instructions and the counts of references, is left out unless `same_build`.
Verdict compare_cpythons(const Outcome& reference, const Outcome& other, bool same_build = true);
/// An engine of ours by itself: it must not crash or leak.
Verdict check_alone(const Outcome& outcome);

}  // namespace sidewinder::oracle
