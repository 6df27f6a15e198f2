// SPDX-License-Identifier: MIT
// A run leaves a track of points, each a hash of the state there. Between two events no instruction
// runs twice in one frame, so an event's number, a depth and an instruction name one moment of a run.
#include "oracle/lockstep.hpp"

#include "oracle/dump.hpp"
#include "oracle/process.hpp"
#include "vm/bytecode/code_object.hpp"
#include "vm/objects/operations.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <vector>

namespace sidewinder::oracle {

namespace {

/// Hashes values by content, not by address; the ends of what is long stand for all of it.
class StateHash {
public:
    void word(std::uint64_t bits) { hash_ = std::rotl((hash_ ^ bits) * 0x9E37'79B9'7F4A'7C15, 29); }
    void value(Value v) {
        if (v.is_float() && std::isnan(v.as_float())) return word(0);  // its sign is free
        if (!v.is_pointer()) return word(v.bits);
        Object* object = v.as_object();
        word(static_cast<std::uint64_t>(object->kind));
        if (depth_ == deepest) return;
        ++depth_;
        content(object, v);
        --depth_;
    }
    std::uint64_t get() const { return hash_; }

private:
    static constexpr int deepest = 3;
    static constexpr std::size_t widest = 8;

    void values(std::span<const Value> items) {
        word(items.size());
        for (Value v : items.first(std::min(items.size(), widest))) value(v);
        if (items.size() > widest) value(items.back());
    }
    void content(Object* object, Value v) {
        switch (object->kind) {
            case Kind::integer: {
                auto* i = v.as<IntObject>();
                word(static_cast<std::uint64_t>(i->size));
                return word(i->limbs[0]);
            }
            case Kind::string: return text(v.as<StringObject>());
            case Kind::tuple: return values({v.as<TupleObject>()->items, v.as<TupleObject>()->size()});
            case Kind::list: return values({v.as<ListObject>()->items, v.as<ListObject>()->size});
            case Kind::dict: return dict(v.as<DictObject>());
            case Kind::set: {
                auto* set = v.as<SetObject>();
                word(set->used);
                for (std::size_t i = 0; i <= std::min<std::size_t>(set->mask, widest); ++i) value(set->table[i].key);
                return;
            }
            case Kind::cell: return value(v.as<CellObject>()->content);
            case Kind::function: return text(v.as<FunctionObject>()->name);
            case Kind::type: return text(v.as<TypeObject>()->name);
            case Kind::instance: {
                auto* instance = v.as<InstanceObject>();
                text(object->type->name);
                if (underlying(v) != v) value(underlying(v));
                return values({instance->values, instance->shape->size});
            }
            default: text(object->type->name);
        }
    }
    void text(const StringObject* s) {
        word(s->length);
        for (std::uint32_t i = 0; i < std::min<std::uint32_t>(s->length, 32); ++i) word(s->at(i));
    }
    void dict(const DictObject* d) {
        word(d->live);
        for (std::size_t i = 0; i < std::min<std::size_t>(d->used, widest); ++i) {
            if (d->entries[i].key.is_null()) continue;
            value(d->entries[i].key);
            value(d->entries[i].value);
        }
    }

    std::uint64_t hash_ = 0;
    int depth_ = 0;
};

/// One moment: an event (its stack is not compared: it may be in registers) or an instruction.
struct Moment {
    Frame* frame;
    std::uint32_t unit;
    std::span<const Value> stack;
    std::size_t printed;
    bool is_event;

    std::uint32_t depth() const {
        std::uint32_t n = 0;
        for (const Frame* f = frame; f != nullptr; f = f->previous) ++n;
        return n;
    }
    std::uint32_t code() const { return static_cast<CodeObject*>(frame->code)->id; }
    std::span<const Value> locals() const { return {frame->slots, frame->code->local_count}; }
    std::uint64_t hash() const {
        StateHash h;
        h.word(code());
        h.word(unit);
        h.word(printed);
        for (Value v : locals()) h.value(v);
        for (Value v : stack) h.value(v);
        return h.get();
    }
    std::string place() const {
        auto* c = static_cast<CodeObject*>(frame->code);
        return fmt::format("{}, line {}, {}", to_utf8(c->qualname), c->lines[unit], is_event ? "at a back-edge or entry" : "where a trace ends");
    }
    /// One line for each thing that is compared.
    std::vector<std::string> lines() const {
        auto* c = static_cast<CodeObject*>(frame->code);
        std::vector<std::string> out = {place(), fmt::format("instruction {}", unit), fmt::format("{} bytes printed", printed)};
        for (std::size_t i = 0; i < locals().size(); ++i)
            out.push_back(fmt::format("{} = {}", i < c->local_names.size() ? to_utf8(c->local_names[i]) : "?", dump_value(locals()[i])));
        for (std::size_t i = 0; i < stack.size(); ++i) out.push_back(fmt::format("stack[{}] = {}", i, dump_value(stack[i])));
        return out;
    }
};

std::uint32_t unit_of(const Frame* frame, const CodeUnit* ip) { return static_cast<std::uint32_t>(ip - frame->code->first_unit); }

struct Point {
    std::uint64_t event, hash;
    std::uint32_t code, unit;
    std::uint32_t depth;  ///< in frames; 0 at events
    bool is_event;
};

/// Turns what an engine tells into moments. `report_` gets each that counts.
class Track : public Observer {
public:
    void event(Thread& thread, std::string_view output) override {
        ++events_;
        printed_ = output.size();
        at({thread.frame, unit_of(thread.frame, thread.frame->ip), {}, printed_, true});
    }

protected:
    virtual void at(const Moment& moment) = 0;
    static Moment left(Thread& thread, std::size_t printed) {
        Frame* f = thread.frame;
        return {f, unit_of(f, f->ip), {f->stack_base(), f->stack_depth}, printed, false};
    }
    std::uint64_t events_ = 0;
    std::size_t printed_ = 0;  ///< at the last event
};

/// Writes the points down; of number `wanted`, all that can be said.
class Recorder final : public Track {
public:
    explicit Recorder(std::size_t wanted = SIZE_MAX) : wanted_(wanted) {}
    void left_trace(Thread& thread, const jit::ExitData&) override { at(left(thread, printed_)); }
    std::vector<Point> points;
    std::vector<std::string> lines;

private:
    void at(const Moment& m) override {
        if (points.size() == wanted_) lines = m.lines();
        if (points.size() <= wanted_) points.push_back({events_, m.hash(), m.code(), m.unit, m.is_event ? 0 : m.depth(), m.is_event});
    }
    std::size_t wanted_;
};

/// Walks beside the points of another run until one is not the same.
class Checker final : public Track {
public:
    explicit Checker(std::span<const Point> points) : points_(points) {}
    void left_trace(Thread& thread, const jit::ExitData&) override { instruction_at(left(thread, printed_)); }
    void instruction(Frame* frame, CodeUnit* ip, Value* stack_top) override {
        if (parted_ || next_ == points_.size() || points_[next_].is_event || points_[next_].event != events_) return;
        if (points_[next_].unit != unit_of(frame, ip)) return;
        instruction_at({frame, unit_of(frame, ip), {frame->stack_base(), stack_top}, printed_, false});
    }
    bool parted() const { return parted_; }
    std::size_t index() const { return next_; }       ///< of the point at which they part
    std::uint64_t events() const { return events_; }  ///< up to there
    std::uint64_t compared = 0;
    std::vector<std::string> lines;
    void finish() {
        if (!parted_ && next_event() != points_.size()) part({"the program goes on"});
    }

private:
    /// Ends of traces that this engine did not come by are passed over.
    std::size_t next_event() const {
        std::size_t i = next_;
        while (i < points_.size() && !points_[i].is_event) ++i;
        return i;
    }
    void part(std::vector<std::string> state) {
        parted_ = true;
        lines = std::move(state);
    }
    void at(const Moment& m) override {
        if (parted_) return;
        next_ = next_event();
        check(m);
    }
    void instruction_at(const Moment& m) {
        if (parted_ || next_ == points_.size()) return;
        const Point& p = points_[next_];
        if (!p.is_event && p.event == events_ && p.code == m.code() && p.unit == m.unit && p.depth == m.depth()) check(m);
    }
    void check(const Moment& m) {
        if (next_ == points_.size() || points_[next_].hash != m.hash()) return part(m.lines());
        ++compared;
        ++next_;
    }

    std::span<const Point> points_;
    std::size_t next_ = 0;
    bool parted_ = false;
};

Outcome run_observed(EngineId id, std::string_view source, const RunOptions& options, Observer& observer, RunStatistics* statistics = nullptr) {
    RunOptions observed = options;
    observed.observer = &observer;
    return run_program(id, source, observed, statistics);
}

std::string difference(const std::vector<std::string>& reference, const std::vector<std::string>& other) {
    auto [a, b] = std::ranges::mismatch(reference, other);
    if (a == reference.end() && b == other.end()) return "the same when printed";
    std::string_view none = "nothing";
    return fmt::format("{} against {}", a == reference.end() ? none : *a, b == other.end() ? none : *b);
}

}  // namespace

std::string Divergence::to_text() const { return fmt::format("event {}: {}: {}", event, at, what); }

LockstepResult run_lockstep(EngineId reference, EngineId other, std::string_view source, const RunOptions& options, RunStatistics* statistics) {
    LockstepResult result;
    Recorder track;
    result.other = run_observed(other, source, options, track, statistics);
    Checker checker(track.points);
    result.reference = run_observed(reference, source, options, checker);
    checker.finish();
    result.compared = checker.compared;
    if (!checker.parted()) return result;
    Recorder again(checker.index());
    if (checker.index() < track.points.size()) run_observed(other, source, options, again);
    else again.lines = {"the program has ended"};
    const std::string& place = checker.lines.size() > 1 ? checker.lines[0] : again.lines[0];
    result.divergence = Divergence{checker.events(), place, difference(checker.lines, again.lines)};
    return result;
}

std::optional<Divergence> find_divergence(EngineId reference, EngineId other, std::string_view source, const RunOptions& options) {
    ChildResult child = run_in_child(
        [&] {
            auto found = run_lockstep(reference, other, source, options).divergence;
            nlohmann::json json;
            if (found) json = {{"event", found->event}, {"at", found->at}, {"what", found->what}};
            return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        },
        options.isolated_seconds);
    auto json = nlohmann::json::parse(child.answer, nullptr, false);
    if (!child.answered || !json.is_object()) return std::nullopt;
    return Divergence{json.value("event", std::uint64_t{0}), json.value("at", ""), json.value("what", "")};
}

}  // namespace sidewinder::oracle
