// SPDX-License-Identifier: MIT
// What class and mapping patterns ask, as CPython's match_class and match_keys (Python/ceval.c) do.
#include "vm/objects/operations.hpp"
#include "vm/uops/helpers.hpp"

#include <vector>

namespace sidewinder {

namespace {

const char* plural(std::size_t n) { return n == 1 ? "" : "s"; }

/// Builtin classes of which a lone positional pattern means the object itself.
bool matches_itself(const Thread& thread, const TypeObject* type) {
    const Types& t = thread.types;
    for (const TypeObject* each : {t.bool_, t.dict, t.float_, t.frozenset, t.int_, t.list, t.set, t.str, t.tuple})
        if (is_subtype(type, each)) return true;
    return false;
}

class ClassMatch {
public:
    ClassMatch(Thread& thread, Value subject, TypeObject* type) : thread_(thread), subject_(subject), type_(type) {}

    /// Null with an exception pending, None when an attribute is missing.
    Ref run(const TupleObject* names, std::uint32_t positional) {
        if (positional > 0 && !by_position(positional)) return missing();
        for (std::uint32_t i = 0; i < names->size(); ++i)
            if (!add(names->items[i])) return missing();
        std::vector<Value> values;
        for (const Ref& each : attributes_) values.push_back(each.get());
        return make_tuple(thread_, std::span<const Value>(values));
    }

private:
    Ref missing() const { return thread_.has_exception() ? Ref{} : Ref::steal(Value::none()); }
    bool refuse(const std::string& message) {
        raise_error(thread_, ExceptionKind::TypeError, std::string_view(message));
        return false;
    }
    std::string name() const { return to_utf8(type_->name); }

    bool by_position(std::uint32_t count) {
        Ref given = get_attribute(thread_, Value::object(type_), intern(thread_, "__match_args__"));
        if (!given && !catch_exception(thread_, ExceptionKind::AttributeError)) return false;
        if (given && !is_kind(given.get(), Kind::tuple))
            return refuse(fmt::format("{}.__match_args__ must be a tuple (got {})", name(), to_utf8(type_of(thread_, given.get())->name)));
        const bool itself = !given && matches_itself(thread_, type_);
        const std::size_t allowed = itself ? 1 : given ? given.as<TupleObject>()->size() : 0;
        if (count > allowed)
            return refuse(fmt::format("{}() accepts {} positional sub-pattern{} ({} given)", name(), allowed, plural(allowed), count));
        if (itself) {
            attributes_.push_back(Ref::borrow(subject_));
            return true;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            const Value name_of = given.as<TupleObject>()->items[i];
            if (!is_kind(name_of, Kind::string))
                return refuse(fmt::format("__match_args__ elements must be strings (got {})", to_utf8(type_of(thread_, name_of)->name)));
            if (!add(name_of)) return false;
        }
        return true;
    }
    bool add(Value name_of) {
        StringObject* const attribute = intern(thread_, name_of.as<StringObject>());
        for (const StringObject* seen : seen_)
            if (seen == attribute) return refuse(fmt::format("{}() got multiple sub-patterns for attribute '{}'", name(), to_utf8(attribute)));
        seen_.push_back(attribute);
        Ref value = get_attribute(thread_, subject_, attribute);
        if (!value) {
            catch_exception(thread_, ExceptionKind::AttributeError);
            return false;
        }
        attributes_.push_back(std::move(value));
        return true;
    }

    Thread& thread_;
    Value subject_;
    TypeObject* type_;
    std::vector<Ref> attributes_;
    std::vector<const StringObject*> seen_;
};

}  // namespace

extern "C" {

Value sw_match_keys(Thread* thread, Value subject, Value keys) {
    subject = underlying(subject);
    const Ref hold = Ref::borrow(subject);
    const auto* wanted = keys.as<TupleObject>();
    const Ref seen = make_set(*thread, false);
    if (!seen) return Value::null();
    std::vector<Ref> owned;
    std::vector<Value> values;
    for (std::uint32_t i = 0; i < wanted->size(); ++i) {
        const std::optional<bool> before = set_contains(*thread, seen.as<SetObject>(), wanted->items[i]);
        if (!before) return Value::null();
        if (*before) {
            const Ref text = to_repr(*thread, wanted->items[i]);
            if (text) raise_error(*thread, ExceptionKind::ValueError, "mapping pattern checks duplicate key ({})", to_utf8(text.as<StringObject>()));
            return Value::null();
        }
        if (!set_add(*thread, seen.as<SetObject>(), wanted->items[i])) return Value::null();
        const Value found = dict_get(*thread, subject.as<DictObject>(), wanted->items[i]);
        if (found.is_null()) return thread->has_exception() ? Value::null() : Value::none();
        owned.push_back(Ref::borrow(found));
        values.push_back(found);
    }
    return make_tuple(*thread, std::span<const Value>(values)).release();
}

Value sw_match_class(Thread* thread, Value subject, Value type, Value names, std::uint32_t count) {
    if (!is_kind(type, Kind::type)) {
        raise_error(*thread, ExceptionKind::TypeError, std::string_view("called match pattern must be a class"));
        return Value::null();
    }
    const std::optional<bool> instance = is_instance(*thread, subject, type);
    if (!instance) return Value::null();
    if (!*instance) return Value::none();
    return ClassMatch(*thread, subject, type.as<TypeObject>()).run(names.as<TupleObject>(), count).release();
}

}  // extern "C"

}  // namespace sidewinder
