// SPDX-License-Identifier: MIT
#include "oracle/planted_bugs/planted_bugs.hpp"

#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace sidewinder::oracle {

namespace {

/// Counts when what `look` sees is another after `hook` than before.
template <class... Arguments, class Look>
void count_when_changed(std::function<void(Arguments...)>& hook, std::uint64_t& count, Look look) {
    if (!hook) return;
    hook = [inner = std::move(hook), &count, look](Arguments... arguments) {
        const auto before = look(arguments...);
        inner(arguments...);
        count += before != look(arguments...);
    };
}

void count_changes(jit::StageHooks& hooks, std::uint64_t& count) {
    using namespace jit;
    auto trace = [](const Trace& t) { return std::pair(t.uops, t.assumptions); };
    count_when_changed(hooks.recorded, count, trace);
    count_when_changed(hooks.optimized, count, trace);
    count_when_changed(hooks.bytecode, count, [](const CodeObject& code) { return code.units; });
    count_when_changed(hooks.specialized, count, [](const CodeUnit* ip) { return std::vector<CodeUnit>(ip, ip + instruction_length(opcode_of(*ip))); });
    count_when_changed(hooks.exits, count, [](const Trace&, const std::vector<ExitPlan>&, const std::vector<ExitData>& exits) {
        std::vector<std::uint32_t> recipes;
        for (const ExitData& e : exits) recipes.insert(recipes.end(), {e.target, e.depth, e.borrowed});
        return recipes;
    });
    count_when_changed(hooks.compiled, count, [](const Trace&, const MachineCode& code, const CodeMemory&) {
        return std::vector<std::uint8_t>(code.code, code.code + code.size);
    });
    if (hooks.watcher)
        hooks.watcher = [inner = std::move(hooks.watcher), &count](Object* object) {
            const bool noticed = inner(object);
            count += !noticed;
            return noticed;
        };
}

}  // namespace

std::span<const PlantedBug> planted_bugs() {
    static const std::vector<PlantedBug> all = [] {
        std::vector<PlantedBug> list;
        for (auto part : {interpreter_bugs(), recorder_bugs(), optimizer_bugs(), backend_bugs()}) list.insert(list.end(), part.begin(), part.end());
        return list;
    }();
    return all;
}

const PlantedBug* find_planted_bug(std::string_view name) {
    auto all = planted_bugs();
    auto at = std::ranges::find(all, name, &PlantedBug::name);
    return at == all.end() ? nullptr : &*at;
}

bool plant(std::string_view name, jit::StageHooks& hooks, std::uint64_t* reached) {
    const PlantedBug* bug = find_planted_bug(name);
    if (bug == nullptr) return false;
    bug->install(hooks);
    if (reached != nullptr) count_changes(hooks, *reached);
    return true;
}

}  // namespace sidewinder::oracle
