// SPDX-License-Identifier: MIT
// The traces that a Jit keeps, as a state machine: random commands run functions, change what traces
// rely on, from outside and while they run, and throw all away; a slow model, a map from the number
// of an executor to what it relies on, says which are left. An executor that became invalid is
// never entered again, links lead to living ones only, and its code is given back as soon as no trace
// runs. RC_PARAMS="reproduce=…" repeats a failure.
#include "jit/tiering/jit.hpp"
#include "jit/tiering/observer.hpp"
#include "vm/objects/support.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace sidewinder::jit {
namespace {

constexpr int globals_count = 8, functions_count = 5;
constexpr std::string_view module_text = R"(
class Box:
    k = 5
def step(x, d=1):
    return x + d
def inner(j):
    s = 0
    for x in range(j % 4):
        s = s + g7
    return s
def f0(n, at, v):
    s = 0
    for i in range(n):
        touch(i)
        s = s + g0 + g1
    return s
def f1(n, at, v):
    s = 0
    for i in range(n):
        touch(i)
        if i % 3 == 1:
            s = s + g2
        else:
            s = s + g3 * i
    return s
def f2(n, at, v):
    s = 0
    i = 0
    while i < n:
        touch(i)
        s = step(s) + g4 + Box.k
        i = i + 1
    return s
def f3(n, at, v):
    s = 0
    for i in range(n):
        touch(i)
        if i % 4 == 2:
            s = s + g5
        if i % 5 == 3:
            s = s + Box.k * g6
        s = s + inner(i)
    return s
def f4(n, at, v):
    global g1
    s = 0
    for i in range(n):
        touch(i)
        if i == at:
            g1 = v
        s = s + g1
    return s
)";

/// Something that traces may rely on becomes another.
struct Change {
    enum What { global, box, defaults, redefinition, new_global, everything, nothing } what = nothing;
    int which = 0, value = 0;
};
struct Command {
    enum What { call, change, collect, reload } what = call;
    int function = 0, iterations = 0, at = 0;
    Change change_made;  ///< by the command, or in iteration `at` of a call
    bool nested = false; ///< iteration `at` calls another function as well
};
void showValue(const Command& c, std::ostream& out) {
    out << fmt::format("{} f{}({}) at {} change {} {}={}{}", static_cast<int>(c.what), c.function, c.iterations, c.at, static_cast<int>(c.change_made.what),
                       c.change_made.which, c.change_made.value, c.nested ? " nested" : "");
}
rc::Gen<std::vector<Command>> commands() {
    using rc::gen::inRange;
    auto whats = rc::gen::weightedElement<Command::What>({{12, Command::call}, {6, Command::change}, {1, Command::collect}, {1, Command::reload}});
    auto changes = rc::gen::weightedElement<Change::What>(
        {{6, Change::global}, {2, Change::box}, {2, Change::defaults}, {1, Change::redefinition}, {1, Change::new_global}, {1, Change::everything}, {8, Change::nothing}});
    auto change = rc::gen::map(rc::gen::tuple(changes, inRange(0, globals_count), inRange(0, 300)),
                               [](const auto& p) { return Change{std::get<0>(p), std::get<1>(p), std::get<2>(p)}; });
    auto command = rc::gen::map(rc::gen::tuple(whats, inRange(0, functions_count), inRange(0, 60), inRange(0, 60), change, inRange(0, 5)), [](const auto& p) {
        return Command{std::get<0>(p), std::get<1>(p), std::get<2>(p), std::get<3>(p), std::get<4>(p), std::get<5>(p) == 0};
    });
    return rc::gen::resize(120, rc::gen::container<std::vector<Command>>(rc::gen::resize(rc::kNominalSize, command)));
}

/// What the functions read, and what they make of it.
struct Module {
    std::array<std::int64_t, globals_count> g{};
    std::int64_t k = 5, d = 1;
};

/// The model of what a Jit keeps: who is alive, what it relies on, whose code is not given back yet.
class Model final : public Observer {
public:
    struct Life {
        std::vector<Assumption> assumptions;
        std::size_t bytes = 0;
        std::uint64_t entered_at_end = 0;  ///< how often, when it became invalid
    };

    const Jit* jit = nullptr;
    std::map<std::uint32_t, Life> living, dying;
    std::string problem;  ///< callbacks cannot throw through the Jit

    void expect(bool holds, std::string_view what, std::uint32_t id) {
        if (!holds && problem.empty()) problem = fmt::format("trace {} {}", id, what);
    }
    /// Takes note of those installed since.
    void update() {
        for (const Executor* e : jit->executors())
            if (e->id > last_) born(*e);
    }
    void die(const Executor& e) {
        if (e.id > last_) born(e);
        auto life = living.extract(e.id);
        expect(!life.empty(), "becomes invalid twice", e.id);
        if (life.empty()) return;
        life.mapped().entered_at_end = e.entered;
        dying.insert(std::move(life));
    }

    void recorded(const Trace&) override { give_back(); }
    void optimized(const Trace&, const Trace&, const std::vector<Rewrite>&) override {}
    void specialized(Opcode, Opcode) override {}
    void patched(const Stencil&, const Hole&, std::uint64_t) override {}
    void grew(const ExitData& exit) override { expect(static_cast<Executor*>(exit.owner)->valid, "grows after its end", static_cast<Executor*>(exit.owner)->id); }
    void invalidated(const Executor& e, Watched, bool) override { die(e); }
    void left(const ExitData& exit) override {
        update();
        const auto& e = *static_cast<const Executor*>(exit.owner);
        if (auto at = dying.find(e.id); at != dying.end()) expect(e.entered == at->second.entered_at_end, "is entered after its end", e.id);
        else expect(living.contains(e.id), "is left though its code was given back", e.id);
        give_back();
    }

private:
    void give_back() {
        if (jit->statistics().entries == jit->statistics().exits) dying.clear();
    }
    void born(const Executor& e) {
        last_ = std::max(last_, e.id);
        constexpr std::size_t granule = 16;
        living[e.id] = {e.trace.assumptions, (e.machine_code.size + granule - 1) / granule * granule, 0};
    }
    std::uint32_t last_ = 0;
};

class TraceCache {
public:
    TraceCache(bool machine_code, std::size_t code_bytes, std::uint32_t max_executors) : vm_(VmOptions{}), max_executors_(max_executors) {
        vm_.thread.write = [](void*, std::string_view) {};
        while (vm_.thread.heap.collect() > 0) continue;
        objects_ = counted_objects();
        JitOptions options;
        options.machine_code = machine_code;
        options.backward_threshold = 4;
        options.entry_threshold = 6;
        options.side_exit_threshold = 2;
        options.code_bytes = code_bytes;
        options.max_executors = max_executors;
        options.observer = &model_;
        jit_.emplace(vm_, options);
        model_.jit = &*jit_;
        entry_bytes_ = jit_->code_in_use();
        current = this;
        load();
    }
    ~TraceCache() {
        jit_.reset();
        current = nullptr;
        modules_.clear();
        drop(vm_.thread.exception);
        while (vm_.thread.heap.collect() > 0) continue;
        EXPECT_EQ(counted_objects(), objects_) << "objects outlive the traces";
    }
    TraceCache(const TraceCache&) = delete;
    TraceCache& operator=(const TraceCache&) = delete;

    void run(const Command& c) {
        switch (c.what) {
            case Command::call: call(c); break;
            case Command::change: make(c.change_made); break;
            case Command::collect: vm_.thread.heap.collect(); break;
            case Command::reload: load(); break;
        }
        check();
    }
    void check() {
        model_.update();
        RC_ASSERT(model_.problem == "");
        const auto executors = jit_->executors();
        std::set<std::uint32_t> ids, expected;
        for (const Executor* e : executors) ids.insert(e->id);
        std::size_t bytes = entry_bytes_;
        for (const auto& [id, life] : model_.living) expected.insert(id), bytes += life.bytes;
        for (const auto& [id, life] : model_.dying) bytes += life.bytes;
        RC_ASSERT(ids == expected);
        RC_ASSERT(ids.size() <= max_executors_);
        RC_ASSERT(jit_->code_in_use() == bytes);
        for (const Executor* e : executors) check(*e, executors);
    }
    /// When all is thrown away there is room for new traces, and what they leave behind is given back.
    void finish() {
        make({Change::everything});
        check();
        RC_ASSERT(jit_->executors().empty());
        load();
        for (int i = 0; i < 3; ++i) run({Command::call, 0, 60, -1, {}, false});
        RC_ASSERT(!jit_->executors().empty());
        RC_ASSERT(model_.dying.empty());
    }

private:
    Thread& thread() { return vm_.thread; }
    Ref globals() const { return modules_.back(); }
    Value global(std::string_view name) { return dict_get(globals().as<DictObject>(), intern(thread(), name)); }

    std::int64_t counted_objects() const {
        auto cached = static_cast<std::int64_t>(vm_.thread.interned.size());
        cached += std::ranges::count_if(vm_.thread.characters, [](const StringObject* s) { return s != nullptr && !(s->flags & StringObject::flag_interned); });
        return static_cast<std::int64_t>(vm_.thread.heap.live_objects()) - cached;
    }

    /// New globals, functions and code; old ones stay, with their traces.
    void load() {
        modules_.push_back(vm_.make_globals());
        set("touch", make_native(thread(), "touch", touched, 1, 1).get());
        module_ = {};
        for (int i = 0; i < globals_count; ++i) set_global(i, 1 + i);
        run_text(module_text);
    }
    void run_text(std::string_view text) {
        auto code = vm_.compile(text, "<module>");
        model_.expect(code && vm_.run_module(code->get(), globals().get()), "meets a module that does not run", 0);
    }
    void set(std::string_view name, Value v) { dict_set(thread(), globals().as<DictObject>(), Value::object(intern(thread(), name)), v); }
    void set_global(int which, std::int64_t value) {
        set(fmt::format("g{}", which), Value::small_int(value));
        module_.g[static_cast<std::size_t>(which)] = value;
    }

    // ---- changes ------------------------------------------------------------------------------

    /// The living that rely on it, and no other, are invalid afterwards.
    void make(const Change& c) {
        model_.update();
        const std::set<std::uint32_t> doomed = relying_on(c);
        std::set<std::uint32_t> expected;
        for (const auto& [id, life] : model_.living)
            if (!doomed.contains(id)) expected.insert(id);
        apply(c);
        std::set<std::uint32_t> left;
        for (const Executor* e : jit_->executors()) left.insert(e->id);
        if (left != expected) model_.expect(false, fmt::format("is not all that a change leaves or ends: {} left, {} expected", left.size(), expected.size()), 0);
    }
    std::set<std::uint32_t> relying_on(const Change& c) {
        const Object* dict = globals().get().as_object();
        const Object* object = c.what == Change::box ? global("Box").as_object() : c.what == Change::defaults ? with_defaults(c).as_object() : dict;
        std::optional<std::uint32_t> index;
        if (c.what == Change::global) index = dict_index(globals().as<DictObject>(), intern(thread(), fmt::format("g{}", c.which)));
        if (c.what == Change::redefinition) index = dict_index(globals().as<DictObject>(), intern(thread(), "step"));
        if (c.what == Change::global && module_.g[static_cast<std::size_t>(c.which)] == c.value) return {};
        std::set<std::uint32_t> out;
        for (const auto& [id, life] : model_.living) {
            auto relies = [&](const Assumption& a) { return a.object == object && (!index || a.index == *index); };
            if (c.what == Change::everything || (c.what != Change::nothing && std::ranges::any_of(life.assumptions, relies))) out.insert(id);
        }
        return out;
    }
    /// What `inner` is given by default is never used, but its version is another afterwards.
    static bool of_inner(const Change& c) { return c.what == Change::defaults && c.which % 2 == 1; }
    Value with_defaults(const Change& c) { return global(of_inner(c) ? "inner" : "step"); }
    void apply(const Change& c) {
        switch (c.what) {
            case Change::global: return set_global(c.which, c.value);
            case Change::box:
                module_.k += 1;
                set_attribute(thread(), global("Box"), intern(thread(), "k"), Value::small_int(module_.k));
                return;
            case Change::defaults: {
                change_model(c, module_);
                const Value d = Value::small_int(c.value);
                set_attribute(thread(), with_defaults(c), intern(thread(), "__defaults__"), make_tuple(thread(), std::span(&d, 1)).get());
                return;
            }
            case Change::redefinition:
                module_.d = c.value;
                return run_text(fmt::format("def step(x, d={}):\n    return x + d\n", c.value));
            case Change::new_global: return set(fmt::format("new{}", ++new_globals_), Value::none());
            case Change::everything:
                for (const Executor* e : jit_->executors()) model_.die(*e);
                return jit_->invalidate_all();
            case Change::nothing: return;
        }
    }

    // ---- calls --------------------------------------------------------------------------------

    static Command nested_in(const Command& c) { return {Command::call, (c.function + 1) % functions_count, 20, -1, {}, false}; }

    static inline TraceCache* current = nullptr;
    static Ref touched(Thread&, std::span<const Value> args, Value) {
        current->touch(args[0].as_small_int());
        return Ref::steal(Value::none());
    }
    /// Each iteration of each function calls this, in the interpreter and in traces.
    void touch(std::int64_t i) {
        if (!pending_ || i != pending_->at) return;
        const Command c = *pending_;
        pending_.reset();
        make(c.change_made);
        if (c.nested) check_result(nested_in(c));
    }
    void call(const Command& c) {
        pending_ = c;
        check_result(c);
        pending_.reset();
    }
    /// A call's answer is what the model computes from what it read before.
    void check_result(const Command& c) {
        const Module before = module_;
        const std::array<Value, 3> args = {Value::small_int(c.iterations), Value::small_int(c.at), Value::small_int(c.change_made.value)};
        const std::optional<Command> pending = pending_;
        const Ref got = thread().call(thread(), global(fmt::format("f{}", c.function)), args, Value::null());
        Module at_end = before;
        const std::int64_t expected = compute(c, at_end, pending);
        if (c.function == 4 && c.at >= 0 && c.at < c.iterations) module_.g[1] = at_end.g[1];
        if (got.get() != Value::small_int(expected))
            model_.expect(false, fmt::format("of f{} gives {}, expected {}", c.function, got ? int_to_text(got.get()) : "an exception", expected), 0);
    }
    /// What the function does, with the change and the call in iteration `at` of the outermost.
    std::int64_t compute(const Command& c, Module& m, const std::optional<Command>& pending) {
        std::int64_t s = 0;
        for (int i = 0; i < c.iterations; ++i) {
            if (pending && pending->at == i) {
                change_model(pending->change_made, m);
                if (pending->nested) compute(nested_in(*pending), m, std::nullopt);
            }
            switch (c.function) {
                case 0: s += m.g[0] + m.g[1]; break;
                case 1: s += i % 3 == 1 ? m.g[2] : m.g[3] * i; break;
                case 2: s += m.d + m.g[4] + m.k; break;
                case 3: s += (i % 4 == 2 ? m.g[5] : 0) + (i % 5 == 3 ? m.k * m.g[6] : 0) + i % 4 * m.g[7]; break;
                default:
                    if (i == c.at) m.g[1] = c.change_made.value;
                    s += m.g[1];
            }
        }
        return s;
    }
    static void change_model(const Change& c, Module& m) {
        if (c.what == Change::global) m.g[static_cast<std::size_t>(c.which)] = c.value;
        if (c.what == Change::box) m.k += 1;
        if ((c.what == Change::defaults && !of_inner(c)) || c.what == Change::redefinition) m.d = c.value;
    }

    // ---- what must hold of each that lives ----------------------------------------------------

    void check(const Executor& e, const std::vector<const Executor*>& executors) {
        auto lives = [&](const void* other) { return std::ranges::find(executors, other) != executors.end(); };
        RC_ASSERT(e.valid);
        if (e.site != nullptr) {
            RC_ASSERT(opcode_of(*e.site) == Opcode::ENTER_EXECUTOR);
            RC_ASSERT((e.trace.code->executors.at(oparg_of(*e.site)) == &e));
        }
        for (const void* other : e.trace.code->executors) RC_ASSERT((other == nullptr || lives(other)));
        for (const ExitData& exit : e.exits) {
            if (exit.linked == nullptr) continue;
            RC_ASSERT(lives(exit.linked));
            const auto& target = *static_cast<const Executor*>(exit.linked);
            RC_ASSERT(std::ranges::count(target.incoming, &exit) == 1);
            if (target.machine_code.code != nullptr) RC_ASSERT((exit.code == target.machine_code.code));
        }
        for (const ExitData* exit : e.incoming) RC_ASSERT((exit->linked == &e && lives(exit->owner)));
        for (const Assumption& a : e.trace.assumptions)
            if (a.object == globals().get().as_object()) RC_ASSERT(globals().as<DictObject>()->entries[a.index].value == a.value);
    }

    Vm vm_;
    Model model_;
    std::optional<Jit> jit_;
    std::uint32_t max_executors_;
    std::int64_t objects_ = 0;
    std::size_t entry_bytes_ = 0;
    std::vector<Ref> modules_;
    Module module_;
    int new_globals_ = 0;
    std::optional<Command> pending_;
};

void check_commands(bool machine_code) {
    const auto code_bytes = *rc::gen::element<std::size_t>(std::size_t{4} << 20, std::size_t{16} << 10);
    const auto max_executors = *rc::gen::element<std::uint32_t>(4000, 5);
    TraceCache cache(machine_code, code_bytes, max_executors);
    for (const Command& c : *commands()) cache.run(c);
    cache.finish();
}

RC_GTEST_PROP(TraceCache, KeepsWhatTheModelKeeps, ()) { check_commands(true); }
RC_GTEST_PROP(TraceCache, KeepsWhatTheModelKeepsWithoutMachineCode, ()) { check_commands(false); }

}  // namespace
}  // namespace sidewinder::jit
