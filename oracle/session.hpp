// SPDX-License-Identifier: MIT
// Session: programs run one after another in one Vm with its Jit, as in a long-lived process: what
// is interned, cached, traced and freed by one is there for the next. Each must have the outcome
// that it has alone. A run of one program is a session of one.
#pragma once

#include "oracle/engine.hpp"

#include <memory>
#include <string_view>

namespace sidewinder::oracle {

class Session {
public:
    /// On an engine of ours.
    Session(EngineId id, const RunOptions& options);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs a program in fresh globals, which live until it is ended.
    Outcome run(std::string_view source);
    /// Drops the globals of the program that ran last; traces stay. Fills in teardown_output.
    void end_program(Outcome& outcome);
    /// Drops the traces, then what else there is. Fills in teardown_output and leaked. Nothing runs afterwards.
    void finish(Outcome& outcome);
    void read_statistics(RunStatistics& statistics) const;

private:
    class Machine;
    std::unique_ptr<Machine> machine_;
};

}  // namespace sidewinder::oracle
