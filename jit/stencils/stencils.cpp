// SPDX-License-Identifier: MIT
// The committed stencils, found by uop, oparg and number of cached words.
#include "jit/stencils/stencil.hpp"

#include "vm/base/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::jit {

namespace {

#include "jit/stencils/generated/x86_64-linux-gnu/jit_stencils.h"

const Stencil* find_by_name(std::string_view name) {
    const Row* end = std::end(stencil_rows);
    const Row* row = std::lower_bound(std::begin(stencil_rows), end, name,
                                      [](const Row& r, std::string_view n) { return r.name < n; });
    return row != end && row->name == name ? &row->stencil : nullptr;
}

const Stencil& special(std::string_view name, int cached = -1) {
    std::string full = cached < 0 ? std::string(name) : fmt::format("{}_r{}", name, cached);
    const Stencil* stencil = find_by_name(full);
    SW_CHECK(stencil != nullptr, "the stencil header lacks {}", full);
    return *stencil;
}

/// Lookups happen for each uop compiled, so names are resolved once.
struct Index {
    static constexpr int max_replicas = 6;
    const Stencil* uops[uop_count][max_replicas][max_cached + 1] = {};
    const Stencil* exits[2][max_cached + 1];
    const Stencil* leave;
    const Stencil* enter;
    std::vector<NamedStencil> named;

    Index() {
        for (std::size_t i = 0; i < uop_count; ++i) {
            auto op = static_cast<Uop>(i);
            int replicas = replica_count(op);
            for (int r = 0; r < replicas; ++r)
                for (int cached = 0; cached <= max_cached; ++cached) {
                    std::string middle = replicas > 1 ? fmt::format("_{}", r) : "";
                    uops[i][r][cached] = find_by_name(fmt::format("{}{}_r{}", uop_name(op), middle, cached));
                }
        }
        for (int cached = 0; cached <= max_cached; ++cached) {
            exits[0][cached] = &special("EXIT", cached);
            exits[1][cached] = &special("EXIT_BORROWED", cached);
        }
        leave = &special("LEAVE");
        enter = &special("ENTER");
        for (const Row& row : stencil_rows) named.push_back({row.name, &row.stencil});
    }
};

const Index& stencil_index() {
    static const Index index;
    return index;
}

}  // namespace

const Stencil* find_stencil(Uop op, unsigned oparg, int cached) {
    return stencil_index().uops[static_cast<std::size_t>(op)][replica_of(op, oparg)][cached];
}
const Stencil& exit_stencil(int cached) { return *stencil_index().exits[0][cached]; }
const Stencil& borrowed_exit_stencil(int cached) { return *stencil_index().exits[1][cached]; }
const Stencil& leave_stencil() { return *stencil_index().leave; }
const Stencil& enter_stencil() { return *stencil_index().enter; }
std::span<const NamedStencil> all_stencils() { return stencil_index().named; }
const char* stencil_digest() { return inputs_digest; }

}  // namespace sidewinder::jit
