// SPDX-License-Identifier: MIT
#include "fuzzers/generate/constructs.hpp"

#include <string>
#include <utility>

namespace sidewinder::fuzz {

namespace {

using syntax::detail::HasFields;
using syntax::detail::is_vector;

/// What the compiler calls X, out of the name that it gives to a function template of X: C++23 has no other way to ask.
consteval std::string_view argument_of(std::string_view function) {
    function = function.substr(function.find("X = ") + 4);
    function = function.substr(0, function.find_first_of(";]"));
    return function.substr(function.rfind(':') + 1);
}
template <class X>
consteval std::string_view pretty_type() { return argument_of(__PRETTY_FUNCTION__); }
template <auto X>
consteval std::string_view pretty_value() { return argument_of(__PRETTY_FUNCTION__); }

/// "Type.field state", each made once.
template <class T, std::size_t field, class State>
std::string_view name_of(State state) {
    static std::map<State, std::string> names;
    auto [at, added] = names.try_emplace(state);
    if (added) {
        at->second = std::string(pretty_type<T>()) + '.' + std::string(pretty_value<std::get<field>(T::fields)>()) + ' ';
        if constexpr (std::is_enum_v<State>) {
            static_assert(std::to_underlying(State{}) == 0);
            [&]<std::size_t... value>(std::index_sequence<value...>) {
                ((std::to_underlying(state) == value ? void(at->second += pretty_value<static_cast<State>(value)>()) : void()), ...);
            }(std::make_index_sequence<16>());
        } else {
            at->second += state;
        }
    }
    return at->second;
}

class Counter {
public:
    explicit Counter(ConstructCounts& counts) : counts_(counts) {}

    void block(const syntax::Block& statements) {
        for (const auto& statement : statements) node(statement->node);
    }

private:
    template <class Variant>
    void node(const Variant& variant) {
        std::visit([this](const auto& alternative) { this->fields(alternative); }, variant);
    }
    template <class T>
    void fields(const T& node) {
        ++counts_[pretty_type<T>()];
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (this->field<T, i>(node.*std::get<i>(T::fields)), ...);
        }(std::make_index_sequence<std::tuple_size_v<decltype(T::fields)>>());
    }
    template <class T, std::size_t i, class Field>
    void field(const Field& value) {
        if constexpr (std::is_same_v<Field, syntax::ExpressionPtr>) {
            state<T, i>(value ? "present" : "absent");
            if (value) node(value->node);
        } else if constexpr (std::is_same_v<Field, syntax::Block>) {
            state<T, i>(value.empty() ? "absent" : "present");
            block(value);
        } else if constexpr (std::is_same_v<Field, std::string>) {
            state<T, i>(value.empty() ? "absent" : "present");
        } else if constexpr (is_vector<Field>) {
            state<T, i>(value.empty() ? "absent" : value.size() == 1 ? "once" : "several");
            for (const auto& element : value) {
                if constexpr (HasFields<std::decay_t<decltype(element)>>) fields(element);
                else if constexpr (std::is_same_v<std::decay_t<decltype(element)>, syntax::ExpressionPtr>) node(element->node);
            }
        } else if constexpr (std::is_same_v<Field, bool>) {
            state<T, i>(value ? "true" : "false");
        } else if constexpr (HasFields<Field>) {
            fields(value);
        } else if constexpr (std::is_enum_v<Field>) {
            ++counts_[name_of<T, i, Field>(value)];
        }
    }
    template <class T, std::size_t i>
    void state(const char* state) {
        ++counts_[name_of<T, i, std::string_view>(state)];
    }

    ConstructCounts& counts_;
};

template <class... T>
void add_kinds(ConstructCounts& counts, const std::variant<T...>*) {
    (counts.try_emplace(pretty_type<T>()), ...);
}

}  // namespace

void count_constructs(const syntax::Module& module, ConstructCounts& counts) { Counter(counts).block(module.body); }

ConstructCounts no_constructs() {
    ConstructCounts counts;
    add_kinds(counts, static_cast<const syntax::StatementNode*>(nullptr));
    add_kinds(counts, static_cast<const syntax::ExpressionNode*>(nullptr));
    return counts;
}

}  // namespace sidewinder::fuzz
