// SPDX-License-Identifier: MIT
// Generator: choices -> a typed program, as a tree. Names are defined before use, loops are
// bounded, most operations fit their operands' types, and what does not is caught by a try around
// the call; hot loops change the types, globals, functions and classes that traces rely on.
//
// What kind of thing is made where: expressions.cpp, statements.cpp, loops.cpp, functions.cpp,
// suspensions.cpp, matches.cpp, classes.cpp, corners.cpp, program.cpp.
#pragma once

#include "fuzzers/choices.hpp"
#include "fuzzers/generate/build.hpp"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidewinder::fuzz {

/// What an expression is meant to give. `any` may be anything.
enum class Type : std::uint8_t { integer, real, boolean, text, list, tuple, dict, instance, any };

struct Variable {
    std::string id;
    Type type;
    bool assignable = true;  ///< not a loop counter
    int class_index = -1;    ///< of instances
};

struct FunctionInfo {
    std::string id;
    std::vector<Type> parameters;  ///< p0, p1, …, by position
    std::size_t defaults = 0;      ///< of the last so many
    Type result = Type::integer;
    std::size_t positional_only = 0;     ///< of the first so many
    std::vector<bool> keyword_only{};    ///< ints q0, q1, …: true where one must be passed
    bool rest = false, more = false;     ///< *rest, **more
};

struct ClassInfo {
    std::string id;
    std::vector<std::string> attributes;  ///< ints, set by __init__(self, first)
    std::vector<std::string> methods;     ///< (self, x: int) -> int
    std::vector<std::string> specials;    ///< names without underscores
    bool keywords = false;                ///< its subclasses may be given keywords
    bool slots = false;                   ///< it, or a class before it, has __slots__
    bool metaclass = false;               ///< it, or a class before it, has one
    std::string builtin{};                ///< the class such as list that it is derived from, if any
    bool has(std::string_view special) const;
};

/// What programs may do without.
enum class Feature : std::uint8_t {
    reals, texts, containers, instances, exceptions, surfing, rebinding, branches, inner_loops, closures, recursion, corners, suspensions, matches,
};
inline constexpr unsigned feature_count = 14;

struct GeneratorOptions {
    int functions = 3, classes = 3;
    int statements = 5;    ///< in a loop's body, at most
    int depth = 3;         ///< of expressions
    int iterations = 70;   ///< of a hot loop, at most
    std::uint32_t left_out = 0;  ///< a bit for each Feature that is not made
    bool cpython_dialect = false;  ///< ask what only CPython can tell; the programs are not for engines of ours
};

/// Swarm testing (Groce et al. 2012): what is left out makes room for more of the rest. Half of the
/// slices of a campaign have all features and the usual sizes.
GeneratorOptions swarm_options(const GeneratorOptions& usual, std::uint64_t seed, std::uint64_t slice);

namespace corners {
struct Group;
}

class Generator {
public:
    explicit Generator(ChoiceSequence choices, GeneratorOptions options = {}) : c_(std::move(choices)), o_(options) {}
    syntax::Module program();

private:
    // expressions.cpp
    ExpressionPtr expression(Type type, int depth);
    ExpressionPtr leaf(Type type);
    ExpressionPtr integer_expression(int depth);
    ExpressionPtr integer_operation(int depth);
    ExpressionPtr real_expression(int depth);
    ExpressionPtr text_expression(int depth);
    ExpressionPtr list_expression(int depth);
    ExpressionPtr dict_expression(int depth);
    ExpressionPtr set_expression(int depth);
    ExpressionPtr boolean_expression(int depth);
    ExpressionPtr instance_expression();
    ExpressionPtr instance_operation(int depth);
    ExpressionPtr format_string();
    ExpressionPtr comprehension(int depth);
    ExpressionPtr interesting_integer();
    ExpressionPtr interesting_real();
    ExpressionPtr interesting_text();
    ExpressionPtr small(int low, int high) { return fuzz::integer(c_.between(low, high)); }
    ExpressionPtr call_function(const FunctionInfo& f, int depth);
    void open_arguments(syntax::Call& call);
    const Variable* variable(Type type);
    const Variable* instance_variable();

    // statements.cpp
    void statement(Block& out, int depth);
    bool makes_statement(std::uint32_t kind) const;
    void assignment(Block& out);
    void augmented(Block& out);
    void keep_short(Block& out, const std::string& id);
    void container_store(Block& out);
    void attribute_store(Block& out);
    void unpacking(Block& out);
    void conditional_statement(Block& out, int depth);
    void try_statement(Block& out, int depth);
    void raise_statement(Block& out);
    void surf(Block& out);
    void rebind(Block& out);
    void deletion(Block& out);
    void observe(Block& out);
    void new_variable(Block& out);
    Block body(int statements, int depth);
    ExpressionPtr test();
    ExpressionPtr named_test();
    ExpressionPtr moment();
    ExpressionPtr error();

    // loops.cpp
    void hot_loop(Block& out, int depth);
    void while_loop(Block& out, int depth);
    void for_loop(Block& out, int depth);
    ExpressionPtr iterable(std::string& target, Type& element, int iterations, bool* unpacks);
    void leave_loop(Block& body, const std::string& counter);

    // functions.cpp
    void function(Block& out);
    void other_parameters(FunctionInfo& info, std::vector<syntax::Parameter>& parameters);
    void recursive_function(Block& out);
    void closure(Block& out);
    Block function_body(Type result);

    // suspensions.cpp
    void generator_function(Block& out);
    ExpressionPtr generator_of_integers();
    void generator_loop(Block& out);
    void with_statement(Block& out, int depth);

    // matches.cpp
    void match_statement(Block& out, int depth);
    syntax::Pattern pattern(int depth, bool binds);

    // classes.cpp
    void class_definition(Block& out);
    void exception_class(Block& out);
    ExpressionPtr metaclass(Block& out);
    void context_manager(const ClassInfo& info, Block& out);
    void constructor(const ClassInfo& info, Block& out);
    StatementPtr special_method(const ClassInfo& info, const std::string& which);
    StatementPtr method(const ClassInfo& info, const std::string& id, bool overrides);
    ExpressionPtr own_attribute(const ClassInfo& info);

    // corners.cpp
    std::string fill(std::string_view pattern, const std::string& unique);
    int too_long();
    std::string two_of(std::span<const char* const> statements, int indent);
    std::string surround(int loops, int indent);
    const corners::Group& by_size(std::span<const corners::Group> groups);
    std::string meeting(const std::string& unique);
    void corner(Block& out);

    // program.cpp
    void globals(Block& out);
    void driver(Block& out);
    void driver_call(Block& out, const FunctionInfo& f);

    std::string fresh(const char* prefix) { return prefix + std::to_string(next_name_++); }
    bool makes(Feature feature) const { return (o_.left_out >> static_cast<unsigned>(feature) & 1) == 0; }
    int rounds(int at_least) { return c_.between(at_least, std::max(at_least, o_.iterations)); }

    ChoiceSequence c_;
    GeneratorOptions o_;
    std::deque<Variable> scope_;            ///< what can be read here; pointers to it outlive additions
    std::vector<Variable> globals_;
    std::vector<FunctionInfo> functions_;
    std::vector<std::string> generators_;   ///< functions (int, int) that make one
    std::vector<ClassInfo> classes_;
    std::vector<std::string> exceptions_;
    std::vector<std::string> declared_global_;  ///< in the function under way
    std::string counter_;                   ///< of the innermost hot loop; empty outside
    int next_name_ = 0;
    int loop_depth_ = 0;
    bool in_function_ = false;
    bool in_method_ = false;                ///< no calls of functions: bounds recursion
    bool comprehends_ = false;
};

/// The program that (seed, index) stands for.
syntax::Module generate_program(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options = {});
std::string generate_text(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options = {});
/// In the CPython dialect: text that our parser may not know.
std::string generate_dialect_text(std::uint64_t seed, std::uint64_t index, const GeneratorOptions& options = {});

}  // namespace sidewinder::fuzz
