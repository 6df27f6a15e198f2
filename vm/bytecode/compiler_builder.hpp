// SPDX-License-Identifier: MIT
// Private to the compiler: one code unit under construction. In: instructions in order, labels,
// protected regions. Out: the filled CodeObject. What cannot be reached is dropped as it is
// emitted; the stack depth is tracked, so that a handler knows how far to cut the stack.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/objects/thread.hpp"

namespace sidewinder {

class CodeBuilder {
public:
    using Label = std::int32_t;
    static constexpr Label no_label = -1;

    struct Instruction {
        Opcode opcode;
        std::uint32_t oparg = 0;
        Label target = no_label;  ///< of a jump
        std::int32_t line = 0;
        std::int32_t handler = -1;    ///< innermost protected region
        bool may_store_null = false;  ///< STORE_FAST that gives back what LOAD_FAST_AND_CLEAR took
    };

    explicit CodeBuilder(Thread& thread) : thread_(thread) {}
    CodeBuilder(const CodeBuilder&) = delete;
    CodeBuilder& operator=(const CodeBuilder&) = delete;

    // ---- instructions ----
    void set_line(std::int32_t line) { line_ = line; }
    std::int32_t line() const { return line_; }
    void emit(Opcode opcode, std::uint32_t oparg = 0);
    /// The instruction just emitted, if it is `opcode`; to amend its oparg.
    Instruction* last(Opcode opcode);
    void emit_restore(std::uint32_t slot);  ///< STORE_FAST of a value that may be null

    Label new_label();
    void place(Label label);
    /// JUMP_FORWARD or, to a placed label, JUMP_BACKWARD.
    void jump(Label label);
    /// A conditional jump or FOR_ITER, always forward.
    void jump(Opcode opcode, Label label);

    /// Instructions from here on continue at `target` when they raise, with today's stack.
    void push_handler(Label target, bool push_offset);
    void pop_handler();
    std::vector<std::int32_t> handlers() const { return active_; }
    void set_handlers(std::vector<std::int32_t> active) { active_ = std::move(active); }
    /// Where the region's exceptions arrive: the stack as it was, the offset if asked, the
    /// exception.
    void place_handler(Label target);

    int depth() const { return depth_; }
    void set_depth(int depth) { depth_ = depth; }
    bool too_large() const { return too_large_; }
    /// After an error: nothing more is emitted, and depths need not agree any longer.
    void abandon() { abandoned_ = true; }

    // ---- constants and names ----
    /// Index of a constant that is known by `key`; `value` is kept when the key is new.
    std::uint32_t constant(const std::string& key, Ref value);
    std::uint32_t unique_constant(Ref value);
    std::uint32_t name(std::string_view text);

    // ---- the result ----
    struct Signature {
        std::uint16_t positional = 0, positional_only = 0, keyword_only = 0;
        std::uint16_t flags = 0;  ///< CodeHeader::flag_var_…
    };
    struct Header {
        std::string_view name, qualname, filename;
        std::int32_t first_line;
        Signature signature;
        std::uint16_t flags;
        std::vector<std::string> local_names;
        std::uint32_t bound_on_entry;  ///< the first so many locals hold a value
        std::vector<bool> is_cell;     ///< per local: holds a cell, so always bound
        std::uint32_t free_count;
    };
    /// Null with MemoryError pending, or with too_large() set.
    Ref finish(const Header& header);

private:
    struct LabelState {
        std::int32_t position = -1;  ///< index of the instruction it stands before
        int depth = -1;              ///< known once something reachable jumps to it
        std::int32_t handler = -1;   ///< the region whose exceptions arrive there
    };
    struct Handler {
        Label target;
        int depth;
        bool push_offset;
        bool used;  ///< protects some instruction
    };

    StringObject* owned_name(std::string_view text) const;
    void append(Instruction instruction);
    void note_jump(Label label, int depth);
    // compiler_flow.cpp
    void check_locals(const Header& header);
    std::vector<bool> jump_targets() const;
    void combine();
    bool assemble(CodeObject& code);
    void assemble_exceptions(CodeObject& code, const std::vector<std::uint32_t>& offsets) const;

    Thread& thread_;
    std::vector<Instruction> instructions_;
    std::vector<LabelState> labels_;
    std::vector<Handler> handlers_;
    std::vector<std::int32_t> active_;
    std::int32_t line_ = 0;
    int depth_ = 0;
    bool reachable_ = true;
    bool too_large_ = false;
    bool abandoned_ = false;
    std::uint64_t emitted_ = 0;  ///< dropped ones included
    std::vector<Ref> constants_;
    std::map<std::string, std::uint32_t> constant_index_;
    std::vector<std::string> names_;
    std::map<std::string, std::uint32_t, std::less<>> name_index_;
};

}  // namespace sidewinder
