// SPDX-License-Identifier: MIT
// Names for machine code: perf's map file and gdb's JIT interface, so that profilers and debuggers
// say which trace they are in.
//
// gdb wants an object file in memory: a symbol for the trace, and call frame information, which is
// the same everywhere because stencils that call keep a frame pointer (CFA = rbp + 16).
#include "jit/backend/announce.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

// gdb sets a breakpoint on this function and reads this variable; names and layout are its own
// (GDB manual, "JIT Compilation Interface"). The one place where state is not on a Vm.
extern "C" {
struct jit_code_entry {
    jit_code_entry* next_entry;
    jit_code_entry* prev_entry;
    const char* symfile_addr;
    std::uint64_t symfile_size;
};
struct jit_descriptor {
    std::uint32_t version;
    std::uint32_t action_flag;
    jit_code_entry* relevant_entry;
    jit_code_entry* first_entry;
};
[[gnu::noinline]] void __jit_debug_register_code() { asm volatile("" ::: "memory"); }
jit_descriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};
}

namespace sidewinder::jit {

namespace {

constexpr std::uint32_t action_register = 1, action_unregister = 2;

/// One CIE and one FDE: CFA is rbp + 16, the caller's rbp at CFA - 16, the return address at
/// CFA - 8 (DWARF 4, section 6.4).
std::string call_frame_information(const MachineCode& code) {
    auto u32 = [](std::string& s, std::uint32_t v) { s.append(reinterpret_cast<const char*>(&v), 4); };
    auto u64 = [](std::string& s, std::uint64_t v) { s.append(reinterpret_cast<const char*>(&v), 8); };
    std::string cie;
    u32(cie, 0);
    cie += '\x01';                       // version
    cie += '\0';                         // no augmentation
    cie += "\x01\x78\x10";               // code alignment 1, data alignment -8, return address rip
    cie += "\x0c\x06\x10";               // DW_CFA_def_cfa rbp, 16
    cie += "\x86\x02\x90\x01";           // rbp at CFA - 16, rip at CFA - 8
    while (cie.size() % 8 != 4) cie += '\0';
    std::string fde;
    u32(fde, static_cast<std::uint32_t>(4 + cie.size() + 4));  // distance back to the CIE
    u64(fde, reinterpret_cast<std::uint64_t>(code.code));
    u64(fde, code.size);
    while (fde.size() % 8 != 4) fde += '\0';
    std::string section;
    u32(section, static_cast<std::uint32_t>(cie.size()));
    section += cie;
    u32(section, static_cast<std::uint32_t>(fde.size()));
    section += fde;
    u32(section, 0);
    return section;
}

/// The object file: .text at its address (not in the file), .eh_frame, .symtab, .strtab, .shstrtab.
std::string object_file(const MachineCode& code, std::string_view name) {
    const std::string section_names = std::string("\0.text\0.eh_frame\0.symtab\0.strtab\0.shstrtab\0", 43);
    std::string strings = std::string("\0", 1) + std::string(name) + std::string("\0", 1);
    std::string frames = call_frame_information(code);
    Elf64_Sym symbols[2] = {};
    symbols[1].st_name = 1;
    symbols[1].st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
    symbols[1].st_shndx = 1;
    symbols[1].st_size = code.size;

    Elf64_Shdr headers[6] = {};
    auto section = [&](int i, unsigned name_at, unsigned type, std::uint64_t flags, std::uint64_t offset, std::uint64_t size) {
        headers[i].sh_name = name_at;
        headers[i].sh_type = type;
        headers[i].sh_flags = flags;
        headers[i].sh_offset = offset;
        headers[i].sh_size = size;
        headers[i].sh_addralign = 8;
    };
    std::uint64_t at = sizeof(Elf64_Ehdr) + sizeof headers;
    section(1, 1, SHT_NOBITS, SHF_ALLOC | SHF_EXECINSTR, at, code.size);
    headers[1].sh_addr = reinterpret_cast<std::uint64_t>(code.code);
    std::uint64_t frames_at = at, symbols_at = (frames_at + frames.size() + 7) / 8 * 8;
    std::uint64_t strings_at = symbols_at + sizeof symbols, names_at = strings_at + strings.size();
    section(2, 7, SHT_PROGBITS, SHF_ALLOC, frames_at, frames.size());
    section(3, 17, SHT_SYMTAB, 0, symbols_at, sizeof symbols);
    headers[3].sh_link = 4;
    headers[3].sh_info = 1;
    headers[3].sh_entsize = sizeof(Elf64_Sym);
    section(4, 25, SHT_STRTAB, 0, strings_at, strings.size());
    section(5, 33, SHT_STRTAB, 0, names_at, section_names.size());

    Elf64_Ehdr header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_REL;
    header.e_machine = EM_X86_64;
    header.e_version = EV_CURRENT;
    header.e_shoff = sizeof header;
    header.e_ehsize = sizeof header;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 6;
    header.e_shstrndx = 5;

    std::string file(reinterpret_cast<const char*>(&header), sizeof header);
    file.append(reinterpret_cast<const char*>(headers), sizeof headers);
    file += frames;
    file.resize(symbols_at);
    file.append(reinterpret_cast<const char*>(symbols), sizeof symbols);
    file += strings;
    file += section_names;
    return file;
}

}  // namespace

struct DebuggerEntry {
    jit_code_entry entry;
    std::string file;
};

void DebuggerEntryDeleter::operator()(DebuggerEntry* e) const {
    jit_code_entry& entry = e->entry;
    if (entry.next_entry != nullptr) entry.next_entry->prev_entry = entry.prev_entry;
    (entry.prev_entry != nullptr ? entry.prev_entry->next_entry : __jit_debug_descriptor.first_entry) = entry.next_entry;
    __jit_debug_descriptor.relevant_entry = &entry;
    __jit_debug_descriptor.action_flag = action_unregister;
    __jit_debug_register_code();
    delete e;
}

DebuggerRegistration register_with_debugger(const MachineCode& code, std::string_view name) {
    auto* e = new DebuggerEntry{{}, object_file(code, name)};
    e->entry = {__jit_debug_descriptor.first_entry, nullptr, e->file.data(), e->file.size()};
    if (e->entry.next_entry != nullptr) e->entry.next_entry->prev_entry = &e->entry;
    __jit_debug_descriptor.first_entry = &e->entry;
    __jit_debug_descriptor.relevant_entry = &e->entry;
    __jit_debug_descriptor.action_flag = action_register;
    __jit_debug_register_code();
    return DebuggerRegistration(e);
}

void write_perf_map(const MachineCode& code, std::string_view name) {
    std::string path = fmt::format("/tmp/perf-{}.map", getpid());
    if (std::FILE* file = std::fopen(path.c_str(), "a")) {
        fmt::print(file, "{:x} {:x} {}\n", reinterpret_cast<std::uintptr_t>(code.code), code.size, name);
        std::fclose(file);
    }
}

}  // namespace sidewinder::jit
