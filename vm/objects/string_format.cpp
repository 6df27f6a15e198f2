// SPDX-License-Identifier: MIT
// str.format: {} {0} {name} with attribute and item look-ups, !r !s !a and nested specifications.
#include "vm/objects/support.hpp"

namespace sidewinder {

namespace {

class Formatter {
public:
    Formatter(Thread& thread, std::span<const Value> args, Value keyword_names)
        : thread_(thread),
          positional_(args.first(args.size() - keyword_count(keyword_names))),
          named_(args.subspan(positional_.size())),
          names_(keyword_names) {}

    bool run(const std::string& text, std::string& out, int depth) {
        if (depth < 0) return fail(ExceptionKind::ValueError, "Max string recursion exceeded");
        for (std::size_t at = 0; at < text.size();) {
            const char c = text[at++];
            const bool brace = c == '{' || c == '}';
            if (!brace) {
                out += c;
                continue;
            }
            if (at < text.size() && text[at] == c) {
                out += c;
                ++at;
                continue;
            }
            if (c == '}')
                return fail(ExceptionKind::ValueError, "Single '}' encountered in format string");
            if (at >= text.size())
                return fail(ExceptionKind::ValueError, "Single '{' encountered in format string");
            if (!field(text, at, out, depth) || !check_room(thread_, out)) return false;
        }
        return true;
    }

private:
    bool fail(ExceptionKind kind, std::string_view message) {
        raise_error(thread_, kind, message);
        return false;
    }

    /// From after '{' to after its '}'.
    bool field(const std::string& text, std::size_t& at, std::string& out, int depth) {
        const std::size_t start = at;
        int nesting = 1;
        while (at < text.size()) {
            if (text[at] == '{') ++nesting;
            if (text[at] == '}' && --nesting == 0) break;
            ++at;
        }
        if (nesting > 0)
            return fail(ExceptionKind::ValueError, "expected '}' before end of string");
        const std::string body = text.substr(start, at++ - start);
        std::size_t name_end = 0;
        bool bracket = false;
        while (name_end < body.size() &&
               (bracket || (body[name_end] != '!' && body[name_end] != ':'))) {
            if (body[name_end] == '[') bracket = true;
            if (body[name_end] == ']') bracket = false;
            ++name_end;
        }
        const std::string name = body.substr(0, name_end);
        std::string rest = body.substr(name_end);
        char conversion = 0;
        if (!rest.empty() && rest[0] == '!') {
            if (rest.size() < 2)
                return fail(ExceptionKind::ValueError, "unmatched '{' in format spec");
            conversion = rest[1];
            rest.erase(0, 2);
            if (!rest.empty() && rest[0] != ':')
                return fail(ExceptionKind::ValueError, "expected ':' after conversion specifier");
        }
        Ref value = lookup(name);
        if (!value) return false;
        if (conversion && !convert(value, conversion)) return false;
        std::string spec;
        if (!rest.empty() && !run(rest.substr(1), spec, depth - 1)) return false;
        const Ref text_value = to_format(thread_, value.get(), spec);
        if (!text_value) return false;
        out += to_utf8(text_value.as<StringObject>());
        return true;
    }

    bool convert(Ref& value, char conversion) {
        if (conversion == 'a')
            value = to_ascii(thread_, value.get());
        else if (conversion == 'r')
            value = to_repr(thread_, value.get());
        else if (conversion == 's')
            value = to_str(thread_, value.get());
        else
            return fail(ExceptionKind::ValueError,
                        fmt::format("Unknown conversion specifier {}", conversion));
        return static_cast<bool>(value);
    }

    static bool is_number(const std::string& s) {
        return !s.empty() && s.find_first_not_of("0123456789") == std::string::npos &&
               s.size() < 10;
    }

    Ref lookup(const std::string& name) {
        const std::size_t end = std::min(name.find_first_of(".["), name.size());
        Ref value = first(name.substr(0, end));
        for (std::size_t at = end; value && at < name.size();) {
            const bool attribute = name[at++] == '.';
            const std::size_t stop = attribute ? std::min(name.find_first_of(".[", at), name.size())
                                               : name.find(']', at);
            if (stop == std::string::npos) {
                fail(ExceptionKind::ValueError, "Missing ']' in format string");
                return {};
            }
            const std::string part = name.substr(at, stop - at);
            if (part.empty()) {
                fail(ExceptionKind::ValueError, "Empty attribute in format string");
                return {};
            }
            value = attribute ? get_attribute(thread_, value.get(), intern(thread_, part))
                              : item(value.get(), part);
            at = attribute ? stop : stop + 1;
            if (!attribute && at < name.size() && name[at] != '.' && name[at] != '[') {
                fail(ExceptionKind::ValueError,
                     "Only '.' or '[' may follow ']' in format field specifier");
                return {};
            }
        }
        return value;
    }

    Ref item(Value container, const std::string& key) {
        const Ref k = is_number(key) ? Ref::steal(Value::small_int(std::stol(key)))
                                     : make_string(thread_, key);
        return k ? get_item(thread_, container, k.get()) : Ref{};
    }

    Ref first(const std::string& name) {
        if (name.empty() || is_number(name)) {
            const bool automatic = name.empty();
            if ((automatic && manual_) || (!automatic && next_ > 0)) {
                fail(ExceptionKind::ValueError, automatic
                                                    ? "cannot switch from manual field "
                                                      "specification to automatic field numbering"
                                                    : "cannot switch from automatic field "
                                                      "numbering to manual field specification");
                return {};
            }
            const std::size_t index = automatic ? next_++ : std::stoul(name);
            manual_ |= !automatic;
            if (index < positional_.size()) return Ref::borrow(positional_[index]);
            fail(ExceptionKind::IndexError,
                 fmt::format("Replacement index {} out of range for positional args tuple", index));
            return {};
        }
        for (std::size_t i = 0; i < named_.size(); ++i)
            if (to_utf8(names_.as<TupleObject>()->items[i].as<StringObject>()) == name)
                return Ref::borrow(named_[i]);
        raise_error(thread_, ExceptionKind::KeyError, std::string_view(name));
        return {};
    }

    Thread& thread_;
    std::span<const Value> positional_, named_;
    Value names_;
    std::size_t next_ = 0;
    bool manual_ = false;
};

}  // namespace

Ref method_format(Thread& thread, std::span<const Value> args, Value keyword_names) {
    std::string out;
    const bool ok = Formatter(thread, args.subspan(1), keyword_names)
                        .run(to_utf8(args[0].as<StringObject>()), out, 2);
    return finish_text(thread, out, ok);
}

}  // namespace sidewinder
