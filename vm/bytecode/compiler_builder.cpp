// SPDX-License-Identifier: MIT
// Emission: every instruction's effect on the stack, labels, protected regions, and the tables of
// constants and names. compiler_flow.cpp turns the result into code units.
#include "vm/bytecode/compiler_builder.hpp"

#include "vm/base/check.hpp"

namespace sidewinder {
namespace {

/// Bodies of `finally` are compiled once for each way out of them; this bounds their number.
constexpr std::uint64_t emission_limit = 400'000;
constexpr int stack_limit = 30'000;  // the verifier keeps depths in 16 bits

/// How the stack grows; for jumps, when they do not jump.
int stack_effect(Opcode opcode, std::uint32_t oparg) {
    const int n = static_cast<int>(oparg);
    switch (opcode) {
        case Opcode::NOP:
        case Opcode::RESUME:
        case Opcode::DELETE_FAST:
        case Opcode::SWAP:
        case Opcode::MAKE_CELL:
        case Opcode::COPY_FREE_VARS:
        case Opcode::DELETE_DEREF:
        case Opcode::DELETE_GLOBAL:
        case Opcode::DELETE_NAME:
        case Opcode::TO_BOOL:
        case Opcode::UNARY_NEGATIVE:
        case Opcode::UNARY_INVERT:
        case Opcode::UNARY_NOT:
        case Opcode::CALL_INTRINSIC_1:
        case Opcode::FORMAT_SIMPLE:
        case Opcode::CONVERT_VALUE:
        case Opcode::GET_ITER:
        case Opcode::JUMP_FORWARD:
        case Opcode::JUMP_BACKWARD:
        case Opcode::MAKE_FUNCTION:
        case Opcode::GET_YIELD_FROM_ITER:
        case Opcode::YIELD_VALUE:
        case Opcode::SEND:
        case Opcode::CHECK_EXC_MATCH: return 0;
        case Opcode::LOAD_FAST:
        case Opcode::LOAD_FAST_CHECK:
        case Opcode::LOAD_FAST_AND_CLEAR:
        case Opcode::LOAD_CONST:
        case Opcode::LOAD_SMALL_INT:
        case Opcode::LOAD_COMMON_CONSTANT:
        case Opcode::PUSH_NULL:
        case Opcode::COPY:
        case Opcode::LOAD_DEREF:
        case Opcode::LOAD_NAME:
        case Opcode::FOR_ITER:
        case Opcode::LOAD_BUILD_CLASS:
        case Opcode::PUSH_EXC_INFO:
        case Opcode::MATCH_SEQUENCE:
        case Opcode::MATCH_MAPPING:
        case Opcode::MATCH_KEYS:
        case Opcode::GET_LEN:
        case Opcode::RETURN_GENERATOR:
        case Opcode::LOAD_SPECIAL:
        case Opcode::WITH_EXCEPT_START:
        case Opcode::IMPORT_FROM: return 1;
        case Opcode::STORE_FAST:
        case Opcode::POP_TOP:
        case Opcode::STORE_DEREF:
        case Opcode::STORE_GLOBAL:
        case Opcode::STORE_NAME:
        case Opcode::BINARY_OP:
        case Opcode::COMPARE_OP:
        case Opcode::IS_OP:
        case Opcode::CONTAINS_OP:
        case Opcode::DELETE_ATTR:
        case Opcode::LIST_APPEND:
        case Opcode::LIST_EXTEND:
        case Opcode::SET_ADD:
        case Opcode::SET_UPDATE:
        case Opcode::DICT_UPDATE:
        case Opcode::DICT_MERGE:
        case Opcode::FORMAT_WITH_SPEC:
        case Opcode::POP_ITER:
        case Opcode::POP_JUMP_IF_TRUE:
        case Opcode::POP_JUMP_IF_FALSE:
        case Opcode::POP_JUMP_IF_NONE:
        case Opcode::POP_JUMP_IF_NOT_NONE:
        case Opcode::RETURN_VALUE:
        case Opcode::RETURN_FROM_GENERATOR:
        case Opcode::END_SEND:
        case Opcode::CLEANUP_THROW:
        case Opcode::SET_FUNCTION_ATTRIBUTE:
        case Opcode::POP_EXCEPT:
        case Opcode::RERAISE:
        case Opcode::IMPORT_NAME: return -1;
        case Opcode::MATCH_CLASS:
        case Opcode::BINARY_SLICE:
        case Opcode::STORE_ATTR:
        case Opcode::DELETE_SUBSCR:
        case Opcode::MAP_ADD: return -2;
        case Opcode::STORE_SUBSCR:
        case Opcode::CALL_FUNCTION_EX: return -3;
        case Opcode::STORE_SLICE: return -4;
        case Opcode::LOAD_GLOBAL: return 1 + (n & 1);
        case Opcode::LOAD_ATTR: return n & 1;
        case Opcode::BUILD_SLICE:
        case Opcode::BUILD_LIST:
        case Opcode::BUILD_TUPLE:
        case Opcode::BUILD_SET:
        case Opcode::BUILD_STRING: return 1 - n;
        case Opcode::BUILD_MAP: return 1 - 2 * n;
        case Opcode::UNPACK_SEQUENCE: return n - 1;
        case Opcode::UNPACK_EX: return (n & 0xFF) + (n >> 8);
        case Opcode::CALL: return -1 - n;
        case Opcode::CALL_KW: return -2 - n;
        case Opcode::RAISE_VARARGS: return -n;
        default: break;  // specialized instructions and superinstructions are never emitted here
    }
    SW_CHECK(false, "{} is not for the compiler to emit", opcode_name(opcode));
    return 0;
}

bool ends_flow(Opcode opcode) {
    return opcode == Opcode::RETURN_VALUE || opcode == Opcode::RETURN_FROM_GENERATOR || opcode == Opcode::RAISE_VARARGS ||
           opcode == Opcode::RERAISE || opcode == Opcode::JUMP_FORWARD ||
           opcode == Opcode::JUMP_BACKWARD;
}

}  // namespace

void CodeBuilder::append(Instruction instruction) {
    if (++emitted_ > emission_limit || instruction.oparg > 0xFFFF || depth_ > stack_limit) {
        too_large_ = abandoned_ = true;
    }
    if (!reachable_ || abandoned_) return;
    instruction.line = line_;
    if (!active_.empty()) {
        instruction.handler = active_.back();
        handlers_[static_cast<std::size_t>(active_.back())].used = true;
    }
    instructions_.push_back(instruction);
    if (ends_flow(instruction.opcode)) reachable_ = false;
}

void CodeBuilder::emit(Opcode opcode, std::uint32_t oparg) {
    depth_ += stack_effect(opcode, oparg);
    SW_CHECK(!reachable_ || abandoned_ || depth_ >= 0, "{} pops from an empty stack",
             opcode_name(opcode));
    append({opcode, oparg});
}

CodeBuilder::Instruction* CodeBuilder::last(Opcode opcode) {
    if (!reachable_ || instructions_.empty() || instructions_.back().opcode != opcode)
        return nullptr;
    return &instructions_.back();
}

void CodeBuilder::emit_restore(std::uint32_t slot) {
    --depth_;
    Instruction instruction{Opcode::STORE_FAST, slot};
    instruction.may_store_null = true;
    append(instruction);
}

CodeBuilder::Label CodeBuilder::new_label() {
    labels_.emplace_back();
    return static_cast<Label>(labels_.size()) - 1;
}

void CodeBuilder::note_jump(Label label, int depth) {
    if (!reachable_ || abandoned_) return;
    LabelState& state = labels_[static_cast<std::size_t>(label)];
    SW_CHECK(state.depth < 0 || state.depth == depth, "jumps with stacks of {} and {}", state.depth,
             depth);
    state.depth = depth;
}

void CodeBuilder::place(Label label) {
    LabelState& state = labels_[static_cast<std::size_t>(label)];
    state.position = static_cast<std::int32_t>(instructions_.size());
    if (state.depth >= 0) {
        SW_CHECK(!reachable_ || abandoned_ || depth_ == state.depth,
                 "a label is reached with stacks of {} and {}", depth_, state.depth);
        depth_ = state.depth;
        reachable_ = true;
    } else if (reachable_) {
        state.depth = depth_;
    }
}

void CodeBuilder::jump(Label label) {
    const bool backward = labels_[static_cast<std::size_t>(label)].position >= 0;
    note_jump(label, depth_);
    append({backward ? Opcode::JUMP_BACKWARD : Opcode::JUMP_FORWARD, 0, label});
}

void CodeBuilder::jump(Opcode opcode, Label label) {
    // FOR_ITER pushes only when it does not jump; the others pop either way.
    const int after = depth_ + stack_effect(opcode, 0);
    note_jump(label, opcode == Opcode::FOR_ITER ? depth_ : after);
    depth_ = after;
    append({opcode, 0, label});
}

void CodeBuilder::push_handler(Label target, bool push_offset) {
    handlers_.push_back({target, depth_, push_offset, false});
    const auto index = static_cast<std::int32_t>(handlers_.size()) - 1;
    active_.push_back(index);
    labels_[static_cast<std::size_t>(target)].handler = index;
}

void CodeBuilder::pop_handler() {
    active_.pop_back();
}

void CodeBuilder::place_handler(Label target) {
    SW_CHECK(!reachable_ || abandoned_, "code falls into an exception handler");
    const std::int32_t index = labels_[static_cast<std::size_t>(target)].handler;
    const Handler& handler = handlers_[static_cast<std::size_t>(index)];
    depth_ = handler.depth + (handler.push_offset ? 2 : 1);
    reachable_ = handler.used;
    place(target);
}

std::uint32_t CodeBuilder::constant(const std::string& key, Ref value) {
    const auto [entry, is_new] =
        constant_index_.try_emplace(key, static_cast<std::uint32_t>(constants_.size()));
    if (is_new) constants_.push_back(std::move(value));
    return entry->second;
}

std::uint32_t CodeBuilder::unique_constant(Ref value) {
    constants_.push_back(std::move(value));
    return static_cast<std::uint32_t>(constants_.size()) - 1;
}

std::uint32_t CodeBuilder::name(std::string_view text) {
    if (const auto found = name_index_.find(text); found != name_index_.end()) return found->second;
    names_.emplace_back(text);
    const auto index = static_cast<std::uint32_t>(names_.size()) - 1;
    name_index_.emplace(text, index);
    return index;
}

StringObject* CodeBuilder::owned_name(std::string_view text) const {
    StringObject* string = intern(thread_, text);
    if (string) incref(string);
    return string;
}

Ref CodeBuilder::finish(const Header& header) {
    if (too_large_ || header.local_names.size() > 0xFFFF) {
        too_large_ = true;
        return {};
    }
    check_locals(header);
    combine();
    CodeObject* code = make_code_object(thread_);
    if (!code) return {};
    Ref owner = Ref::steal(code);
    code->flags |= header.flags;
    code->name = owned_name(header.name);
    code->qualname = owned_name(header.qualname);
    code->filename = owned_name(header.filename);
    code->first_line = header.first_line;
    code->flags |= header.signature.flags;
    code->argument_count = header.signature.positional;
    code->positional_only_count = header.signature.positional_only;
    code->keyword_only_count = header.signature.keyword_only;
    code->exact_argument_count = header.signature.keyword_only > 0 || header.signature.flags != 0 ? CodeHeader::not_exact : header.signature.positional;
    code->local_count = static_cast<std::uint16_t>(header.local_names.size());
    code->free_count = static_cast<std::uint16_t>(header.free_count);
    for (const std::string& local : header.local_names)
        code->local_names.push_back(intern(thread_, local));
    for (const std::string& text : names_) code->names.push_back(intern(thread_, text));
    for (Ref& value : constants_) code->constants.push_back(value.release());
    if (thread_.has_exception()) return {};
    if (!assemble(*code)) {
        too_large_ = true;
        return {};
    }
    return owner;
}

}  // namespace sidewinder
