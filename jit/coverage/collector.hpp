// SPDX-License-Identifier: MIT
// Collector: looks on while one Jit works and marks the features it sees in a map of one byte
// each, which may be shared memory or a fuzzing engine's counters.
#pragma once

#include "vm/bytecode/instruction.hpp"

#include <cstdint>
#include <memory>
#include <span>

namespace sidewinder::jit {

class Observer;

class Collector {
public:
    /// `seen` has Universes::get().size() bytes or more, is borrowed, and only ever set to 1.
    explicit Collector(std::span<std::uint8_t> seen);
    ~Collector();

    /// For JitOptions; owned by the collector.
    Observer* observer();
    /// For a Vm without a Jit: the specializer made `after` of `before`.
    void specialized(Opcode before, Opcode after);

private:
    class Marker;
    std::unique_ptr<Marker> marker_;
};

}  // namespace sidewinder::jit
