// SPDX-License-Identifier: MIT
// The stencil generator.
//
//   stencil_tool optimize IN.s OUT.s              lays the functions out (optimize_assembly)
//   stencil_tool header IN.o DIGEST OUT.h [compact]  object file -> jit_stencils.h
//
// The header is readable: each stencil's disassembly and holes as comments; `compact` leaves them
// out. A relocation that holes.def and helpers.def do not know is an error.
#include "jit/stencils/optimize_assembly.hpp"
#include "jit/stencils/stencil.hpp"

#include <fmt/format.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <llvm/Config/llvm-config.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Object/ObjectFile.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace {

using namespace sidewinder;
using namespace sidewinder::jit;

[[noreturn]] void die(const std::string& message) {
    fmt::print(stderr, "stencil_tool: {}\n", message);
    std::exit(1);
}

constexpr std::string_view hole_symbols[] = {
#define HOLE(name, symbol) symbol,
#include "jit/stencils/holes.def"
#undef HOLE
};
constexpr std::string_view hole_names[] = {
#define HOLE(name, symbol) #name,
#include "jit/stencils/holes.def"
#undef HOLE
};
constexpr std::string_view helper_names[] = {
#define HELPER(result, name, parameters) #name,
#include "vm/uops/helpers.def"
#undef HELPER
};

struct RawHole {
    std::uint64_t offset;
    std::string kind, value, text;
    std::int64_t addend;
    int helper;
};
struct Part {
    std::vector<std::uint8_t> code;
    std::vector<RawHole> holes;
};
struct Raw {
    Part hot, cold;
    int cached_after = -1;
};

template <std::size_t n>
int index_of(const std::string_view (&names)[n], std::string_view name) {
    for (std::size_t i = 0; i < n; ++i)
        if (names[i] == name) return static_cast<int>(i);
    return -1;
}

std::string kind_of(std::uint64_t type, std::string_view where) {
    switch (type) {
        case llvm::ELF::R_X86_64_64: return "abs64";
        case llvm::ELF::R_X86_64_32: return "abs32";
        case llvm::ELF::R_X86_64_32S: return "abs32s";
        case llvm::ELF::R_X86_64_PC32:
        case llvm::ELF::R_X86_64_PLT32: return "pc32";
        default: die(fmt::format("{}: relocation type {} is not supported", where, type));
    }
}

/// A section that is a stencil's part: its stencil and whether it is the cold one.
bool split_section(std::string_view section, std::string* stencil, bool* cold) {
    constexpr std::string_view cold_prefix = ".text.cold.", hot_prefix = ".text.";
    *cold = section.starts_with(cold_prefix);
    if (!section.starts_with(hot_prefix)) return false;
    *stencil = section.substr(*cold ? cold_prefix.size() : hot_prefix.size());
    return !stencil->empty();
}

RawHole read_hole(const llvm::object::ELFRelocationRef& relocation, const std::string& stencil) {
    RawHole hole;
    hole.offset = relocation.getOffset();
    hole.kind = kind_of(relocation.getType(), stencil);
    hole.addend = llvm::cantFail(relocation.getAddend());
    hole.helper = 0;
    auto symbol = relocation.getSymbol();
    std::string name = llvm::cantFail(symbol->getName()).str();
    bool section = llvm::cantFail(symbol->getType()) == llvm::object::SymbolRef::ST_Debug || name.empty();
    if (section) name = llvm::cantFail(llvm::cantFail(symbol->getSection())->getName()).str();
    hole.text = name;
    if (int i = index_of(hole_symbols, name); i >= 0) {
        hole.value = hole_names[i];
        return hole;
    }
    if (int i = index_of(helper_names, name); i >= 0) {
        hole.value = "helper";
        hole.helper = i;
        return hole;
    }
    std::string own;
    bool cold;
    if (split_section(name, &own, &cold) && own == stencil) {
        hole.value = cold ? "cold" : "hot";
        return hole;
    }
    if (name == stencil) {
        hole.value = "hot";
        return hole;
    }
    die(fmt::format("{} refers to '{}', which is no hole and no helper", stencil, name));
}

std::map<std::string, Raw> read_object(const char* path) {
    auto file = llvm::object::ObjectFile::createObjectFile(path);
    if (!file) die(fmt::format("{}: {}", path, llvm::toString(file.takeError())));
    auto* elf = llvm::dyn_cast<llvm::object::ELFObjectFileBase>(file->getBinary());
    if (elf == nullptr) die(fmt::format("{} is not an ELF object", path));
    std::map<std::string, Raw> stencils;
    for (const llvm::object::SectionRef& section : elf->sections()) {
        std::string name = llvm::cantFail(section.getName()).str(), stencil;
        bool cold;
        if (name.starts_with(".rodata")) die(fmt::format("{}: stencils may have no data", name));
        if (section.isText() && split_section(name, &stencil, &cold)) {
            Part& part = cold ? stencils[stencil].cold : stencils[stencil].hot;
            llvm::StringRef bytes = llvm::cantFail(section.getContents());
            part.code.assign(bytes.bytes_begin(), bytes.bytes_end());
        }
        auto relocated = llvm::cantFail(section.getRelocatedSection());
        if (relocated == elf->section_end()) continue;
        std::string target = llvm::cantFail(relocated->getName()).str();
        if (!split_section(target, &stencil, &cold)) continue;
        Part& part = cold ? stencils[stencil].cold : stencils[stencil].hot;
        for (const llvm::object::RelocationRef& r : section.relocations())
            part.holes.push_back(read_hole(llvm::object::ELFRelocationRef(r), stencil));
    }
    return stencils;
}

/// Which JIT_CONTINUE_n a stencil uses; all its uses must agree.
void find_continuation(const std::string& name, Raw& raw) {
    for (Part* part : {&raw.hot, &raw.cold})
        for (const RawHole& hole : part->holes) {
            if (!hole.value.starts_with("continue_")) continue;
            int cached = hole.value.back() - '0';
            if (raw.cached_after >= 0 && raw.cached_after != cached)
                die(fmt::format("{} goes on with {} or {} words in registers", name, raw.cached_after, cached));
            raw.cached_after = cached;
        }
}

/// Leaves out a jump to the next stencil that ends the hot part.
void elide_last_jump(Part& hot) {
    if (hot.holes.empty() || hot.code.size() < 5) return;
    const RawHole& last = hot.holes.back();
    bool jump = hot.code[hot.code.size() - 5] == 0xE9 && last.offset == hot.code.size() - 4;
    if (!jump || !last.value.starts_with("continue_")) return;
    hot.code.resize(hot.code.size() - 5);
    hot.holes.pop_back();
}

class Disassembler {
public:
    Disassembler() {
        LLVMInitializeX86TargetInfo();
        LLVMInitializeX86TargetMC();
        LLVMInitializeX86Disassembler();
        context_ = LLVMCreateDisasm("x86_64-linux-gnu", nullptr, 0, nullptr, nullptr);
    }
    ~Disassembler() { LLVMDisasmDispose(context_); }

    std::string print(const Part& part) {
        std::string text;
        std::vector<std::uint8_t> code = part.code;
        for (std::size_t at = 0; at < code.size();) {
            char line[256];
            std::size_t n = LLVMDisasmInstruction(context_, code.data() + at, code.size() - at, at, line, sizeof line);
            if (n == 0) break;
            std::string bytes, holes;
            for (std::size_t i = 0; i < n; ++i) bytes += fmt::format("{:02x} ", code[at + i]);
            for (const RawHole& hole : part.holes)
                if (hole.offset >= at && hole.offset < at + n)
                    holes += fmt::format(" <{} {}{:+}>", hole.kind, hole.text, hole.addend);
            std::string shown = line;
            for (char& c : shown)
                if (c == '\t') c = ' ';
            text += fmt::format("//   {:3x}: {:<31}{}{}\n", at, bytes, shown, holes);
            at += n;
        }
        return text;
    }

private:
    LLVMDisasmContextRef context_;
};

void print_part(std::string& out, const std::string& name, const char* which, const Part& part) {
    if (part.code.empty()) return;
    out += fmt::format("constexpr std::uint8_t {}_{}[] = {{", name, which);
    for (std::size_t i = 0; i < part.code.size(); ++i)
        out += fmt::format("{}{:#04x},", i % 20 == 0 ? "\n    " : " ", part.code[i]);
    out += "\n};\n";
    if (part.holes.empty()) return;
    out += fmt::format("constexpr Hole {}_{}_holes[] = {{\n", name, which);
    for (const RawHole& hole : part.holes)
        out += fmt::format("    {{{}, HoleKind::{}, HoleValue::{}, {}, {}}},\n", hole.offset, hole.kind, hole.value,
                           hole.addend, hole.helper);
    out += "};\n";
}

std::string part_initializer(const std::string& name, const char* which, const Part& part) {
    if (part.code.empty()) return "{}";
    std::string holes = part.holes.empty() ? "nullptr" : fmt::format("{}_{}_holes", name, which);
    return fmt::format("{{{}_{}, {}, {}, {}}}", name, which, part.code.size(), part.holes.size(), holes);
}

/// NAME_rN or NAME_REPLICA_rN of a uop that traces may contain; anything else is special.
bool belongs_to_uop(std::string_view name) {
    std::size_t r = name.rfind("_r");
    std::string_view base = name.substr(0, r);
    if (auto uop = find_uop(base)) return !traits(*uop).has(uop_flags::tier1);
    std::size_t replica = base.rfind('_');
    return replica != std::string_view::npos && find_uop(base.substr(0, replica)).has_value();
}

std::string header(std::map<std::string, Raw>& stencils, const char* digest, bool compact) {
    Disassembler disassembler;
    std::string body, table;
    std::size_t count = 0, bytes = 0, holes = 0;
    for (auto& [name, raw] : stencils) {
        bool special = name.starts_with("EXIT") || name == "LEAVE" || name == "ENTER";
        if (!special && !belongs_to_uop(name)) continue;
        find_continuation(name, raw);
        elide_last_jump(raw.hot);
        ++count;
        bytes += raw.hot.code.size() + raw.cold.code.size();
        holes += raw.hot.holes.size() + raw.cold.holes.size();
        if (!compact) {
            body += fmt::format("\n// {}{}\n", name,
                                raw.cached_after < 0 ? "" : fmt::format(": goes on with {} cached", raw.cached_after));
            body += disassembler.print(raw.hot);
            if (!raw.cold.code.empty()) body += "// cold:\n" + disassembler.print(raw.cold);
        }
        print_part(body, name, "hot", raw.hot);
        print_part(body, name, "cold", raw.cold);
        table += fmt::format("    {{\"{}\", {{{}, {}, {}}}}},\n", name, part_initializer(name, "hot", raw.hot),
                             part_initializer(name, "cold", raw.cold), raw.cached_after);
    }
    return fmt::format(
        "// inputs {}\n// SPDX-License-Identifier: MIT\n"
        "// Made by jit/stencils/generate.cpp (cmake --preset stencils, then cmake --build --preset stencils): do not edit.\n"
        "// {} stencils, {} bytes of code, {} holes; by LLVM {}.\n#pragma once\n{}\n"
        "struct Row {{\n    const char* name;\n    Stencil stencil;\n}};\n"
        "// Sorted by name.\nconstexpr Row stencil_rows[] = {{\n{}}};\nconstexpr const char* inputs_digest = \"{}\";\n",
        digest, count, bytes, holes, LLVM_VERSION_STRING, body, table, digest);
}

std::string read_file(const char* path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) die(fmt::format("cannot read {}", path));
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}
void write_file(const char* path, const std::string& text) {
    std::ofstream out(path, std::ios::binary);
    out << text;
    if (!out.flush()) die(fmt::format("cannot write {}", path));
}

}  // namespace

int main(int argc, char** argv) {
    std::string_view mode = argc > 1 ? argv[1] : "";
    if (mode == "optimize" && argc == 4) {
        write_file(argv[3], optimize_assembly(read_file(argv[2])));
    } else if (mode == "header" && (argc == 5 || argc == 6)) {
        auto stencils = read_object(argv[2]);
        write_file(argv[4], header(stencils, argv[3], argc == 6));
    } else {
        fmt::print(stderr, "usage: stencil_tool optimize IN.s OUT.s | header IN.o DIGEST OUT.h [compact]\n");
        return 2;
    }
    return 0;
}
