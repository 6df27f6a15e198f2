// SPDX-License-Identifier: MIT
// The optimizer: trace -> trace, pass after pass. Works on recorded traces and on traces typed in.
#pragma once

#include "jit/optimizer/pass.hpp"
#include "vm/base/result.hpp"

#include <span>

namespace sidewinder::jit {

struct PassEntry {
    std::string_view name;
    void (*run)(Trace&, Rewriter&);
};

/// All passes, in the order in which they run.
std::span<const PassEntry> passes();
/// Null when no pass has that name.
const PassEntry* find_pass(std::string_view name);

/// Runs all passes and compacts. `disabled` names passes to leave out. The verifier runs after
/// each pass in debug and rig builds; a trace that fails it there is a broken invariant.
void optimize(Trace& trace, Rewriter& rewriter, std::span<const std::string> disabled = {});

}  // namespace sidewinder::jit
