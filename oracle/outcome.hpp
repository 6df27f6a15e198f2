// SPDX-License-Identifier: MIT
// Outcome: all that can be observed of one run, in a form that two engines can be compared by and
// that travels between processes as JSON. Nothing in it depends on addresses or time.
#pragma once

#include "vm/base/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::oracle {

enum class Status : std::uint8_t {
    ok, exception, syntax_error, out_of_fuel, crash, timeout, skipped,
};
std::string_view status_name(Status status);

struct TracebackLine {
    std::string function;  ///< without the names around it
    std::int32_t line = 0;
    std::int32_t instruction = 0;  ///< CPython's tb_lasti
    friend bool operator==(const TracebackLine&, const TracebackLine&) = default;
};

/// One exception of a chain; the uncaught one first.
struct ExceptionRecord {
    std::string type;
    std::string arguments;  ///< dump of args; messages of builtin exceptions between \x02 and \x03
    std::string joint;      ///< "cause", "context" or empty: how the one before leads here
    std::vector<TracebackLine> traceback;
    friend bool operator==(const ExceptionRecord&, const ExceptionRecord&) = default;
};

struct Outcome {
    Status status = Status::ok;
    std::string output;
    std::string teardown_output;  ///< printed by __del__ while globals are dropped
    std::vector<ExceptionRecord> exceptions;
    std::string globals;          ///< structural dump, one line a name
    std::int64_t leaked = 0;      ///< objects alive beyond the baseline after teardown
    std::int64_t fuel = 0;
    std::int64_t traces = 0;      ///< that CPython had at the end; not compared
    bool limited = false;       ///< met a limit on memory, recursion or the language, caught or not
    /// What only CPython tells, and only when asked: frames (locals of functions that the exception
    /// went through), refcounts, survivors (what is alive after teardown), unraisable.
    std::map<std::string, std::string> observations;
    std::string note;             ///< why it crashed, was skipped, or the text of a syntax error

    std::string to_text() const;
    nlohmann::json to_json() const;
    static Result<Outcome> from_json(const nlohmann::json& json);
};

/// Takes out what stands between \x02 and \x03.
std::string without_messages(std::string_view text);

}  // namespace sidewinder::oracle
