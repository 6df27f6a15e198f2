// SPDX-License-Identifier: MIT
// Census: 20,000 generated programs reach every construct that a program of ours uses, every
// builtin and method there is, every specialization and every uop. How often each was reached is
// printed, the rarest first. Runs where programs are fast: in optimized builds.
#include "fuzzers/coverage_report.hpp"
#include "fuzzers/generate/constructs.hpp"
#include "fuzzers/generate/generator.hpp"
#include "jit/coverage/universe.hpp"
#include "oracle/engine.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/modules/builtins.hpp"
#include "vm/objects/function.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace sidewinder::fuzz {
namespace {

#ifdef SIDEWINDER_DCHECK
constexpr std::uint64_t programs = 0;
#else
constexpr std::uint64_t programs = 20'000;
#endif
constexpr std::uint64_t seed = 5;

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

void print_rarest(const char* what, const Counts& counts) {
    std::vector<std::pair<std::uint64_t, std::string_view>> sorted;
    for (const auto& [name, count] : counts) sorted.emplace_back(count, name);
    std::ranges::sort(sorted);
    fmt::print("{}: {} kinds in {} programs; the rarest:\n", what, sorted.size(), programs);
    for (const auto& [count, name] : sorted) fmt::print("  {:>8}  {}\n", count, name);
}

void expect_all(const char* what, const Counts& counts) {
    print_rarest(what, counts);
    for (const auto& [name, count] : counts) EXPECT_GT(count, 0u) << what << " never made: " << name;
}

/// What the programs of tests/ are made of: the language as somebody wrote it.
ConstructCounts constructs_in_use() {
    ConstructCounts counts = no_constructs();
    for (const auto& entry : std::filesystem::directory_iterator(SIDEWINDER_SOURCE_DIR "/tests/programs")) {
        std::ifstream in(entry.path());
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (auto module = syntax::parse(text)) count_constructs(*module, counts);
    }
    return counts;
}

void add_names(const DictObject* dict, std::string_view owner, Counts& names) {
    for (std::uint32_t i = 0; i < dict->used; ++i)
        if (const Value key = dict->entries[i].key; !key.is_null() && is_kind(key, Kind::string))
            names.try_emplace(std::string(owner) + to_utf8(key.as<StringObject>()));
}

/// Builtins, methods of builtin types with a dot before them, members of modules.
Counts natives() {
    const std::set<std::string_view> left_out = {
        "sys.exit", "sys.setrecursionlimit", "sys.getrecursionlimit",  // would leave the limits of the rig
        "sys.argv", "sys.version", "sys.version_info", "sys.implementation", "sys.platform", "sys.byteorder", "sys.path",  // differ by machine
        "math.__name__", "sys.__name__", ".__name__", ".__module__", ".__qualname__", ".__doc__",
    };
    Vm vm({});
    Counts names;
    add_names(vm.thread.builtins, "", names);
    for (std::uint32_t i = 0; i < vm.thread.builtins->used; ++i)
        if (const Value value = vm.thread.builtins->entries[i].value; is_kind(value, Kind::type)) add_names(value.as<TypeObject>()->attributes, ".", names);
    for (const char* name : {"math", "sys"}) {
        const Ref text = make_string(vm.thread, name);
        const Ref module = import_module(vm.thread, text.as<StringObject>());
        add_names(module.as<ModuleObject>()->globals, std::string(name) + ".", names);
    }
    for (const std::string_view name : left_out)
        if (auto at = names.find(name); at != names.end()) names.erase(at);
    return names;
}

/// Counts identifiers, as `name`, `.name` and `module.name`.
void count_names(std::string_view text, Counts& names) {
    auto in_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; };
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && in_name(text[end])) ++end;
        const std::string_view word = text.substr(at, end - at);
        if (auto known = names.find(word); known != names.end()) ++known->second;
        for (std::size_t dot = word.find('.'); dot != word.npos; dot = word.find('.', dot + 1))
            if (auto known = names.find(word.substr(dot, word.find('.', dot + 1) - dot)); known != names.end()) ++known->second;
        at = end + 1;
    }
}

TEST(Census, EveryConstructAndNativeIsMade) {
    if (programs == 0) GTEST_SKIP() << "the optimized builds do";
    const ConstructCounts wanted = constructs_in_use();
    ConstructCounts made;
    Counts names = natives();
    for (std::uint64_t i = 0; i < programs; ++i) {
        const syntax::Module module = generate_program(seed, i);
        count_constructs(module, made);
        count_names(syntax::unparse(module), names);
    }
    Counts counts;
    for (const auto& [name, count] : wanted) counts[std::string(name)] = made[name];
    expect_all("constructs", counts);
    expect_all("natives", names);
}

TEST(Census, EverySpecializationAndUopIsReached) {
    if (programs == 0) GTEST_SKIP() << "the optimized builds do";
    std::vector<std::uint8_t> map(coverage_map_size());
    std::vector<std::uint64_t> reached(map.size());
    oracle::RunOptions run;
    run.coverage = map;
    std::uint64_t valid = 0;
    for (std::uint64_t i = 0; i < programs; ++i) {
        std::ranges::fill(map, 0);
        // Nothing ends it from outside: a program that does not end by its fuel hangs the test.
        const oracle::Outcome outcome = run_program(oracle::EngineId::jit, generate_text(seed, i), run);
        valid += outcome.status != oracle::Status::syntax_error;
        for (std::size_t k = 0; k < map.size(); ++k) reached[k] += map[k];
    }
    EXPECT_GE(valid, programs * 99 / 100);
    for (const jit::Universe& universe : jit::Universes::get().all()) {
        if (universe.name != "uops as recorded" && universe.name != "uops as optimized" && universe.name != "specializations") continue;
        Counts counts;
        for (std::size_t k = 0; k < universe.members.size(); ++k)
            if (universe.members[k].impossible.empty()) counts[universe.members[k].name] = reached[universe.first + k];
        expect_all(std::string(universe.name).c_str(), counts);
    }
}

}  // namespace
}  // namespace sidewinder::fuzz
