// SPDX-License-Identifier: MIT
#include "jit/trace/trace_text.hpp"

#include "vm/bytecode/disassembler.hpp"
#include "vm/objects/containers.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace sidewinder::jit {

bool uses_oparg(Uop op) {
    if (traits(op).has(uop_flags::local)) return true;
    if (uop_pops(op, 0) != uop_pops(op, 7) || uop_pushes(op, 0) != uop_pushes(op, 7)) return true;
    switch (op) {
        case Uop::_LOAD_CONST:
        case Uop::_LOAD_SMALL_INT:
        case Uop::_LOAD_COMMON_CONSTANT:
        case Uop::_COPY_FREE_VARS:
        case Uop::_LOAD_GLOBAL:
        case Uop::_STORE_GLOBAL:
        case Uop::_DELETE_GLOBAL:
        case Uop::_LOAD_NAME:
        case Uop::_STORE_NAME:
        case Uop::_DELETE_NAME:
        case Uop::_LOAD_ATTR_VALUE:
        case Uop::_LOAD_ATTR_CALLABLE:
        case Uop::_BINARY_OP:
        case Uop::_CALL_INTRINSIC_1:
        case Uop::_COMPARE_OP:
        case Uop::_COMPARE_OP_INT:
        case Uop::_GUARD_COMPARE_OP_INT:
        case Uop::_FLOOR_DIVIDE_INT_BY_POWER:
        case Uop::_COMPARE_OP_FLOAT:
        case Uop::_COMPARE_OP_STR:
        case Uop::_IS_OP:
        case Uop::_CONTAINS_OP:
        case Uop::_CONTAINS_OP_DICT:
        case Uop::_CONTAINS_OP_SET:
        case Uop::_STORE_ATTR:
        case Uop::_STORE_ATTR_ADD_VALUE:
        case Uop::_DELETE_ATTR:
        case Uop::_CONVERT_VALUE:
        case Uop::_SET_FUNCTION_ATTRIBUTE:
        case Uop::_LOAD_SPECIAL:
        case Uop::_MATCH_CLASS:
        case Uop::_IMPORT_NAME:
        case Uop::_RETURN_VALUE:
        case Uop::_IMPORT_FROM: return true;
        default: return false;
    }
}

std::string print_uop(const TraceUop& u) {
    std::string text(uop_name(u.op));
    if (uses_oparg(u.op)) text += fmt::format(" {}", u.oparg);
    if (operand_is_value(u.op)) {
        text += fmt::format(" ({})", describe_value(Value::from_bits(u.operand)));
    } else if (operand_is_frame(u.op)) {
        FrameShape shape = FrameShape::unpack(u.operand);
        text += leaves_frame(u.op) || resumes_frame(u.op) ? fmt::format(" [locals {} depth {}]", shape.locals, shape.depth)
                                           : fmt::format(" [locals {}]", shape.locals);
    } else if (traits(u.op).operand == OperandKind::u32) {
        text += fmt::format(" #{}", u.operand);
    } else if (u.op == Uop::_FOR_ITER_TIER_TWO) {
        text += fmt::format(" #{}", u.operand);
    }
    text += fmt::format(" @{}", u.target);
    if (u.borrowed != 0) text += fmt::format(" borrowed {:#x}", u.borrowed);
    return text;
}

std::string print_trace(const Trace& trace) {
    std::string text = fmt::format("trace locals {} depth {}\n", trace.entry.locals, trace.entry.depth);
    for (const TraceUop& u : trace.uops) text += "  " + print_uop(u) + "\n";
    return text;
}

namespace {

bool starts_text(std::string_view s) { return s.starts_with('\'') || s.starts_with('"'); }

/// A cursor over one line.
class LineReader {
public:
    explicit LineReader(std::string_view text) : rest_(text) { skip_space(); }

    bool at_end() const { return rest_.empty(); }
    bool take(std::string_view literal) {
        if (!rest_.starts_with(literal)) return false;
        rest_.remove_prefix(literal.size());
        skip_space();
        return true;
    }
    std::string_view word() {
        std::size_t n = rest_.find_first_of(" \t");
        std::string_view w = rest_.substr(0, n);
        rest_.remove_prefix(w.size());
        skip_space();
        return w;
    }
    std::optional<std::uint64_t> number() {
        std::uint64_t v = 0;
        int base = rest_.starts_with("0x") ? 16 : 10;
        const char* begin = rest_.data() + (base == 16 ? 2 : 0);
        auto [end, error] = std::from_chars(begin, rest_.data() + rest_.size(), v, base);
        if (error != std::errc{}) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        skip_space();
        return v;
    }
    /// What stands before the closing parenthesis that ends the operand.
    std::optional<std::string_view> until_parenthesis() {
        std::size_t n = rest_.find(')', end_of_text());
        if (n == std::string_view::npos) return std::nullopt;
        std::string_view inside = rest_.substr(0, n);
        rest_.remove_prefix(n + 1);
        skip_space();
        return inside;
    }
    std::string_view rest() const { return rest_; }

private:
    /// Behind the text literal that stands here; 0 when none does.
    std::size_t end_of_text() const {
        if (!starts_text(rest_)) return 0;
        std::size_t at = 1;
        while (at < rest_.size() && rest_[at] != rest_[0]) at += rest_[at] == '\\' ? 2 : 1;
        return at;
    }
    void skip_space() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t' || rest_.front() == '\r'))
            rest_.remove_prefix(1);
    }
    std::string_view rest_;
};

/// The code point that an escape stands for; `at` is on the backslash and goes to the escape's last
/// character. nullopt for what repr does not write.
std::optional<char32_t> unescape(const StringObject* s, std::uint32_t& at) {
    if (++at >= s->length) return std::nullopt;
    std::uint32_t digits = 0;
    switch (s->at(at)) {
        case 'n': return U'\n';
        case 'r': return U'\r';
        case 't': return U'\t';
        case 'x': digits = 2; break;
        case 'u': digits = 4; break;
        case 'U': digits = 8; break;
        default: return s->at(at);
    }
    char32_t code = 0;
    for (; digits > 0; --digits) {
        if (++at >= s->length) return std::nullopt;
        char32_t c = s->at(at);
        if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return std::nullopt;
        code = code * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return code <= 0x10FFFF ? std::optional(code) : std::nullopt;
}

/// A text as its repr is.
Result<Ref> parse_text(Thread& thread, std::string_view literal) {
    Ref raw = make_string(thread, literal.substr(1, literal.size() - 2));
    if (!raw) return fail("no memory for text");
    std::u32string text;
    const auto* s = raw.as<StringObject>();
    for (std::uint32_t i = 0; i < s->length; ++i) {
        auto c = s->at(i) == '\\' ? unescape(s, i) : std::optional(s->at(i));
        if (!c) return fail(fmt::format("{} has a wrong escape", literal));
        text += *c;
    }
    return make_string(thread, std::u32string_view(text));
}

Result<Ref> parse_value(Thread* thread, std::string_view text) {
    if (text == "None") return Ref::steal(Value::none());
    if (text == "True") return Ref::steal(Value::true_());
    if (text == "False") return Ref::steal(Value::false_());
    if (text == "NULL") return Ref::steal(Value::null());
    if (starts_text(text) && text.size() >= 2 && text.back() == text.front()) {
        if (thread == nullptr) return fail("text needs a heap");
        return parse_text(*thread, text);
    }
    bool integral = text.find_first_not_of("-0123456789") == std::string_view::npos;
    if (integral) {
        std::int64_t i = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), i);
        bool all = end == text.data() + text.size() && error == std::errc{};
        if (all && Value::fits(i)) return Ref::steal(Value::small_int(i));
        return fail(fmt::format("'{}' is not an int of 49 bits", text));
    }
    if (auto d = float_from_text(text)) return Ref::steal(Value::number(*d));
    return fail(fmt::format("'{}' is no value that can be read back", text));
}

class TraceReader {
public:
    TraceReader(Thread* thread, std::string_view text) : thread_(thread), text_(text) {}

    Result<Trace> read() {
        while (!text_.empty()) {
            std::size_t n = text_.find('\n');
            std::string_view line = text_.substr(0, n);
            text_.remove_prefix(n == std::string_view::npos ? text_.size() : n + 1);
            ++number_;
            LineReader reader(line);
            if (reader.at_end() || reader.rest().starts_with('#')) continue;
            std::string error = header_seen_ ? uop(reader) : header(reader);
            if (!error.empty()) return fail(fmt::format("line {}: {}", number_, error));
        }
        if (!header_seen_) return fail("no line 'trace locals N depth N'");
        return std::move(trace_);
    }

private:
    std::string header(LineReader& in) {
        header_seen_ = true;
        if (!in.take("trace") || !in.take("locals")) return "expected 'trace locals N depth N'";
        auto locals = in.number();
        if (!locals || !in.take("depth")) return "expected 'trace locals N depth N'";
        auto depth = in.number();
        if (!depth || !in.at_end()) return "expected 'trace locals N depth N'";
        if (*locals > 0xFFFF || *depth > 0xFFFF) return "locals and depth are at most 65535";
        trace_.entry = {static_cast<std::uint32_t>(*locals), static_cast<std::uint32_t>(*depth)};
        return {};
    }

    std::string uop(LineReader& in) {
        std::string_view name = in.word();
        auto op = find_uop(name);
        if (!op) return fmt::format("no uop is called '{}'", name);
        TraceUop u{.op = *op};
        if (uses_oparg(*op)) {
            auto oparg = in.number();
            if (!oparg || *oparg > 0xFFFF) return "expected an oparg of 0..65535";
            u.oparg = static_cast<std::uint16_t>(*oparg);
        }
        if (std::string error = operand(in, u); !error.empty()) return error;
        if (in.take("@")) {
            auto target = in.number();
            if (!target) return "expected an instruction after @";
            u.target = static_cast<std::uint32_t>(*target);
        }
        if (in.take("borrowed")) {
            auto mask = in.number();
            if (!mask) return "expected a mask after borrowed";
            u.borrowed = static_cast<std::uint32_t>(*mask);
        }
        if (!in.at_end()) return fmt::format("did not expect '{}'", in.rest());
        trace_.uops.push_back(u);
        return {};
    }

    std::string operand(LineReader& in, TraceUop& u) {
        if (operand_is_value(u.op)) {
            if (!in.take("(")) return "expected a value in parentheses";
            auto inside = in.until_parenthesis();
            if (!inside) return "expected )";
            auto value = parse_value(thread_, *inside);
            if (!value) return value.error().message;
            u.operand = value->get().bits;
            trace_.owned.push_back(std::move(*value));
        } else if (operand_is_frame(u.op)) {
            FrameShape shape;
            if (!in.take("[") || !in.take("locals")) return "expected [locals N]";
            auto locals = in.number();
            if (!locals) return "expected [locals N]";
            shape.locals = static_cast<std::uint32_t>(*locals);
            if (in.take("depth")) {
                auto depth = in.number();
                if (!depth) return "expected depth N";
                shape.depth = static_cast<std::uint32_t>(*depth);
            }
            if (!in.take("]")) return "expected ]";
            u.operand = shape.pack();
        } else if (in.take("#")) {
            auto n = in.number();
            if (!n) return "expected a number after #";
            u.operand = *n;
        }
        return {};
    }

    Thread* thread_;
    std::string_view text_;
    Trace trace_;
    int number_ = 0;
    bool header_seen_ = false;
};

}  // namespace

Result<Trace> parse_trace(Thread* thread, std::string_view text) {
    return TraceReader(thread, text).read();
}

}  // namespace sidewinder::jit
