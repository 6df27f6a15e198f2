// SPDX-License-Identifier: MIT
// if, loops, try, and leaving them early. Exception regions are laid out as CPython does: a
// handler keeps the previous handled exception on the stack until POP_EXCEPT, and what raises
// inside a handler passes through a clean-up that gives it back.
#include "vm/bytecode/compiler_state.hpp"
#include "vm/uops/helpers.hpp"

namespace sidewinder {

using namespace syntax;

namespace {
/// CPython's CO_MAXBLOCKS: both refuse the same programs.
constexpr std::size_t max_open_blocks = 21;
}  // namespace

void UnitCompiler::statement(const If& n, const Statement&) {
    const Label end = code_.new_label();
    for (std::size_t i = 0; i < n.branches.size(); ++i) {
        const bool is_last = i + 1 == n.branches.size() && n.orelse.empty();
        const Label next = is_last ? end : code_.new_label();
        jump_if(*n.branches[i].test, next, false);
        block(n.branches[i].body);
        if (is_last) break;
        code_.jump(end);
        code_.place(next);
    }
    block(n.orelse);
    code_.place(end);
}

void UnitCompiler::statement(const While& n, const Statement& s) {
    const Label start = code_.new_label();
    const Label done = code_.new_label();
    const Label end = code_.new_label();
    code_.place(start);
    if (!open_block({BlockKind::while_loop, code_.handlers(), start, end}, &s)) return;
    jump_if(*n.test, done, false);
    block(n.body);
    code_.set_line(s.line);
    code_.jump(start);
    close_block();
    code_.place(done);
    block(n.orelse);
    code_.place(end);
}

void UnitCompiler::statement(const For& n, const Statement& s) {
    const Label start = code_.new_label();
    const Label exhausted = code_.new_label();
    const Label end = code_.new_label();
    visit(*n.iterable);
    at(*n.iterable);
    code_.emit(Opcode::GET_ITER);
    if (!open_block({BlockKind::for_loop, code_.handlers(), start, end}, &s)) return;
    code_.place(start);
    at(*n.iterable);
    code_.jump(Opcode::FOR_ITER, exhausted);
    store(*n.target);
    block(n.body);
    at(*n.iterable);
    code_.jump(start);
    close_block();
    code_.place(exhausted);
    code_.emit(Opcode::POP_ITER);
    block(n.orelse);
    code_.place(end);
}

// ---- leaving early ------------------------------------------------------------------------------

bool UnitCompiler::open_block(OpenBlock open, const Statement* s) {
    if (blocks_.size() >= max_open_blocks) {
        fail(s ? s->line : code_.line(), s ? s->column : 0, "too many statically nested blocks");
        return false;
    }
    blocks_.push_back(std::move(open));
    return true;
}

void UnitCompiler::unwind_one(const OpenBlock& open, bool keep_value) {
    auto keep = [&] {
        if (keep_value) code_.emit(Opcode::SWAP, 2);
    };
    switch (open.kind) {
        case BlockKind::while_loop: return;
        case BlockKind::for_loop:
        case BlockKind::value: keep(); return code_.emit(Opcode::POP_TOP);
        case BlockKind::try_body: return code_.set_handlers(open.handlers_outside);
        case BlockKind::finally_try: {
            code_.set_handlers(open.handlers_outside);
            // The value waits on the stack while the body runs, which may itself leave.
            if (keep_value) blocks_.push_back({BlockKind::value, code_.handlers()});
            block(*open.finally_body);
            if (keep_value) close_block();
            return;
        }
        case BlockKind::finally_end:
            keep();
            code_.emit(Opcode::POP_TOP);
            keep();
            code_.set_handlers(open.handlers_outside);
            return code_.emit(Opcode::POP_EXCEPT);
        case BlockKind::with:
            code_.set_handlers(open.handlers_outside);
            if (keep_value) {
                code_.emit(Opcode::SWAP, 3);
                code_.emit(Opcode::SWAP, 2);
            }
            return call_exit();
        case BlockKind::handler:
            keep();
            code_.set_handlers(open.handlers_outside);
            code_.emit(Opcode::POP_EXCEPT);
            if (open.name) clear_name(*open.name);
            return;
    }
}

const UnitCompiler::OpenBlock* UnitCompiler::unwind_to_loop(bool to_loop, bool keep_value) {
    if (blocks_.empty()) return nullptr;
    const BlockKind kind = blocks_.back().kind;
    const bool is_loop = kind == BlockKind::while_loop || kind == BlockKind::for_loop;
    if (to_loop && is_loop) return &blocks_.back();
    // The block is closed while it is left: a `finally` body must not see itself.
    OpenBlock open = std::move(blocks_.back());
    blocks_.pop_back();
    std::vector<std::int32_t> handlers = code_.handlers();
    unwind_one(open, keep_value);
    const OpenBlock* loop = unwind_to_loop(to_loop, keep_value);
    // Blocks outside the loop are untouched, so its place among them is stable.
    const std::size_t loop_index = loop ? static_cast<std::size_t>(loop - blocks_.data()) : 0;
    blocks_.push_back(std::move(open));
    code_.set_handlers(std::move(handlers));
    return loop ? &blocks_[loop_index] : nullptr;
}

void UnitCompiler::jump_out(bool is_break, const Statement& s) {
    const int depth = code_.depth();
    const std::vector<std::int32_t> handlers = code_.handlers();
    const OpenBlock* loop = unwind_to_loop(true, false);
    if (!loop) {
        return fail(s.line, s.column,
                    is_break ? "'break' outside loop" : "'continue' not properly in loop");
    }
    code_.set_line(s.line);
    const Label target = is_break ? loop->exit : loop->start;
    code_.set_handlers(loop->handlers_outside);
    if (is_break) unwind_one(*loop, false);
    code_.jump(target);
    code_.set_handlers(handlers);
    code_.set_depth(depth);
}

void UnitCompiler::statement(const Break&, const Statement& s) {
    jump_out(true, s);
}
void UnitCompiler::statement(const Continue&, const Statement& s) {
    jump_out(false, s);
}

// ---- with ---------------------------------------------------------------------------------------

/// Stack: [exit, self]. What __exit__ answers to a body that raised nothing is of no interest.
void UnitCompiler::call_exit() {
    for (int i = 0; i < 3; ++i) load_none();
    code_.emit(Opcode::CALL, 3);
    code_.emit(Opcode::POP_TOP);
}

void UnitCompiler::statement(const With& n, const Statement&) {
    with_item(n, 0);
}

/// The body lies in the innermost item; below it on the stack are each item's __exit__ and its self.
void UnitCompiler::with_item(const With& n, std::size_t i) {
    if (i == n.items.size()) return block(n.body);
    const WithItem& item = n.items[i];
    const Label raised = code_.new_label();
    const Label cleanup = code_.new_label();
    const Label suppressed = code_.new_label();
    const Label end = code_.new_label();
    const int depth = code_.depth();
    visit(*item.context);
    at(*item.context);
    code_.emit(Opcode::COPY, 1);
    code_.emit(Opcode::LOAD_SPECIAL, special_exit);
    code_.emit(Opcode::SWAP, 2);
    code_.emit(Opcode::SWAP, 3);
    code_.emit(Opcode::LOAD_SPECIAL, special_enter);
    code_.emit(Opcode::CALL, 0);
    code_.set_depth(code_.depth() - 1);  // the handler finds no result of __enter__
    const std::vector<std::int32_t> outside = code_.handlers();
    code_.push_handler(raised, true);
    code_.set_depth(code_.depth() + 1);
    if (!open_block({BlockKind::with, outside}, nullptr)) return;
    if (item.target) store(*item.target);
    else code_.emit(Opcode::POP_TOP);
    with_item(n, i + 1);
    close_block();
    code_.pop_handler();
    at(*item.context);
    call_exit();
    code_.jump(end);

    code_.place_handler(raised);  // [exit, self, offset, exception]
    code_.push_handler(cleanup, true);
    code_.emit(Opcode::PUSH_EXC_INFO);
    code_.emit(Opcode::WITH_EXCEPT_START);
    code_.emit(Opcode::TO_BOOL);
    code_.jump(Opcode::POP_JUMP_IF_TRUE, suppressed);
    code_.emit(Opcode::RERAISE, 2);
    code_.place(suppressed);
    code_.emit(Opcode::POP_TOP);
    code_.pop_handler();
    code_.emit(Opcode::POP_EXCEPT);
    for (int k = 0; k < 3; ++k) code_.emit(Opcode::POP_TOP);
    code_.jump(end);
    restore_and_reraise(cleanup);
    code_.set_depth(depth);
    code_.place(end);
}

// ---- try ----------------------------------------------------------------------------------------

void UnitCompiler::statement(const Try& n, const Statement&) {
    if (n.finally_.empty()) {
        try_except(n);
    } else {
        try_finally(n);
    }
}

/// What raised in a handler arrives here: [previous, offset, exception].
void UnitCompiler::restore_and_reraise(Label cleanup) {
    code_.place_handler(cleanup);
    code_.emit(Opcode::COPY, 3);
    code_.emit(Opcode::POP_EXCEPT);
    code_.emit(Opcode::RERAISE, 1);
}

void UnitCompiler::try_finally(const Try& n) {
    const Label raised = code_.new_label();
    const Label cleanup = code_.new_label();
    const Label end = code_.new_label();
    const int depth = code_.depth();
    if (!open_block({BlockKind::finally_try, code_.handlers(), {}, {}, &n.finally_}, nullptr))
        return;
    code_.push_handler(raised, false);
    n.handlers.empty() ? block(n.body) : try_except(n);
    code_.pop_handler();
    close_block();
    block(n.finally_);
    code_.jump(end);

    code_.place_handler(raised);
    if (!open_block({BlockKind::finally_end, code_.handlers()}, nullptr)) return;
    code_.push_handler(cleanup, true);
    code_.emit(Opcode::PUSH_EXC_INFO);
    block(n.finally_);
    code_.emit(Opcode::RERAISE, 0);
    code_.pop_handler();
    close_block();
    restore_and_reraise(cleanup);
    code_.set_depth(depth);
    code_.place(end);
}

void UnitCompiler::try_except(const Try& n) {
    const Label raised = code_.new_label();
    const Label cleanup = code_.new_label();
    const Label end = code_.new_label();
    const int depth = code_.depth();
    if (!open_block({BlockKind::try_body, code_.handlers()}, nullptr)) return;
    code_.push_handler(raised, false);
    block(n.body);
    code_.pop_handler();
    close_block();
    block(n.orelse);
    code_.jump(end);

    code_.place_handler(raised);
    code_.push_handler(cleanup, true);
    code_.emit(Opcode::PUSH_EXC_INFO);
    for (const ExceptHandler& handler : n.handlers) except_handler(handler, end);
    code_.emit(Opcode::RERAISE, 0);
    code_.pop_handler();
    restore_and_reraise(cleanup);
    code_.set_depth(depth);
    code_.place(end);
}

/// Stack: [previous, exception]. Falls through when the exception does not match.
void UnitCompiler::except_handler(const ExceptHandler& handler, Label end) {
    if (stopped()) return code_.abandon();
    code_.set_line(handler.line);
    const Label next = code_.new_label();
    const int depth = code_.depth();
    if (handler.type) {
        visit(*handler.type);
        code_.set_line(handler.line);
        code_.emit(Opcode::CHECK_EXC_MATCH);
        code_.jump(Opcode::POP_JUMP_IF_FALSE, next);
    }
    if (handler.name.empty()) {
        code_.emit(Opcode::POP_TOP);
    } else {
        name_op(handler.name, Access::store);
    }
    handler_body(handler, end);
    code_.set_depth(depth);
    code_.place(next);
}

/// Stack: [previous]. The region that protects the handlers is innermost on entry and exit.
void UnitCompiler::handler_body(const ExceptHandler& handler, Label end) {
    const std::vector<std::int32_t> inside = code_.handlers();
    std::vector<std::int32_t> outside = inside;
    outside.pop_back();
    const bool named = !handler.name.empty();
    const Label forget = code_.new_label();
    if (!open_block({BlockKind::handler, outside, {}, {}, nullptr, named ? &handler.name : nullptr},
                    nullptr))
        return;
    if (named) code_.push_handler(forget, true);
    block(handler.body);
    close_block();
    code_.set_line(handler.line);
    code_.set_handlers(outside);
    code_.emit(Opcode::POP_EXCEPT);
    if (named) clear_name(handler.name);
    code_.jump(end);
    code_.set_handlers(inside);
    if (!named) return;
    code_.place_handler(forget);
    clear_name(handler.name);
    code_.emit(Opcode::RERAISE, 1);
}

/// name = None; del name: the name must be bound for `del`, whatever the body did.
void UnitCompiler::clear_name(const std::string& name) {
    load_none();
    name_op(name, Access::store);
    name_op(name, Access::delete_);
}

}  // namespace sidewinder
