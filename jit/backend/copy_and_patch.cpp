// SPDX-License-Identifier: MIT
#include "jit/backend/copy_and_patch.hpp"

#include "jit/backend/patch.hpp"
#include "jit/stencils/stencil.hpp"
#include "jit/trace/heights.hpp"
#include "vm/base/check.hpp"
#include "vm/uops/helpers.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace sidewinder::jit {

namespace {

const void* const helper_addresses[] = {
#define HELPER(result, name, parameters) reinterpret_cast<const void*>(&name),
#include "vm/uops/helpers.def"
#undef HELPER
};

bool uses(const Stencil& stencil, HoleValue value) {
    auto has = [&](const StencilPart& part) {
        return std::ranges::any_of(part.hole_list(), [&](const Hole& h) { return h.value == value; });
    };
    return has(stencil.hot) || has(stencil.cold);
}

/// One uop, where its parts go and what is known there.
struct Item {
    const Stencil* stencil;
    std::uint32_t uop;         ///< index in the trace
    std::uint32_t hot = 0, cold = 0;
    int cached = 0;
    FrameShape frame;          ///< before the uop
    int miss_exit = -1, error_exit = -1;
};

/// Picks the stencil of each uop by how many words are cached on its entry.
std::optional<std::vector<Item>> select(const Trace& trace) {
    std::vector<Item> items;
    Heights heights(trace.entry);
    int cached = 0;
    for (std::size_t i = 0; i < trace.uops.size(); ++i) {
        const TraceUop& u = trace.uops[i];
        const Stencil* stencil = find_stencil(u.op, u.oparg, cached);
        if (stencil == nullptr) return std::nullopt;
        items.push_back({stencil, static_cast<std::uint32_t>(i), 0, 0, cached, heights.frame(), -1, -1});
        heights.step(u);
        if (stencil->cached_after >= 0) cached = stencil->cached_after;
    }
    return items;
}

std::vector<ExitPlan> number_exits(std::vector<Item>& items) {
    std::vector<ExitPlan> exits;
    auto add = [&](const Item& item, bool raises) {
        exits.push_back({item.uop, raises, item.cached, item.frame.depth, item.frame.locals});
        return static_cast<int>(exits.size() - 1);
    };
    for (Item& item : items) {
        if (uses(*item.stencil, HoleValue::miss)) item.miss_exit = add(item, false);
        if (uses(*item.stencil, HoleValue::error)) item.error_exit = add(item, true);
    }
    return exits;
}

/// Where everything goes; offsets are from the start of the block.
struct Layout {
    std::vector<Item> items;
    std::vector<ExitPlan> exits;
    std::vector<std::uint32_t> exit_offsets;
    std::vector<const Stencil*> exit_stencils;
    std::uint32_t end_of_hot = 0, size = 0;
};

Layout lay_out(const Trace& trace, std::vector<Item> items) {
    Layout layout;
    layout.exits = number_exits(items);
    std::uint32_t at = 0;
    for (Item& item : items) {
        item.hot = at;
        at += item.stencil->hot.size;
    }
    layout.end_of_hot = at;
    for (Item& item : items) {
        item.cold = at;
        at += item.stencil->cold.size;
    }
    for (const ExitPlan& exit : layout.exits) {
        bool borrowed = trace.uops[exit.uop].borrowed != 0;
        const Stencil& s = borrowed ? borrowed_exit_stencil(exit.cached) : exit_stencil(exit.cached);
        layout.exit_stencils.push_back(&s);
        layout.exit_offsets.push_back(at);
        at += s.hot.size + s.cold.size;
    }
    layout.size = at;
    layout.items = std::move(items);
    return layout;
}

std::uint64_t slot_offset(std::uint32_t slot) { return offsetof(Frame, slots) + std::uint64_t{slot} * sizeof(Value); }

class Patcher {
public:
    Patcher(const Trace& trace, const Layout& layout, std::uint8_t* block, std::span<ExitData> exits, const bool* valid,
            PatchObserver* observer)
        : trace_(trace), layout_(layout), block_(block), exits_(exits), valid_(valid), observer_(observer) {}

    /// Copies and patches everything; an empty string when all of it fitted.
    std::string run() {
        for (std::size_t i = 0; i < layout_.items.size(); ++i) {
            const Item& item = layout_.items[i];
            auto value = [&](const Hole& h) { return value_for(h, i); };
            place(*item.stencil, item.hot, item.cold, uop_name(trace_.uops[item.uop].op), value);
        }
        for (std::size_t i = 0; i < layout_.exits.size(); ++i) {
            const Stencil& s = *layout_.exit_stencils[i];
            auto value = [&](const Hole& h) { return exit_value(h, i); };
            place(s, layout_.exit_offsets[i], layout_.exit_offsets[i] + s.hot.size, "exit", value);
        }
        return problem_;
    }

private:
    template <class ValueOf>
    void place(const Stencil& stencil, std::uint32_t hot, std::uint32_t cold, std::string_view what, const ValueOf& value_of) {
        place_part(stencil, stencil.hot, hot, what, value_of);
        place_part(stencil, stencil.cold, cold, what, value_of);
    }
    template <class ValueOf>
    void place_part(const Stencil& stencil, const StencilPart& part, std::uint32_t offset, std::string_view what, const ValueOf& value_of) {
        if (part.size == 0) return;
        std::uint8_t* code = block_ + offset;
        std::memcpy(code, part.code, part.size);
        for (const Hole& hole : part.hole_list()) {
            const std::uint64_t value = value_of(hole);
            if (!patch_hole(code, reinterpret_cast<std::uint64_t>(code), hole, value) && problem_.empty())
                problem_ = fmt::format("a hole of {} is out of range", what);
            if (observer_ != nullptr) observer_->patched(stencil, hole, value);
        }
    }

    std::uint64_t address(std::uint32_t offset) const { return reinterpret_cast<std::uint64_t>(block_ + offset); }

    std::uint64_t stack_offset(const FrameShape& frame, int cached) const {
        return slot_offset(frame.locals + frame.depth - static_cast<std::uint32_t>(cached));
    }

    std::uint64_t value_for(const Hole& hole, std::size_t index) const {
        const Item& item = layout_.items[index];
        const TraceUop& u = trace_.uops[item.uop];
        switch (hole.value) {
            case HoleValue::oparg: return u.oparg;
            case HoleValue::operand32: return static_cast<std::uint32_t>(u.operand);
            case HoleValue::operand64: return u.operand;
            case HoleValue::local: return slot_offset(u.oparg);
            case HoleValue::stack: return stack_offset(item.frame, item.cached);
            case HoleValue::call_depth: return item.frame.depth - static_cast<std::uint32_t>(uop_pops(u.op, u.oparg));
            case HoleValue::valid: return reinterpret_cast<std::uint64_t>(valid_);
            case HoleValue::continue_0:
            case HoleValue::continue_1:
            case HoleValue::continue_2:
            case HoleValue::continue_3: return address(next_hot(index));
            case HoleValue::miss: return address(layout_.exit_offsets[static_cast<std::size_t>(item.miss_exit)]);
            case HoleValue::error: return address(layout_.exit_offsets[static_cast<std::size_t>(item.error_exit)]);
            case HoleValue::top: return address(layout_.items[loop_start(trace_)].hot);
            case HoleValue::hot: return address(item.hot);
            case HoleValue::cold: return address(item.cold);
            case HoleValue::helper: return reinterpret_cast<std::uint64_t>(helper_addresses[hole.helper]);
        }
        return 0;
    }

    std::uint32_t next_hot(std::size_t index) const {
        SW_CHECK(index + 1 < layout_.items.size(), "{} falls off the end of its trace", uop_name(trace_.uops.back().op));
        return layout_.items[index + 1].hot;
    }

    std::uint64_t exit_value(const Hole& hole, std::size_t index) const {
        const ExitPlan& exit = layout_.exits[index];
        const Stencil& s = *layout_.exit_stencils[index];
        switch (hole.value) {
            case HoleValue::stack: return stack_offset({exit.locals, exit.depth}, exit.cached);
            case HoleValue::operand64: return reinterpret_cast<std::uint64_t>(&exits_[index]);
            case HoleValue::hot: return address(layout_.exit_offsets[index]);
            case HoleValue::cold: return address(layout_.exit_offsets[index] + s.hot.size);
            case HoleValue::helper: return reinterpret_cast<std::uint64_t>(helper_addresses[hole.helper]);
            default: SW_CHECK(false, "an exit has a hole of value {}", static_cast<int>(hole.value));
        }
        return 0;
    }

    const Trace& trace_;
    const Layout& layout_;
    std::uint8_t* block_;
    std::span<ExitData> exits_;
    const bool* valid_;
    PatchObserver* observer_;
    std::string problem_;
};

std::vector<CodeSpan> spans_of(const Layout& layout) {
    std::vector<CodeSpan> spans;
    for (const Item& item : layout.items)
        if (item.stencil->hot.size > 0) spans.push_back({item.hot, item.stencil->hot.size, item.uop, CodeSpan::Part::hot});
    for (const Item& item : layout.items)
        if (item.stencil->cold.size > 0) spans.push_back({item.cold, item.stencil->cold.size, item.uop, CodeSpan::Part::cold});
    for (std::size_t i = 0; i < layout.exits.size(); ++i) {
        const Stencil& s = *layout.exit_stencils[i];
        auto size = static_cast<std::uint32_t>(s.hot.size + s.cold.size);
        spans.push_back({layout.exit_offsets[i], size, layout.exits[i].uop, CodeSpan::Part::exit});
    }
    return spans;
}

}  // namespace

std::vector<ExitPlan> plan_exits(const Trace& trace) {
    auto items = select(trace);
    return items ? number_exits(*items) : std::vector<ExitPlan>{};
}

Result<MachineCode> compile(const Trace& trace, CodeMemory& memory, std::span<ExitData> exits, const bool* valid,
                            PatchObserver* observer) {
    auto items = select(trace);
    if (!items) return fail("a uop has no stencil");
    Layout layout = lay_out(trace, std::move(*items));
    SW_CHECK(layout.exits.size() == exits.size(), "{} exits were planned, {} given", layout.exits.size(), exits.size());
    std::uint8_t* block = memory.allocate(layout.size);
    if (block == nullptr) return fail("code memory is full");
    std::string problem;
    bool written = memory.write(block, layout.size, [&] { problem = Patcher(trace, layout, block, exits, valid, observer).run(); });
    if (!written) problem = "the system does not let code be written";
    if (!problem.empty()) {
        memory.release(block);
        return fail(problem);
    }
    return MachineCode{block, layout.size, spans_of(layout)};
}

Result<Entry> make_entry(CodeMemory& memory) {
    const Stencil& enter = enter_stencil();
    const Stencil& leave = leave_stencil();
    // Cold parts would have to be placed too; these two are straight lines without holes.
    bool plain = enter.cold.size == 0 && leave.cold.size == 0 && enter.hot.hole_count == 0 && leave.hot.hole_count == 0;
    SW_CHECK(plain, "the entry stencils have holes");
    std::size_t leave_at = (enter.hot.size + 15u) / 16 * 16;
    std::uint8_t* block = memory.allocate(leave_at + leave.hot.size);
    if (block == nullptr) return fail("code memory is full");
    bool written = memory.write(block, leave_at + leave.hot.size, [&] {
        std::memcpy(block, enter.hot.code, enter.hot.size);
        std::memcpy(block + leave_at, leave.hot.code, leave.hot.size);
    });
    if (!written) {
        memory.release(block);
        return fail("the system does not let code be written");
    }
    auto size = static_cast<std::uint32_t>(leave_at + leave.hot.size);
    Entry entry{block, size, block + leave_at, nullptr};
    std::memcpy(&entry.enter, &block, sizeof block);
    return entry;
}

}  // namespace sidewinder::jit
