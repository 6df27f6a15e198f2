// SPDX-License-Identifier: MIT
// For tests of passes: runs one by name on a trace typed in and gives the text of what comes out.
#pragma once

#include "jit/optimizer/pipeline.hpp"
#include "jit/trace/trace_text.hpp"
#include "jit/trace/trace_verifier.hpp"

#include <string>
#include <string_view>

namespace sidewinder::jit {

/// The uops that are left, without header, instruction numbers when they are all 0, and indentation;
/// one a line.
inline std::string bare(const Trace& trace) {
    std::string text;
    for (const TraceUop& u : trace.uops) {
        std::string line = print_uop(u);
        if (std::size_t at = line.find(" @0"); at != std::string::npos) line.erase(at, 3);
        text += line + "\n";
    }
    return text;
}

/// Lines as bare() gives them, from text indented as the test likes.
inline std::string lines(std::string_view text) {
    std::string out;
    bool start = true;
    for (char c : text) {
        if (start && (c == ' ' || c == '\n')) continue;
        start = c == '\n';
        out += c;
    }
    return out;
}

/// "HEADER" as in "locals 2 depth 0"; `uops` a line each.
inline std::string run_pass(std::string_view pass, std::string_view header, std::string_view uops,
                            std::int64_t max_rewrites = INT64_MAX) {
    auto trace = parse_trace(nullptr, "trace " + std::string(header) + "\n" + std::string(uops));
    if (!trace) return "cannot be read: " + trace.error().message;
    if (auto v = verify_trace(*trace); !v) return "refused: " + v.error().message;
    Rewriter rewriter(max_rewrites);
    rewriter.begin(pass);
    const PassEntry* entry = find_pass(pass);
    if (entry == nullptr) return "no such pass";
    entry->run(*trace, rewriter);
    if (auto v = verify_trace(*trace); !v) return "made wrong: " + v.error().message;
    compact(*trace);
    return bare(*trace);
}

}  // namespace sidewinder::jit
