// SPDX-License-Identifier: MIT
// Machine code as text: its bytes, uop by uop, and what they say where LLVM was there when the
// command was built. Jump targets inside the trace and helpers are named. LLVM is loaded when it
// is first needed: programs that only run do without its 50 MB.
#include "cli/listing.hpp"

#include "jit/trace/trace_text.hpp"
#include "vm/uops/helpers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#if defined(SIDEWINDER_HAS_LLVM)
#include <dlfcn.h>
#include <llvm-c/Disassembler.h>
#endif

namespace sidewinder::cli {

namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string out;
    for (std::uint8_t b : bytes) out += fmt::format("{}{:02x}", out.empty() ? "" : " ", b);
    return out;
}

std::string print_bytes(const jit::MachineCode& code, const jit::CodeSpan& span) {
    std::string out;
    for (std::uint32_t at = 0; at < span.size; at += 16) {
        std::size_t n = std::min<std::size_t>(16, span.size - at);
        out += fmt::format("      {:5x}: {}\n", span.offset + at, hex({code.code + span.offset + at, n}));
    }
    return out;
}

#if defined(SIDEWINDER_HAS_LLVM)

struct NamedAddress {
    const char* name;
    std::uint64_t address;
};
const NamedAddress helpers[] = {
#define HELPER(result, name, parameters) {#name, reinterpret_cast<std::uint64_t>(&name)},
#include "vm/uops/helpers.def"
#undef HELPER
};

/// The functions of LLVM that we call; null where its library is gone.
struct Llvm {
    void* library = dlopen(SIDEWINDER_LLVM_LIBRARY, RTLD_NOW | RTLD_LOCAL);

    template <class Function>
    Function* find(const char* name) const {
        return library == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(library, name));
    }
    decltype(LLVMDisasmInstruction)* disassemble = find<decltype(LLVMDisasmInstruction)>("LLVMDisasmInstruction");

    LLVMDisasmContextRef open(void* printer, LLVMSymbolLookupCallback look_up) const {
        if (disassemble == nullptr) return nullptr;
        for (const char* part : {"LLVMInitializeX86TargetInfo", "LLVMInitializeX86TargetMC", "LLVMInitializeX86Disassembler"})
            find<void()>(part)();
        auto context = find<decltype(LLVMCreateDisasm)>("LLVMCreateDisasm")("x86_64-linux-gnu", printer, 0, nullptr, look_up);
        constexpr auto intel = LLVMDisassembler_Option_AsmPrinterVariant;
        if (context != nullptr) find<decltype(LLVMSetDisasmOptions)>("LLVMSetDisasmOptions")(context, intel | LLVMDisassembler_Option_PrintImmHex);
        return context;
    }
    void close(LLVMDisasmContextRef context) const {
        if (context != nullptr) find<decltype(LLVMDisasmDispose)>("LLVMDisasmDispose")(context);
    }
};

class Printer {
public:
    explicit Printer(const jit::MachineCode& code) : code_(code), context_(llvm_.open(this, look_up)) {}
    ~Printer() { llvm_.close(context_); }
    Printer(const Printer&) = delete;
    Printer& operator=(const Printer&) = delete;

    std::string print(const jit::CodeSpan& span) {
        if (context_ == nullptr) return print_bytes(code_, span);
        std::string out;
        std::uint8_t* code = code_.code + span.offset;
        for (std::size_t at = 0; at < span.size;) {
            char text[256] = "";
            auto address = reinterpret_cast<std::uint64_t>(code + at);
            std::size_t n = llvm_.disassemble(context_, code + at, span.size - at, address, text, sizeof text);
            if (n == 0) {
                n = span.size - at;
                fmt::format_to_n(text, sizeof text - 1, "(not an instruction)");
            }
            for (char* c = text; *c != '\0'; ++c)
                if (*c == '\t') *c = ' ';
            out += fmt::format("      {:5x}: {:<31}{}\n", span.offset + at, hex({code + at, n}), text);
            at += n;
        }
        return out;
    }

private:
    /// Called by LLVM for each number that may be an address.
    static const char* look_up(void* self, std::uint64_t value, std::uint64_t* type, std::uint64_t, const char** name) {
        *type = LLVMDisassembler_ReferenceType_InOut_None;
        *name = nullptr;
        return static_cast<Printer*>(self)->name_of(value);
    }
    const char* name_of(std::uint64_t value) {
        for (const NamedAddress& helper : helpers)
            if (helper.address == value) return helper.name;
        auto base = reinterpret_cast<std::uint64_t>(code_.code);
        if (value < base || value >= base + code_.size) return nullptr;
        text_ = fmt::format("trace+{:x}", value - base);
        return text_.c_str();
    }

    const jit::MachineCode& code_;
    std::string text_;
    Llvm llvm_;
    LLVMDisasmContextRef context_;
};

#else

class Printer {
public:
    explicit Printer(const jit::MachineCode& code) : code_(code) {}
    std::string print(const jit::CodeSpan& span) { return print_bytes(code_, span); }

private:
    const jit::MachineCode& code_;
};

#endif

}  // namespace

std::string list_machine_code(const jit::Executor& executor) {
    const jit::MachineCode& code = executor.machine_code;
    if (code.code == nullptr) return "  no machine code: this engine runs traces in the trace interpreter\n";
    std::string out = fmt::format("  machine code, {} bytes\n", code.size);
    Printer printer(code);
    auto part = jit::CodeSpan::Part::hot;
    for (const jit::CodeSpan& span : code.spans) {
        if (span.part != part) out += span.part == jit::CodeSpan::Part::cold ? "  cold parts\n" : "  exits\n";
        part = span.part;
        out += fmt::format("    {:>3} {}\n", span.uop, jit::print_uop(executor.trace.uops[span.uop]));
        out += printer.print(span);
    }
    return out;
}

}  // namespace sidewinder::cli
