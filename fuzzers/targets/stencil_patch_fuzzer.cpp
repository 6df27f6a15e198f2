// SPDX-License-Identifier: MIT
// In: bytes that choose a stencil, an address for it and a value for each of its holes. The same
// holes are patched by patch_hole and by LLVM's JITLink; both must give the same bytes, or both
// must refuse the same hole. Small, huge, negative and boundary values are preferred.
#include "fuzzers/targets/planted.hpp"
#include "jit/backend/patch.hpp"
#include "jit/stencils/stencil.hpp"

#include <llvm/ExecutionEngine/JITLink/JITLink.h>
#include <llvm/ExecutionEngine/JITLink/x86_64.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using namespace sidewinder::jit;
namespace jitlink = llvm::jitlink;

class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
    std::uint64_t take(int bytes) {
        std::uint64_t v = 0;
        for (int i = 0; i < bytes && at_ < size_; ++i) v |= std::uint64_t{data_[at_++]} << (8 * i);
        return v;
    }

private:
    const std::uint8_t* data_;
    std::size_t size_, at_ = 0;
};

/// A value of a class in which patchers go wrong: around 0, 2^31, 2^32, the address itself, any.
std::uint64_t hole_value(Bytes& in, std::uint64_t address) {
    std::uint64_t kind = in.take(1), small = in.take(1);
    std::int64_t near = static_cast<std::int64_t>(small) - 128;
    switch (kind % 8) {
        case 0: return static_cast<std::uint64_t>(near);
        case 1: return (std::uint64_t{1} << 31) + static_cast<std::uint64_t>(near);
        case 2: return (std::uint64_t{1} << 32) + static_cast<std::uint64_t>(near);
        case 3: return static_cast<std::uint64_t>(-(std::int64_t{1} << 31) + near);
        case 4: return address + (std::uint64_t{1} << 31) + static_cast<std::uint64_t>(near);
        case 5: return address - (std::uint64_t{1} << 31) + static_cast<std::uint64_t>(near);
        case 6: return address + in.take(3) - 0x800000;
        default: return in.take(8);
    }
}

jitlink::Edge::Kind edge_kind(HoleKind kind) {
    switch (kind) {
        case HoleKind::abs64: return jitlink::x86_64::Pointer64;
        case HoleKind::abs32: return jitlink::x86_64::Pointer32;
        case HoleKind::abs32s: return jitlink::x86_64::Pointer32Signed;
        case HoleKind::pc32: return jitlink::x86_64::Delta32;
    }
    std::abort();
}

/// LLVM's answer for one hole: false when it refuses.
bool patch_by_llvm(std::vector<char>& code, std::uint64_t address, const Hole& hole, std::uint64_t value) {
    jitlink::LinkGraph graph("stencil", llvm::Triple("x86_64-unknown-linux-gnu"), 8, llvm::endianness::little,
                             jitlink::x86_64::getEdgeKindName);
    auto& section = graph.createSection("code", llvm::orc::MemProt::Read);
    auto& block = graph.createMutableContentBlock(section, llvm::MutableArrayRef<char>(code.data(), code.size()),
                                                  llvm::orc::ExecutorAddr(address), 1, 0);
    auto& symbol = graph.addAbsoluteSymbol("value", llvm::orc::ExecutorAddr(value), 0, jitlink::Linkage::Strong,
                                           jitlink::Scope::Local, true);
    jitlink::Edge edge(edge_kind(hole.kind), hole.offset, symbol, hole.addend);
    if (auto error = jitlink::x86_64::applyFixup(graph, block, edge, nullptr)) {
        llvm::consumeError(std::move(error));
        return false;
    }
    return true;
}

[[noreturn]] void report(const NamedStencil& stencil, const Hole& hole, std::uint64_t address, std::uint64_t value,
                         const char* what) {
    std::fprintf(stderr, "%s: hole at %u of kind %d, addend %d, code at %#llx, value %#llx: %s\n", stencil.name,
                 hole.offset, static_cast<int>(hole.kind), hole.addend, static_cast<unsigned long long>(address),
                 static_cast<unsigned long long>(value), what);
    std::abort();
}

void compare_part(const NamedStencil& stencil, const StencilPart& part, Bytes& in) {
    if (part.size == 0) return;
    // User-space addresses, any alignment.
    std::uint64_t address = in.take(6) & 0x7FFF'FFFF'FFFF;
    std::vector<std::uint8_t> ours(part.code, part.code + part.size);
    std::vector<char> theirs(ours.begin(), ours.end());
    for (const Hole& hole : part.hole_list()) {
        std::uint64_t value = hole_value(in, address);
        bool fits = patch_hole(ours.data(), address, hole, value);
        if (fits && hole.kind == HoleKind::pc32 && sidewinder::fuzz::is_planted("wrong_displacement")) ours[hole.offset] ^= 1;
        bool llvm_fits = patch_by_llvm(theirs, address, hole, value);
        if (fits != llvm_fits) report(stencil, hole, address, value, fits ? "only LLVM refuses" : "only we refuse");
        if (std::memcmp(ours.data(), theirs.data(), ours.size()) != 0)
            report(stencil, hole, address, value, "bytes differ");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes in(data, size);
    auto stencils = all_stencils();
    const NamedStencil& stencil = stencils[in.take(2) % stencils.size()];
    compare_part(stencil, stencil.stencil->hot, in);
    compare_part(stencil, stencil.stencil->cold, in);
    return 0;
}
