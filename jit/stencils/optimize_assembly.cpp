// SPDX-License-Identifier: MIT
#include "jit/stencils/optimize_assembly.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace sidewinder::jit {

namespace {

using Line = std::string_view;

/// Where control goes: a block of this function, or a symbol outside of it.
struct Destination {
    int block = -1;
    std::string symbol;
    friend bool operator==(const Destination&, const Destination&) = default;
};

struct Block {
    std::vector<std::string> labels;
    std::vector<std::string> body;
    std::string condition;              ///< "ne" …; empty: no conditional jump
    std::optional<Destination> taken;   ///< of the conditional jump
    std::optional<Destination> next;    ///< otherwise; nullopt: returns or traps
    bool calls = false;
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> opposites = {{
    {"e", "ne"}, {"g", "le"}, {"ge", "l"}, {"a", "be"}, {"ae", "b"}, {"s", "ns"}, {"o", "no"}, {"p", "np"},
}};

std::string opposite(std::string_view condition) {
    for (auto [a, b] : opposites) {
        if (a == condition) return std::string(b);
        if (b == condition) return std::string(a);
    }
    return {};
}

bool goes_on(const Destination& d) { return d.symbol.starts_with("JIT_CONTINUE") || d.symbol == "JIT_TOP"; }

Line trimmed(Line line) {
    std::size_t hash = line.find('#');
    // Assembly comments only; immediates are written with $.
    if (hash != Line::npos) line = line.substr(0, hash);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    return line;
}

class Function {
public:
    Function(std::string name, const std::vector<Line>& lines) : name_(std::move(name)) {
        split(lines);
        for (Block& block : blocks_) {
            resolve(block.taken);
            resolve(block.next);
        }
        for (Block& block : blocks_) {
            thread_jump(block.taken);
            thread_jump(block.next);
        }
    }

    std::string print() {
        lay_out();
        std::string text;
        for (std::size_t i = 0; i < hot_.size(); ++i)
            print_block(text, hot_[i], i + 1 < hot_.size() ? Destination{hot_[i + 1], {}} : Destination{});
        std::vector<int> cold = cold_blocks();
        if (cold.empty()) return text;
        text += "\t.section\t.text.cold." + name_ + ",\"ax\",@progbits\n";
        for (std::size_t i = 0; i < cold.size(); ++i)
            print_block(text, cold[i], i + 1 < cold.size() ? Destination{cold[i + 1], {}} : Destination{});
        return text;
    }

private:
    void split(const std::vector<Line>& lines) {
        blocks_.emplace_back();
        bool open = true;  // the last block may still grow
        auto begin_block = [&](bool falls_in) {
            if (falls_in) blocks_.back().next = Destination{static_cast<int>(blocks_.size()), {}};
            blocks_.emplace_back();
            open = true;
        };
        for (Line raw : lines) {
            Line line = trimmed(raw);
            if (line.empty() || line.starts_with(".p2align")) continue;
            if (line.back() == ':') {
                Block& last = blocks_.back();
                if (!open || !last.body.empty()) begin_block(open);
                blocks_.back().labels.emplace_back(line.substr(0, line.size() - 1));
                continue;
            }
            if (!open) begin_block(false);
            std::size_t space = line.find_first_of(" \t");
            Line mnemonic = line.substr(0, space);
            Line operand = space == Line::npos ? Line{} : trimmed(line.substr(space));
            if (mnemonic == "jmp" && !operand.starts_with('*')) {
                blocks_.back().next = Destination{-1, std::string(operand)};
                open = false;
            } else if (mnemonic == "retq" || mnemonic == "ud2" || mnemonic == "jmp") {
                blocks_.back().body.emplace_back(line);
                open = false;
            } else if (mnemonic.starts_with('j')) {
                blocks_.back().condition = mnemonic.substr(1);
                blocks_.back().taken = Destination{-1, std::string(operand)};
                begin_block(true);
            } else {
                blocks_.back().calls |= mnemonic.starts_with("call");
                blocks_.back().body.emplace_back(line);
            }
        }
    }

    void resolve(std::optional<Destination>& d) {
        if (!d || d->block >= 0) return;
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            if (std::ranges::find(blocks_[i].labels, d->symbol) != blocks_[i].labels.end()) {
                *d = Destination{static_cast<int>(i), {}};
                return;
            }
    }

    /// A jump to a block that only jumps on goes there directly.
    void thread_jump(std::optional<Destination>& d) {
        for (int hops = 0; d && d->block >= 0 && hops < 8; ++hops) {
            const Block& b = blocks_[static_cast<std::size_t>(d->block)];
            if (!b.body.empty() || b.taken || !b.next) return;
            d = b.next;
        }
    }

    /// 2: gets to the next stencil without a call; 1: with one; 0: not at all.
    int merit(const Destination& d, std::vector<bool>& seen, bool called) const {
        if (d.block < 0) return !goes_on(d) ? 0 : called ? 1 : 2;
        auto i = static_cast<std::size_t>(d.block);
        if (seen[i]) return 0;
        seen[i] = true;
        const Block& b = blocks_[i];
        called |= b.calls;
        int best = 0;
        if (b.taken) best = std::max(best, merit(*b.taken, seen, called));
        if (b.next) best = std::max(best, merit(*b.next, seen, called));
        seen[i] = false;
        return best;
    }
    int merit(const Destination& d) const {
        std::vector<bool> seen(blocks_.size());
        return merit(d, seen, false);
    }

    /// The common path: from the entry always to the better successor, until it goes on.
    void lay_out() {
        std::vector<bool> placed(blocks_.size());
        int current = 0;
        while (current >= 0) {
            hot_.push_back(current);
            placed[static_cast<std::size_t>(current)] = true;
            const Block& b = blocks_[static_cast<std::size_t>(current)];
            current = -1;
            int best = 0;
            bool may_go_on = (b.taken && goes_on(*b.taken)) || (b.next && goes_on(*b.next));
            for (const auto& d : {b.next, b.taken}) {
                if (!d || d->block < 0 || placed[static_cast<std::size_t>(d->block)]) continue;
                int m = merit(*d);
                // Rather end here, going on, than with a call.
                if (m > best && !(may_go_on && m < 2)) {
                    best = m;
                    current = d->block;
                }
            }
        }
    }

    std::vector<int> cold_blocks() const {
        std::vector<bool> wanted(blocks_.size());
        std::vector<int> work(hot_);
        while (!work.empty()) {
            int i = work.back();
            work.pop_back();
            if (wanted[static_cast<std::size_t>(i)]) continue;
            wanted[static_cast<std::size_t>(i)] = true;
            const Block& b = blocks_[static_cast<std::size_t>(i)];
            for (const auto& d : {b.next, b.taken})
                if (d && d->block >= 0) work.push_back(d->block);
        }
        std::vector<int> cold;
        for (std::size_t i = 0; i < blocks_.size(); ++i)
            if (wanted[i] && std::ranges::find(hot_, static_cast<int>(i)) == hot_.end())
                cold.push_back(static_cast<int>(i));
        return cold;
    }

    std::string label(int block) const { return ".LSW_" + name_ + "_" + std::to_string(block); }
    std::string operand(const Destination& d) const { return d.block >= 0 ? label(d.block) : d.symbol; }

    /// `follows` is what is laid out next; with none, going on is made the last jump of the part,
    /// so that it can be left out.
    void print_block(std::string& text, int index, const Destination& follows) const {
        const Block& b = blocks_[static_cast<std::size_t>(index)];
        if (index != 0) text += label(index) + ":\n";
        for (const std::string& line : b.body) text += "\t" + line + "\n";
        std::optional<Destination> next = b.next;
        if (b.taken) {
            bool at_end = follows.block < 0;
            bool swap = *b.taken == follows || (at_end && goes_on(*b.taken) && !(next && goes_on(*next)));
            if (swap && next) {
                text += "\tj" + opposite(b.condition) + "\t" + operand(*next) + "\n";
                next = b.taken;
            } else {
                text += "\tj" + b.condition + "\t" + operand(*b.taken) + "\n";
            }
        }
        if (next && !(next->block >= 0 && *next == follows)) text += "\tjmp\t" + operand(*next) + "\n";
    }

    std::string name_;
    std::vector<Block> blocks_;
    std::vector<int> hot_;
};

}  // namespace

std::string optimize_assembly(std::string_view assembly) {
    std::string out, name;
    std::vector<Line> lines;
    bool inside = false;
    while (!assembly.empty()) {
        std::size_t n = assembly.find('\n');
        Line line = assembly.substr(0, n);
        assembly.remove_prefix(n == Line::npos ? assembly.size() : n + 1);
        Line text = trimmed(line);
        if (inside) {
            if (text.starts_with(".Lfunc_end")) {
                out += Function(name, lines).print();
                inside = false;
            } else {
                lines.push_back(line);
            }
            continue;
        }
        // Sizes are differences of labels that may now be in different sections.
        if (text.starts_with(".size")) continue;
        out += line;
        out += '\n';
        bool label = !text.empty() && text.back() == ':' && !text.starts_with('.');
        if (!label) continue;
        name = text.substr(0, text.size() - 1);
        lines.clear();
        inside = true;
    }
    return out;
}

}  // namespace sidewinder::jit
