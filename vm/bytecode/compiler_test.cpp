// SPDX-License-Identifier: MIT
// The compiler's output: emitted opcodes for small sources, superinstructions, unbound locals,
// exception tables, scopes, and the SyntaxErrors that the grammar does not see.
#include "vm/bytecode/compiler.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "vm/bytecode/code_object.hpp"
#include "vm/bytecode/instruction.hpp"
#include "vm/bytecode/verifier.hpp"
#include "vm/objects/thread.hpp"
#include "vm/syntax/parser.hpp"

namespace sidewinder {
namespace {

class Compiler : public testing::Test {
protected:
    Compiler() { initialize_objects(thread_); }
    ~Compiler() override {
        module_ = Ref();
        finalize_objects(thread_);
    }

    std::string error_of(std::string_view text) {
        const auto tree = syntax::parse(text);
        if (!tree) return "parser: " + tree.error().message;
        const auto code = compile(thread_, *tree, "t.py");
        return code ? "ok" : fmt::format("{}: {}", code.error().line, code.error().message);
    }

    /// The module's code, kept until the next call; every code object in it must verify.
    CodeObject& module(std::string_view text) {
        const auto tree = syntax::parse(text);
        EXPECT_TRUE(tree) << text;
        auto code = compile(thread_, *tree, "t.py");
        EXPECT_TRUE(code) << text << ": " << (code ? "" : code.error().message);
        module_ = *std::move(code);
        check(*module_.as<CodeObject>());
        return *module_.as<CodeObject>();
    }
    /// The first code object among the constants of the module.
    CodeObject& function(std::string_view text) {
        for (const Value constant : module(text).constants) {
            if (is_kind(constant, Kind::code)) return *constant.as<CodeObject>();
        }
        ADD_FAILURE() << "no function in " << text;
        return *module_.as<CodeObject>();
    }
    static void check(CodeObject& code) {
        const auto verdict = verify(code);
        EXPECT_TRUE(verdict) << (verdict ? "" : verdict.error().message);
        for (const Value constant : code.constants) {
            if (is_kind(constant, Kind::code)) check(*constant.as<CodeObject>());
        }
    }
    static std::string opcodes(const CodeObject& code, bool with_opargs = false) {
        std::string out;
        for (std::size_t i = 0; i < code.units.size();
             i += instruction_length(opcode_of(code.units[i]))) {
            if (!out.empty()) out += ' ';
            out += opcode_name(opcode_of(code.units[i]));
            if (with_opargs) out += fmt::format(":{}", oparg_of(code.units[i]));
        }
        return out;
    }
    static int count(const CodeObject& code, std::string_view name) {
        int found = 0;
        for (std::size_t i = 0; i < code.units.size();
             i += instruction_length(opcode_of(code.units[i]))) {
            found += opcode_name(opcode_of(code.units[i])) == name;
        }
        return found;
    }

    Thread thread_;
    Ref module_;
};

TEST_F(Compiler, Function) {
    const CodeObject& add = function("def add(a, b): return a + b\n");
    EXPECT_EQ(opcodes(add, true), "RESUME:0 LOAD_FAST_LOAD_FAST:1 BINARY_OP:0 RETURN_VALUE:0");
    EXPECT_EQ(add.argument_count, 2);
    EXPECT_EQ(to_utf8(add.qualname), "add");
    EXPECT_EQ(opcodes(*module_.as<CodeObject>(), true),
              "RESUME:0 LOAD_CONST:0 MAKE_FUNCTION:0 STORE_GLOBAL:0 LOAD_CONST:1 RETURN_VALUE:0");
}

TEST_F(Compiler, CallsAndGlobals) {
    EXPECT_EQ(
        opcodes(module("f(1, a.b(2, c=3))\n"), true),
        "RESUME:0 LOAD_GLOBAL:1 LOAD_SMALL_INT:1 LOAD_GLOBAL:2 LOAD_ATTR:5 LOAD_SMALL_INT:2 "
        "LOAD_SMALL_INT:3 LOAD_CONST:0 CALL_KW:2 CALL:2 POP_TOP:0 LOAD_CONST:1 RETURN_VALUE:0");
}

TEST_F(Compiler, ConditionsAreJumps) {
    EXPECT_EQ(opcodes(function("def f(a, b):\n  while a < b and not a: a = b\n")),
              "RESUME LOAD_FAST_LOAD_FAST COMPARE_OP POP_JUMP_IF_FALSE LOAD_FAST TO_BOOL "
              "POP_JUMP_IF_TRUE LOAD_FAST STORE_FAST JUMP_BACKWARD LOAD_CONST RETURN_VALUE");
    EXPECT_EQ(
        opcodes(function("def f(a):\n  if a is not None: return 1\n")),
        "RESUME LOAD_FAST POP_JUMP_IF_NONE LOAD_SMALL_INT RETURN_VALUE LOAD_CONST RETURN_VALUE");
    EXPECT_EQ(opcodes(function("def f():\n  while True: pass\n")), "RESUME JUMP_BACKWARD");
}

TEST_F(Compiler, LoopsHaveOneBackEdge) {
    const CodeObject& f =
        function("def f(x):\n  for i in x:\n    if i: break\n    x = i\n  else: x = 1\n");
    EXPECT_EQ(
        opcodes(f),
        "RESUME LOAD_FAST GET_ITER FOR_ITER STORE_FAST LOAD_FAST TO_BOOL POP_JUMP_IF_FALSE POP_TOP "
        "JUMP_FORWARD LOAD_FAST STORE_FAST JUMP_BACKWARD POP_ITER LOAD_SMALL_INT STORE_FAST "
        "LOAD_CONST RETURN_VALUE");
}

TEST_F(Compiler, UnboundLocalsAreChecked) {
    EXPECT_EQ(count(function("def f(a):\n  if a: x = 1\n  return x\n"), "LOAD_FAST_CHECK"), 1);
    EXPECT_EQ(count(function("def f(a):\n  x = 1\n  del x\n  return x\n"), "LOAD_FAST_CHECK"), 1);
    EXPECT_EQ(count(function("def f(a):\n  try: x = a()\n  except: pass\n  return x\n"),
                    "LOAD_FAST_CHECK"),
              1);
    EXPECT_EQ(
        count(function("def f(a):\n  if a: x = 1\n  else: x = 2\n  return x\n"), "LOAD_FAST_CHECK"),
        0);
    EXPECT_EQ(count(function("def f(a):\n  for x in a: pass\n  print(x)\n  return x\n"),
                    "LOAD_FAST_CHECK"),
              1);
}

TEST_F(Compiler, ConstantsOfDifferentTypesStayApart) {
    EXPECT_EQ(
        module(
            "x = 1.0; y = 1000; z = True; w = 0.0; v = -0.0; u = 1000; t = (1, 2); s = (1.0, 2)\n")
            .constants.size(),
        8u);
}

TEST_F(Compiler, ClosuresAndCells) {
    const CodeObject& outer = function("def f(a):\n  x = 1\n  def g(): return a + x\n  return g\n");
    EXPECT_EQ(
        opcodes(outer, true),
        "MAKE_CELL:0 MAKE_CELL:2 RESUME:0 LOAD_SMALL_INT:1 STORE_DEREF:2 LOAD_FAST_LOAD_FAST:2 "
        "BUILD_TUPLE:2 LOAD_CONST:0 MAKE_FUNCTION:0 SET_FUNCTION_ATTRIBUTE:8 STORE_FAST:1 "
        "LOAD_FAST:1 RETURN_VALUE:0");
    EXPECT_EQ(outer.local_names.size(), 3u);
    EXPECT_EQ(count(function("x = 1\nclass A:\n  y = x\n  z = [y for y in x]\n"), "LOAD_NAME"), 2);
}

TEST_F(Compiler, NamesAreMangledInClasses) {
    const CodeObject& body = function("class _A:\n  __x = 1\n  def f(self): return self.__x\n");
    EXPECT_EQ(to_utf8(body.names[1]), "_A__x");
    EXPECT_EQ(to_utf8(body.qualname), "_A");
}

TEST_F(Compiler, ExceptionTable) {
    const CodeObject& f = function(
        "def f(a):\n  for i in a:\n    try: a()\n    except A as e: return e\n    finally: a = "
        "1\n");
    ASSERT_GE(f.exception_table.size(), 4u);
    EXPECT_EQ(f.exception_table[0].depth, 1);
    EXPECT_FALSE(f.exception_table[0].push_offset);
    std::uint32_t end = 0;
    for (const ExceptionTableEntry& entry : f.exception_table) {
        EXPECT_GE(entry.start, end);
        EXPECT_GT(entry.end, entry.start);
        end = entry.end;
    }
}

TEST_F(Compiler, EveryWayOutOfEveryBlock) {
    for (const char* leave : {"return a", "return 1", "break", "continue", "raise a", "pass"}) {
        for (const char* shape :
             {"try:\n   {0}\n  finally:\n   {0}",
              "try:\n   a()\n  except A as e:\n   {0}\n  else:\n   {0}",
              "try:\n   try:\n    {0}\n   except A:\n    {0}\n  finally:\n   a = 1",
              "for j in a:\n   try:\n    {0}\n   finally:\n    a()\n  else:\n   {0}",
              "try:\n   for j in a:\n    {0}\n  finally:\n   for j in a:\n    {0}"}) {
            module(fmt::format("def f(a):\n for i in a:\n  {}\n",
                               fmt::format(fmt::runtime(shape), leave)));
        }
    }
}

TEST_F(Compiler, Errors) {
    EXPECT_EQ(error_of("x = 1\nreturn x\n"), "2: 'return' outside function");
    EXPECT_EQ(error_of("class A:\n  return\n"), "2: 'return' outside function");
    EXPECT_EQ(error_of("if 1:\n  break\n"), "2: 'break' outside loop");
    EXPECT_EQ(error_of("def f():\n  continue\n"), "2: 'continue' not properly in loop");
    EXPECT_EQ(error_of("for i in x:\n  def f(): break\n"), "2: 'break' outside loop");
    EXPECT_EQ(error_of("def f():\n  print(x)\n  global x\n"),
              "3: name 'x' is used prior to global declaration");
    EXPECT_EQ(error_of("def f():\n  x = 1\n  global x\n"),
              "3: name 'x' is assigned to before global declaration");
    EXPECT_EQ(error_of("def f(x):\n  nonlocal x\n"), "2: name 'x' is parameter and nonlocal");
    EXPECT_EQ(error_of("def f():\n  nonlocal x\n"), "2: no binding for nonlocal 'x' found");
    EXPECT_EQ(error_of("nonlocal x\n"), "1: nonlocal declaration not allowed at module level");
    EXPECT_EQ(error_of("[i := 0 for i in x]\n"),
              "1: assignment expression cannot rebind comprehension iteration variable 'i'");
    std::string blocks;
    for (int i = 0; i < 22; ++i)
        blocks += std::string(static_cast<std::size_t>(i), ' ') + "while x:\n";
    EXPECT_EQ(error_of(blocks + std::string(22, ' ') + "pass\n"),
              "22: too many statically nested blocks");
}

TEST_F(Compiler, TooLargeIsRefused) {
    std::string names, blowup = "def f():\n";
    for (int i = 0; i < 40'000; ++i) names += fmt::format("x{}\n", i);
    EXPECT_EQ(error_of(names), "1: function too large");
    std::string jump = "if x:\n";
    for (int i = 0; i < 30'000; ++i) jump += "  a = b\n";
    EXPECT_EQ(error_of(jump), "1: function too large");
    for (int i = 0; i < 20; ++i) {
        const std::string indent(static_cast<std::size_t>(i) + 1, ' ');
        blowup += indent + "try: a()\n" + indent + "finally:\n";
    }
    EXPECT_EQ(error_of(blowup + std::string(21, ' ') + "a()\n"), "1: function too large");
}

}  // namespace
}  // namespace sidewinder
