// SPDX-License-Identifier: MIT
// Outcome as text and JSON. Output that is no UTF-8 is replaced, never refused.
#include "oracle/outcome.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace sidewinder::oracle {

namespace {

constexpr std::array<std::string_view, 7> status_names = {
    "ok", "exception", "syntax_error", "out_of_fuel", "crash", "timeout", "skipped"};

nlohmann::json exceptions_json(const std::vector<ExceptionRecord>& exceptions) {
    auto list = nlohmann::json::array();
    for (const ExceptionRecord& e : exceptions) {
        auto lines = nlohmann::json::array();
        for (const TracebackLine& line : e.traceback) lines.push_back({line.function, line.line, line.instruction});
        list.push_back({{"type", e.type}, {"arguments", e.arguments}, {"joint", e.joint}, {"traceback", lines}});
    }
    return list;
}

ExceptionRecord exception_from(const nlohmann::json& json) {
    ExceptionRecord e{json.value("type", ""), json.value("arguments", ""), json.value("joint", ""), {}};
    for (const auto& line : json.at("traceback")) e.traceback.push_back({line.at(0), line.at(1), line.at(2)});
    return e;
}

}  // namespace

std::string_view status_name(Status status) { return status_names[static_cast<std::size_t>(status)]; }

std::string Outcome::to_text() const {
    std::string text = fmt::format("status {}\n", status_name(status));
    if (!note.empty()) text += fmt::format("note {}\n", note);
    if (!output.empty()) text += fmt::format("--- output\n{}", output);
    if (!teardown_output.empty()) text += fmt::format("--- at teardown\n{}", teardown_output);
    for (const ExceptionRecord& e : exceptions) {
        text += fmt::format("--- {} {}{}\n", e.joint.empty() ? "exception" : e.joint, e.type, without_messages(e.arguments));
        for (const TracebackLine& line : e.traceback) text += fmt::format("    {} line {}\n", line.function, line.line);
    }
    if (!globals.empty()) text += fmt::format("--- globals\n{}", globals);
    for (const auto& [name, observed] : observations)
        if (!observed.empty()) text += fmt::format("--- {}\n{}", name, observed);
    return text + fmt::format("--- leaked {} fuel {}\n", leaked, fuel);
}

nlohmann::json Outcome::to_json() const {
    return {{"status", status_name(status)}, {"output", output}, {"teardown_output", teardown_output},
            {"exceptions", exceptions_json(exceptions)}, {"globals", globals}, {"leaked", leaked},
            {"fuel", fuel}, {"limited", limited}, {"observations", observations}, {"traces", traces}, {"note", note}};
}

Result<Outcome> Outcome::from_json(const nlohmann::json& json) {
    try {
        Outcome outcome;
        std::string name = json.at("status");
        for (std::size_t i = 0; i < status_names.size(); ++i)
            if (status_names[i] == name) outcome.status = static_cast<Status>(i);
        outcome.output = json.value("output", "");
        outcome.teardown_output = json.value("teardown_output", "");
        for (const auto& e : json.value("exceptions", nlohmann::json::array())) outcome.exceptions.push_back(exception_from(e));
        outcome.globals = json.value("globals", "");
        outcome.leaked = json.value("leaked", std::int64_t{0});
        outcome.fuel = json.value("fuel", std::int64_t{0});
        outcome.limited = json.value("limited", false);
        outcome.observations = json.value("observations", outcome.observations);
        outcome.traces = json.value("traces", std::int64_t{0});
        outcome.note = json.value("note", "");
        return outcome;
    } catch (const nlohmann::json::exception& e) {
        return fail(fmt::format("not an outcome: {}", e.what()));
    }
}

std::string without_messages(std::string_view text) {
    std::string out;
    bool inside = false;
    for (char c : text) {
        if (c == '\x02') inside = true;
        if (!inside) out += c;
        if (c == '\x03') inside = false;
    }
    return out;
}

}  // namespace sidewinder::oracle
