// SPDX-License-Identifier: MIT
// Binding the arguments of a call to a Python function's parameters, in the order of CPython's
// initialize_locals (Python/ceval.c), so that of several mistakes the same one is told.
#include "vm/objects/operations.hpp"
#include "vm/uops/frames.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace sidewinder {

namespace {

/// "'a'", "'a' and 'b'", "'a', 'b', and 'c'".
std::string quoted_list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += names.size() == 2 ? " and " : i + 1 == names.size() ? ", and " : ", ";
        text += "'" + names[i] + "'";
    }
    return text;
}

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

/// Cost of turning one name into another, as in CPython's suggestions: 2 for a letter that comes,
/// goes or changes, 1 where only its case does.
std::size_t edit_cost(const std::string& from, const std::string& to) {
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t j = 0; j <= to.size(); ++j) row[j] = 2 * j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = 2 * i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const char a = from[i - 1], b = to[j - 1];
            const std::size_t change = a == b ? 0 : std::tolower(a) == std::tolower(b) ? 1 : 2;
            const std::size_t best = std::min({diagonal + change, row[j] + 2, row[j - 1] + 2});
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[to.size()];
}

/// The argument binding of one call. What it gathers in a tuple or a dict it owns; all else is
/// borrowed until the frame takes its references.
class Binding {
public:
    Binding(Thread& thread, FunctionObject* function, std::span<const Value> args, Value names)
        : thread_(thread), function_(function), code_(reinterpret_cast<CodeHeader*>(function->code)),
          keywords_(names.is_null() ? 0 : names.as<TupleObject>()->size()), positional_(args.size() - keywords_),
          args_(args), names_(names),
          slots_(named() + has(CodeHeader::flag_var_positional) + has(CodeHeader::flag_var_keyword), Value::null()) {}

    /// False with an exception pending.
    bool run() {
        std::copy_n(args_.begin(), std::min(positional_, by_position()), slots_.begin());
        if (has(CodeHeader::flag_var_keyword)) {
            rest_by_name_ = make_dict(thread_);
            if (!rest_by_name_) return false;
            slots_.back() = rest_by_name_.get();
        }
        if (has(CodeHeader::flag_var_positional)) {
            rest_ = make_tuple(thread_, args_.subspan(0, positional_).subspan(std::min(positional_, by_position())));
            if (!rest_) return false;
            slots_[named()] = rest_.get();
        }
        for (std::size_t i = 0; i < keywords_; ++i)
            if (!bind_keyword(keyword(i), args_[positional_ + i])) return false;
        if (positional_ > by_position() && !rest_) return raise_too_many();
        return bind_defaults() && bind_keyword_defaults();
    }
    /// Requires that run() succeeded, and room.
    Frame* push() {
        for (Value v : slots_) incref(v);
        incref(function_);
        return push_exact_frame(thread_, function_, slots_.data(), static_cast<std::uint32_t>(slots_.size()));
    }

private:
    std::size_t by_position() const { return code_->argument_count; }
    /// Parameters that have a name of their own: all but *name and **name.
    std::size_t named() const { return std::size_t{code_->argument_count} + code_->keyword_only_count; }
    bool has(std::uint16_t flag) const { return (code_->flags & flag) != 0; }
    StringObject* parameter(std::size_t i) const { return code_->local_name_table[i]; }
    StringObject* keyword(std::size_t i) const { return names_.as<TupleObject>()->items[i].as<StringObject>(); }
    std::string name() const { return to_utf8(function_->qualname); }

    bool bind_keyword(StringObject* key, Value value) {
        for (std::size_t i = code_->positional_only_count; i < named(); ++i) {
            if (parameter(i) != key && !string_equal(parameter(i), key)) continue;
            if (slots_[i].is_null()) return slots_[i] = value, true;
            raise_error(thread_, ExceptionKind::TypeError, "{}() got multiple values for argument '{}'", name(), to_utf8(key));
            return false;
        }
        if (rest_by_name_) return dict_set(thread_, rest_by_name_.as<DictObject>(), Value::object(key), value);
        return raise_unexpected(key);
    }
    bool bind_defaults() {
        const std::size_t defaults = function_->defaults ? function_->defaults->size() : 0;
        const std::size_t first_default = by_position() - std::min(defaults, by_position());
        std::vector<std::string> missing;
        for (std::size_t i = 0; i < by_position(); ++i) {
            if (!slots_[i].is_null()) continue;
            if (i >= first_default) slots_[i] = function_->defaults->items[defaults - by_position() + i];
            else missing.push_back(to_utf8(parameter(i)));
        }
        return missing.empty() || raise_missing("positional", missing);
    }
    bool bind_keyword_defaults() {
        std::vector<std::string> missing;
        for (std::size_t i = by_position(); i < named(); ++i) {
            if (!slots_[i].is_null()) continue;
            if (function_->keyword_defaults) slots_[i] = dict_get(function_->keyword_defaults, parameter(i));
            if (slots_[i].is_null()) missing.push_back(to_utf8(parameter(i)));
        }
        return missing.empty() || raise_missing("keyword-only", missing);
    }

    SW_COLD bool raise_missing(const char* kind, const std::vector<std::string>& missing) {
        raise_error(thread_, ExceptionKind::TypeError, "{}() missing {} required {} argument{}: {}", name(), missing.size(), kind,
                    plural(missing.size()), quoted_list(missing));
        return false;
    }
    SW_COLD bool raise_too_many() {
        const std::size_t defaults = function_->defaults ? function_->defaults->size() : 0;
        const auto by_keyword = static_cast<std::size_t>(std::ranges::count_if(
            slots_.begin() + code_->argument_count, slots_.begin() + static_cast<std::ptrdiff_t>(named()), [](Value v) { return !v.is_null(); }));
        const std::string takes = defaults > 0 ? fmt::format("from {} to {}", by_position() - std::min(defaults, by_position()), by_position())
                                               : std::to_string(by_position());
        const std::string given = by_keyword == 0 ? std::to_string(positional_)
                                                  : fmt::format("{} positional argument{} (and {} keyword-only argument{})", positional_,
                                                                plural(positional_), by_keyword, plural(by_keyword));
        raise_error(thread_, ExceptionKind::TypeError, "{}() takes {} positional argument{} but {} {} given", name(), takes,
                    defaults > 0 ? "s" : plural(by_position()), given, positional_ == 1 && by_keyword == 0 ? "was" : "were");
        return false;
    }
    SW_COLD bool raise_unexpected(StringObject* key) {
        std::string positional_only;
        for (std::size_t i = 0; i < code_->positional_only_count; ++i)
            for (std::size_t k = 0; k < keywords_; ++k)
                if (string_equal(parameter(i), keyword(k))) positional_only += (positional_only.empty() ? "" : ", ") + to_utf8(parameter(i));
        if (!positional_only.empty()) {
            raise_error(thread_, ExceptionKind::TypeError, "{}() got some positional-only arguments passed as keyword arguments: '{}'", name(),
                        positional_only);
            return false;
        }
        const std::string suggestion = suggest(to_utf8(key));
        raise_error(thread_, ExceptionKind::TypeError, "{}() got an unexpected keyword argument '{}'{}", name(), to_utf8(key),
                    suggestion.empty() ? "" : fmt::format(". Did you mean '{}'?", suggestion));
        return false;
    }
    /// The parameter that `key` looks most like, if one does: bounds as in CPython's Python/suggestions.c.
    std::string suggest(const std::string& key) const {
        constexpr std::size_t longest = 40, most = 750;
        std::string best;
        std::size_t best_cost = SIZE_MAX;
        for (std::size_t i = code_->positional_only_count; i < named() && named() < most; ++i) {
            std::string candidate = to_utf8(parameter(i));
            if (candidate.size() > longest || key.size() > longest) continue;
            const std::size_t cost = edit_cost(key, candidate);
            if (cost > (key.size() + candidate.size() + 3) * 2 / 6 || cost >= best_cost) continue;
            best = std::move(candidate), best_cost = cost;
        }
        return best;
    }

    Thread& thread_;
    FunctionObject* function_;
    CodeHeader* code_;
    std::size_t keywords_, positional_;
    std::span<const Value> args_;
    Value names_;
    Ref rest_, rest_by_name_;
    std::vector<Value> slots_;
};

}  // namespace

Frame* push_frame(Thread& thread, FunctionObject* function, std::span<const Value> args, Value keyword_names) {
    auto* code = reinterpret_cast<CodeHeader*>(function->code);
    if (!has_room_for_frame(thread, code)) {
        raise_error(thread, ExceptionKind::RecursionError, std::string_view("maximum recursion depth exceeded"));
        return nullptr;
    }
    Binding binding(thread, function, args, keyword_names);
    return binding.run() ? binding.push() : nullptr;
}

}  // namespace sidewinder
