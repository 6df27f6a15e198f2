// SPDX-License-Identifier: MIT
#include "jit/backend/patch.hpp"

#include <cstring>
#include <limits>

namespace sidewinder::jit {

namespace {

/// Holes are not aligned: bytes are copied.
template <class T>
void store(std::uint8_t* at, T value) {
    std::memcpy(at, &value, sizeof value);
}

bool store_signed32(std::uint8_t* at, std::int64_t value) {
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max())
        return false;
    store(at, static_cast<std::int32_t>(value));
    return true;
}

}  // namespace

bool patch_hole(std::uint8_t* code, std::uint64_t code_address, const Hole& hole, std::uint64_t value) {
    std::uint8_t* at = code + hole.offset;
    std::uint64_t sum = value + static_cast<std::uint64_t>(static_cast<std::int64_t>(hole.addend));
    switch (hole.kind) {
        case HoleKind::abs64: store(at, sum); return true;
        case HoleKind::abs32:
            if (sum > std::numeric_limits<std::uint32_t>::max()) return false;
            store(at, static_cast<std::uint32_t>(sum));
            return true;
        case HoleKind::abs32s: return store_signed32(at, static_cast<std::int64_t>(sum));
        case HoleKind::pc32: return store_signed32(at, static_cast<std::int64_t>(sum - (code_address + hole.offset)));
    }
    return false;
}

}  // namespace sidewinder::jit
