// SPDX-License-Identifier: MIT
#include "oracle/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sidewinder::oracle {

namespace {

using Kind = Verdict::Kind;

Verdict different(std::string where, std::string detail) { return {Kind::different, std::move(where), {}, std::move(detail)}; }
Verdict incomparable(std::string why) { return {Kind::incomparable, {}, {}, std::move(why)}; }

std::string line_at(std::string_view text, std::size_t position) {
    if (position > text.size()) position = text.size();
    std::size_t begin = position == 0 ? std::string_view::npos : text.rfind('\n', position - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    std::size_t end = std::min(text.find('\n', position), text.size());
    std::string_view line = text.substr(begin, end - begin);
    // A long line is cut so that the difference is in sight.
    std::size_t column = position - begin;
    if (line.size() > 160) line = line.substr(column > 60 ? column - 60 : 0, 160);
    return std::string(line);
}

/// The last quoted word of the line that begins before `position` or there, else the line's first word.
std::string word_at(std::string_view text, std::size_t position) {
    auto is_word = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; };
    auto word_from = [&](std::size_t from) { return text.substr(from, static_cast<std::size_t>(std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), is_word) - text.begin()) - from); };
    std::size_t at = std::min(position, text.size());
    for (; at > 0 && text[at - 1] != '\n'; --at)
        if (text[at - 1] == '\'' && word_from(at).size() > 2) break;
    return std::string(word_from(at));
}

Verdict compare_text(const char* where, std::string_view a, std::string_view b) {
    if (a == b) return {};
    auto at = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    auto number = std::count(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    Verdict verdict = different(where, fmt::format("line {}: expected {}\n  got {}", number, line_at(a, at), line_at(b, at)));
    verdict.near = word_at(a, at);
    if (std::string other = word_at(b, at); other != verdict.near) verdict.near += "/" + other;
    return verdict;
}

/// How much of an exception two engines have in common.
enum class Detail : std::uint8_t { types, messages, all };

std::string traceback_text(const ExceptionRecord& e) {
    std::string text;
    for (const TracebackLine& line : e.traceback) text += fmt::format("{}:{}{} ", line.function, line.line, line.instruction ? fmt::format("@{}", line.instruction) : "");
    return text;
}

/// CPython before 3.12 ran comprehensions in frames of their own, where a variable of the function
/// around is a free one.
ExceptionRecord comparable(ExceptionRecord e, Detail detail) {
    if (detail == Detail::all) return e;
    for (TracebackLine& line : e.traceback) line.instruction = 0;
    const bool messages = detail == Detail::messages;
    if (!messages) e.arguments = without_messages(e.arguments);
    if (!messages && e.type == "UnboundLocalError") e.type = "NameError";
    std::erase_if(e.traceback, [](const TracebackLine& l) { return l.function == "<listcomp>" || l.function == "<dictcomp>"; });
    return e;
}

Verdict compare_exceptions(const std::vector<ExceptionRecord>& a, const std::vector<ExceptionRecord>& b, Detail detail) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i >= a.size() || i >= b.size())
            return different("exception", fmt::format("chain of {} exceptions, expected {}", b.size(), a.size()));
        ExceptionRecord x = comparable(a[i], detail), y = comparable(b[i], detail);
        if (x.type != y.type || x.arguments != y.arguments || x.joint != y.joint)
            return different("exception", fmt::format("expected {} {}{}, got {} {}{}", x.joint, x.type, x.arguments, y.joint, y.type, y.arguments));
        if (x.traceback != y.traceback)
            return different("traceback", fmt::format("{}: expected {}, got {}", x.type, traceback_text(x), traceback_text(y)));
    }
    return {};
}

bool gave_up(Status status) { return status == Status::crash || status == Status::timeout; }

Verdict compare_status(const Outcome& a, const Outcome& b) {
    if (a.status == b.status) return {};
    std::string where = gave_up(b.status) ? std::string(status_name(b.status)) : "status";
    return different(where, fmt::format("expected {}, got {} {}", status_name(a.status), status_name(b.status),
                                        b.note.empty() && !b.exceptions.empty() ? b.exceptions[0].type : b.note));
}

Verdict compare_observed(const Outcome& a, const Outcome& b, Detail detail) {
    const bool messages = detail != Detail::types;
    auto text = [&](const std::string& s) { return messages ? s : without_messages(s); };
    if (Verdict v = compare_text("output", a.output, b.output); !v.same()) return v;
    if (Verdict v = compare_status(a, b); !v.same()) return v;
    if (Verdict v = compare_exceptions(a.exceptions, b.exceptions, detail); !v.same()) return v;
    return compare_text("globals", text(a.globals), text(b.globals));
}

}  // namespace

std::string Verdict::to_text() const {
    switch (kind) {
        case Kind::same: return "same";
        case Kind::incomparable: return "incomparable: " + detail;
        case Kind::different: break;
    }
    return fmt::format("different in {}: {}", where, detail);
}

Verdict compare_engines(const Outcome& reference, const Outcome& other) {
    if (reference.status == Status::skipped || other.status == Status::skipped) return incomparable("skipped");
    if (gave_up(reference.status)) return incomparable("the reference gave up");
    if (gave_up(other.status)) return compare_status(reference, other);
    if (Verdict v = compare_observed(reference, other, Detail::messages); !v.same()) return v;
    if (Verdict v = compare_text("output", reference.teardown_output, other.teardown_output); !v.same()) return v;
    if (reference.leaked != other.leaked)
        return different("leak", fmt::format("{} objects, expected {}", other.leaked, reference.leaked));
    if (reference.fuel != other.fuel) return different("fuel", fmt::format("{}, expected {}", other.fuel, reference.fuel));
    return {};
}

Verdict compare_with_cpython(const Outcome& cpython, const Outcome& other, int version) {
    if (cpython.status == Status::skipped) return incomparable("skipped: " + cpython.note);
    if (cpython.status == Status::timeout) return incomparable("cpython gave up: " + cpython.note);
    if (other.status == Status::out_of_fuel) return incomparable("out of fuel");
    if (gave_up(other.status)) return incomparable("the engine gave up");
    if (other.status == Status::syntax_error && other.note.find("is not supported") != std::string::npos)
        return incomparable("not supported");
    if (other.limited) return incomparable("met a limit of memory, recursion or the language");
    if (cpython.status == Status::syntax_error && other.status == Status::syntax_error) return {};
    // Before 3.12 an f-string could not contain its own quotes.
    if (cpython.status == Status::syntax_error && version < 312) return incomparable("grammar of an older CPython");
    if (cpython.status == Status::syntax_error) return compare_status(cpython, other);
    return compare_observed(cpython, other, version >= 314 ? Detail::messages : Detail::types);
}

Verdict compare_cpythons(const Outcome& reference, const Outcome& other, bool same_build) {
    for (const Outcome* outcome : {&reference, &other})
        if (outcome->status == Status::skipped) return incomparable("skipped: " + outcome->note);
    // No program may bring an interpreter down, so the reference is to blame as well.
    if (reference.status == Status::crash) return different("crash", "of the reference: " + reference.note);
    if (reference.status == Status::timeout) return incomparable("the reference gave up: " + reference.note);
    if (gave_up(other.status)) return compare_status(reference, other);
    if (Verdict v = compare_observed(reference, other, same_build ? Detail::all : Detail::messages); !v.same()) return v;
    if (Verdict v = compare_text("teardown", reference.teardown_output, other.teardown_output); !v.same()) return v;
    for (const auto& [name, observed] : reference.observations) {
        if (name == "refcounts" && !same_build) continue;
        auto found = other.observations.find(name);
        if (Verdict v = compare_text(name.c_str(), observed, found == other.observations.end() ? "" : found->second); !v.same()) return v;
    }
    return {};
}

Verdict check_alone(const Outcome& outcome) {
    if (gave_up(outcome.status)) return different(std::string(status_name(outcome.status)), outcome.note);
    if (outcome.leaked != 0) return different("leak", fmt::format("{} objects", outcome.leaked));
    return {};
}

}  // namespace sidewinder::oracle
