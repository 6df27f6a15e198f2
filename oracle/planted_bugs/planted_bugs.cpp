// SPDX-License-Identifier: MIT
#include "oracle/planted_bugs/planted_bugs.hpp"

#include <algorithm>
#include <vector>

namespace sidewinder::oracle {

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

bool plant(std::string_view name, jit::StageHooks& hooks) {
    const PlantedBug* bug = find_planted_bug(name);
    if (bug != nullptr) bug->install(hooks);
    return bug != nullptr;
}

}  // namespace sidewinder::oracle
