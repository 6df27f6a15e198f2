// SPDX-License-Identifier: MIT
// Lexer, parser, unparser: tokens, errors where CPython has them, parse(unparse(t)) == t, and
// texts that try to overflow the stack.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>

#include "vm/syntax/lexer.hpp"
#include "vm/syntax/parser.hpp"
#include "vm/syntax/unparser.hpp"

namespace sidewinder::syntax {
namespace {

std::string token_kinds(std::string_view text) {
    const Source source = *make_source(text, "t.py");
    std::string out;
    for (const Token& token : tokenize(source).tokens) {
        switch (token.kind) {
            case TokenKind::name: out += "n"; break;
            case TokenKind::number: out += "0"; break;
            case TokenKind::string: out += "s"; break;
            case TokenKind::fstring: out += "f"; break;
            case TokenKind::op: out += token.text; break;
            case TokenKind::newline: out += ";"; break;
            case TokenKind::indent: out += ">"; break;
            case TokenKind::dedent: out += "<"; break;
            case TokenKind::end: out += "$"; break;
            case TokenKind::error: out += "!"; break;
        }
    }
    return out;
}

/// "line:column message", or "ok".
std::string error_of(std::string_view text) {
    const Parsed<Module> result = parse(text);
    if (result) return "ok";
    const SyntaxError& e = result.error();
    return fmt::format("{}:{} {}", e.line, e.column, e.message);
}

std::string normalized(std::string_view text) {
    const Parsed<Module> tree = parse(text);
    EXPECT_TRUE(tree) << text << "\n" << (tree ? "" : format(tree.error(), "t.py"));
    return tree ? unparse(*tree) : "";
}

TEST(Lexer, IndentationAndJoining) {
    EXPECT_EQ(token_kinds("if a:\n  b\n\n  # c\n  c\nd"), "nn:;>n;n;<n;$");
    EXPECT_EQ(token_kinds("a = (1,\n   2)\n"), "n=(0,0);$");
    EXPECT_EQ(token_kinds("a = 1 + \\\n  2\n"), "n=0+0;$");
    EXPECT_EQ(token_kinds("if a:\n    b"), "nn:;>n;<$");
    EXPECT_EQ(token_kinds(""), "$");
    EXPECT_EQ(token_kinds("# only\n\n"), "$");
    EXPECT_EQ(token_kinds("1if 2else 3\n"), "0n0n0;$");
    EXPECT_EQ(token_kinds("a<<=b//=c**=d->e:=f!=g...h\n"), "n<<=n//=n**=n->n:=n!=n...n;$");
}

TEST(Lexer, Strings) {
    // A raw string cannot end at an escaped quote either.
    EXPECT_EQ(token_kinds(R"x('a' r"b\"" '''c)x"
                          "\nd''' f'{x}' rf'{y!r}'\n"),
              "sssff;$");
    EXPECT_EQ(token_kinds("f'{a['b']}' f\"{f\"{1}\"}\" f'{{}}' f'{x:>{w}}'\n"), "ffff;$");
    EXPECT_EQ(token_kinds("'abc\n"), "!");
    EXPECT_EQ(token_kinds("f'{a'\n"), "!");
}

TEST(Lexer, Positions) {
    const Source source = *make_source("a\n  \n'''x\ny''' b\n", "t.py");
    const TokenList list = tokenize(source);
    ASSERT_EQ(list.tokens.size(), 6u);
    EXPECT_EQ(list.tokens[2].line, 3);
    EXPECT_EQ(list.tokens[3].line, 4);
    EXPECT_EQ(list.tokens[3].column, 5);
}

TEST(Source, Decoding) {
    EXPECT_EQ(make_source("\xEF\xBB\xBF"
                          "a\r\nb\rc",
                          "t")
                  ->text,
              "a\nb\nc");
    EXPECT_EQ(make_source("a = '\xff'", "t").error().message,
              "(unicode error) 'utf-8' codec can't decode byte 0xff in position 5");
    EXPECT_EQ(make_source("\xC0\x80", "t").error().message,
              "(unicode error) 'utf-8' codec can't decode byte 0xc0 in position 0");
    EXPECT_FALSE(make_source("\xED\xA0\x80", "t"));
    EXPECT_FALSE(make_source(std::string_view("a\0b", 3), "t"));
    EXPECT_EQ(error_of("\xff"),
              "0:0 (unicode error) 'utf-8' codec can't decode byte 0xff in position 0");
}

TEST(Parser, ErrorText) {
    const Parsed<Module> result = parse("x = 1\ny = 2\n    a = (1 +\n", "x.py");
    ASSERT_FALSE(result);
    EXPECT_EQ(
        format(result.error(), "x.py"),
        "  File \"x.py\", line 3\n    a = (1 +\n    ^\nIndentationError: unexpected indent\n");
    const Parsed<Module> open = parse("    \na = (1 +\n", "x.py");
    EXPECT_EQ(
        format(open.error(), "x.py"),
        "  File \"x.py\", line 2\n    a = (1 +\n        ^\nSyntaxError: '(' was never closed\n");
}

TEST(Parser, Errors) {
    struct Case {
        const char *text, *error;
    };
    const Case cases[] = {
        {"1 = x", "1:0 cannot assign to literal here. Maybe you meant '==' instead of '='?"},
        {"f() = 1",
         "1:0 cannot assign to function call here. Maybe you meant '==' instead of '='?"},
        {"(1, a) = x", "1:1 cannot assign to literal"},
        {"None = 1", "1:0 cannot assign to None"},
        {"a = 1 = b", "1:4 cannot assign to literal"},
        {"f() += 1", "1:0 'function call' is an illegal expression for augmented assignment"},
        {"for 1 in x: pass", "1:4 cannot assign to literal"},
        {"del f()", "1:4 cannot delete function call"},
        {"a b", "1:2 invalid syntax"},
        {"if x", "1:4 expected ':'"},
        {"if x:\ny", "2:0 expected an indented block after 'if' statement on line 1"},
        {"def f(a, a): pass", "1:9 duplicate argument 'a' in function definition"},
        {"def f(a=1, b): pass",
         "1:11 parameter without a default follows parameter with a default"},
        {"f(a=1, 2)", "1:8 positional argument follows keyword argument"},
        {"f(a=1, a=2)", "1:7 keyword argument repeated: a"},
        {"f(1=2)", "1:2 expression cannot contain assignment, perhaps you meant \"==\"?"},
        {"def f(a, *): pass", "1:9 named arguments must follow bare *"},
        {"def f(/, a): pass", "1:6 at least one argument must precede /"},
        {"def f(a, /, b, /): pass", "1:15 / may appear only once"},
        {"def f(*a, /): pass", "1:10 / must be ahead of *"},
        {"def f(*a, *b): pass", "1:10 * argument may appear only once"},
        {"def f(**k, a): pass", "1:11 arguments cannot follow var-keyword argument"},
        {"def f(*a=1): pass", "1:8 var-positional argument cannot have default value"},
        {"def f(**k=1): pass", "1:9 var-keyword argument cannot have default value"},
        {"def f(*, **k): pass", "1:6 named arguments must follow bare *"},
        {"f(**k, *a)", "1:7 iterable argument unpacking follows keyword argument unpacking"},
        {"f(**k, a)", "1:8 positional argument follows keyword argument unpacking"},
        {"[*a for a in b]", "1:1 iterable unpacking cannot be used in comprehension"},
        {"{**a for a in b}", "1:1 dict unpacking cannot be used in dict comprehension"},
        {"x = (*a)", "1:5 cannot use starred expression here"},
        {"del *a", "1:4 cannot delete starred"},
        {"class A(a=1, a=2): pass", "1:13 keyword argument repeated: a"},
        {"class A(a=1, B): pass", "1:14 positional argument follows keyword argument"},
        {"{1, **a}", "1:4 invalid syntax"},
        {"{1: 2, *a}", "1:7 invalid syntax"},
        {"{1: 2, 3}", "1:7 ':' expected after dictionary key"},
        {"{1, 2: 3}", "1:5 invalid syntax"},
        {"{**a: 1}", "1:4 invalid syntax"},
        {"f(a for a in b, c)", "1:2 Generator expression must be parenthesized"},
        {"f(c, a for a in b)", "1:5 Generator expression must be parenthesized"},
        {"(*a for a in b)", "1:1 iterable unpacking cannot be used in comprehension"},
        {"x = yield = 1", "1:4 assignment to yield expression not possible"},
        {"(a for a in b) = 1", "1:0 cannot assign to generator expression"},
        {"with a as 1: pass", "1:10 cannot assign to literal"},
        {"with a as f(): pass", "1:10 cannot assign to function call"},
        {"with a", "1:6 expected ':'"},
        {"match x:\n case [*a, *b]: pass", "2:6 multiple starred names in sequence pattern"},
        {"match x:\n case A(b=1, b=2): pass",
         "2:13 attribute name repeated in class pattern: b"},
        {"match x:\n case A(b=1, 2): pass", "2:13 positional patterns follow keyword patterns"},
        {"match x:\n case {a: 1}: pass", "2:8 invalid syntax"},
        {"match x:\n case 1 + 2: pass", "2:10 imaginary number required in complex literal"},
        {"match x:\n case a as _: pass", "2:11 cannot use '_' as a target"},
        {"match x:\n case 1 as a.b: pass", "2:11 cannot use attribute as pattern target"},
        {"match x:\n case f'a': pass",
         "2:6 patterns may only match literals and attribute lookups"},
        {"match x:\n pass", "2:1 invalid syntax"},
        {"match x:\ncase 1: pass",
         "2:0 expected an indented block after 'match' statement on line 1"},
        {"x = )", "1:4 unmatched ')'"},
        {"x = (]", "1:5 closing parenthesis ']' does not match opening parenthesis '('"},
        {"'abc", "1:0 unterminated string literal (detected at line 1)"},
        {"x = 1_", "1:5 invalid decimal literal"},
        {"x = 01",
         "1:4 leading zeros in decimal integer literals are not permitted; use an 0o "
         "prefix for octal integers"},
        {"x = 0b2", "1:6 invalid digit '2' in binary literal"},
        {"*a = 1", "1:0 starred assignment target must be in a list or tuple"},
        {"*a, *b = c", "1:0 multiple starred expressions in assignment"},
        {"a = *b", "1:4 can't use starred expression here"},
        {"'\\xz'",
         "1:0 (unicode error) 'unicodeescape' codec can't decode bytes in position 0-1: "
         "truncated \\xXX escape"},
        {"f'}'", "1:2 f-string: single '}' is not allowed"},
        {"if x:\n  a\n b\n", "3:2 unindent does not match any outer indentation level"},
        {"x = (1 2)", "1:5 invalid syntax. Perhaps you forgot a comma?"},
        {"x = 1 if 2", "1:4 expected 'else' after 'if' expression"},
        {"try: pass\nexcept: pass\nexcept A: pass", "2:0 default 'except:' must be last"},
    };
    for (const Case& c : cases) EXPECT_EQ(error_of(c.text), c.error) << c.text;
}

TEST(Parser, RefusedFeaturesAreNamed) {
    struct Case {
        const char *text, *feature;
    };
    const Case cases[] = {
        {"async def f(): pass", "async"},
        {"x = await y", "await"},
        {"type X = int", "type"},
        {"b'x'", "bytes"},
        {"1j", "complex"},
        {"try: pass\nexcept* A: pass", "except*"},
        {"'\\N{DASH}'", "\\N"},
        {"def f[T](): pass", "type parameter"},
        {"t'x'", "template string"},
    };
    for (const Case& c : cases) {
        const std::string error = error_of(c.text);
        EXPECT_TRUE(error.ends_with(fmt::format(" '{}' is not supported", c.feature)))
            << c.text << ": " << error;
    }
    EXPECT_EQ(error_of("match = 1\ntype = match\nprint(match, type)\nmatch[0]: int = 2\nmatch(x)"),
              "ok");
}

TEST(Unparser, RoundTrip) {
    const char* const texts[] = {
        "x = 1\n",
        "x = y = 1, 2\n",
        "a, *b, c = d\n",
        "[a, *b] = c\n",
        "(a, b), c = d\n",
        "x = ()\n",
        "x = 1,\n",
        "x += 1, 2\n",
        "x **= 2\n",
        "x.y //= z[1]\n",
        "x: int = 3\n",
        "x: int\n",
        "a.b: c = 1\n",
        "del a, b[1], c.d, (e, f)\n",
        "return_ = 1\n",
        "assert a, b\n",
        "raise A\n",
        "raise A from b\n",
        "import a.b.c as d, e\n",
        "from a.b import c as d, e\n",
        "from a import *\n",
        "from . import a\n",
        "from ...a.b import c\n",
        "from .. import (a, b as c)\n",
        "x = ...\n",
        "x[..., 1:]\n",
        "x = f'{a:{b}}{c!a:>{d}.{e!r:>3}}{f:<{g}x}'\n",
        "global_ = 1\n",
        "x = a + b * c - (d - e) ** -f ** g\n",
        "x = (-a) ** b\n",
        "x = -a ** b\n",
        "x = not a == (not b)\n",
        "x = a < b <= c != d is not e not in f\n",
        "x = (a < b) < c\n",
        "x = (a and b) and c or d\n",
        "x = a if b else c if d else e\n",
        "x = (a if b else c) if d else e\n",
        "x = lambda: 1\n",
        "x = lambda a, b=(1, 2): (a, b)\n",
        "x = (lambda: 1)()\n",
        "x = (y := 1)\n",
        "f(y := 1, (z := 2) + 1)\n",
        "f(a, b, c=1, d=lambda: 2)\n",
        "x = a[1:2]\n",
        "x = a[:, 1:2:3, b]\n",
        "x = a[1, 2]\n",
        "x = a[(1,)]\n",
        "x = a[()]\n",
        "x = a[::-1]\n",
        "x = a[b := 1]\n",
        "x = [a for b, c in d if e if f for g in h]\n",
        "x = {a: b for a in (1, 2)}\n",
        "x = {a: 1, 'b': [2, (3,)]}\n",
        "x = {1, *a, (2, 3)}\n",
        "x = {a for a in b if c}\n",
        "x = {*a}\n",
        "x = [*a, b, *c | d]\n",
        "x = *a, b\n",
        "x = {**a, b: c, **d | e}\n",
        "f(*a, b, *c, d=1, **e, f=2, **g)\n",
        "f(*a or b, **c if d else e)\n",
        "x = a[*b, c]\n",
        "x = a[*b]\n",
        "x = lambda a, /, b, *c, d=1, e, **f: 1\n",
        "x = lambda *, a: 1\n",
        "x = (a for b in c if d for e in f)\n",
        "f(a for b in c)\n",
        "f((a for b in c), d)\n",
        "yield_ = (yield)\n",
        "x = yield a, *b\n",
        "x += yield\n",
        "yield a\n",
        "(yield)\n",
        "x = [(yield), (yield a)]\n",
        "x = yield from a or b\n",
        "(yield from a) + 1\n",
        "x = f'{(yield)}{(yield a)}'\n",
        "x = {}\n",
        "x = (1).real + 1.5.real\n",
        "x = 0xFF + 0o17 + 0b11 + 1_000 + 1e5 + .5 + 5. + 1e999\n",
        "x = 'a\\n\\'\"\\x00\\x7f\\u00e9\\U0001F600' 'b' r'\\d'\n",
        "x = '''a\nb'''\n",
        "x = \'h\u00e9\'\n",
        "x = f'a{b}c{d!r}{e:>10}{f!s:<3}{{}}'\n",
        "x = f'{x=}' f'{ y = }' 'z'\n",
        "x = f'{ {1: 2}[1] }'\n",
        "x = f'{(lambda: 1)()}{(y := 2)}{a != b}{a if b else c}'\n",
        "x = f'{a[\"b\"]}{f\"{1}\"}'\n",
        "x = f'{(lambda: 1)}{1, 2}{(1, lambda: 2)}'\n",
        "x = f''\n",
        "x = f'{{'\n",
        "x = rf'\\d{a}'\n",
        "x = f'''{\na\n}'''\n",
        "x = f'{a:\\x41}'\n",
        "x = a @ b\n",
        "x = ~a << b >> c & d ^ e | f\n",
        "x = a - (b + c)\n",
        "x = a or (b or c)\n",
        "x = [1, 2,]\n",
        "x = f(a)(b)[c].d\n",
        "'doc'\n",
        "a; b; c\n",
        "match a:\n    case 1 | -2.5 | 'b' 'c' | None | True: pass\n    case d.e: pass\n    case _: pass\n",
        "match a, *b:\n    case [c, *_] | (c, _, _): pass\n    case (1 | 2) as d, *e if f: pass\n",
        "match (a):\n    case A() | b.C(1, d=e, ): pass\n    case {}: pass\n    case {'f': g, h.i: -1, **j}: pass\n    case {**k}: pass\n",
        "match x := 1:\n    case (1): pass\n    case (): pass\n    case (1,): pass\n    case 1,: pass\n    case (2 as b) as c: pass\n",
        "match match:\n    case case: pass\n",
        "match -x:\n    case [[a], (b as c)]: match(c)\n",
        "if a:\n    b\nelif c:\n    d\nelse:\n    if e:\n        f\n",
        "while (a := b): pass\nelse: c\n",
        "for a, b in c, d:\n    break\nelse:\n    continue\n",
        "for x in y: pass\n",
        "for (a, b), c in d: pass\n",
        "try:\n    a\nexcept A as b:\n    c\nexcept (B, C):\n    d\nexcept:\n    e\n",
        "try:\n    a\nexcept A:\n    e\nelse:\n    f\nfinally:\n    g\n",
        "try:\n    a\nfinally:\n    b\n",
        "try: a\nexcept A, B: b\n",
        "with a: pass\n",
        "with a as b, c as (d, e), f as g[h]:\n    pass\n",
        "with (a as b, c,): pass\n",
        "with (a, b): pass\n",
        "with ((a, b)): pass\n",
        "with (a, b) as c: pass\n",
        "with (a), b: pass\n",
        "with (a).b as c.d: pass\n",
        "with (yield): pass\n",
        "with (a := b): pass\n",
        "with (a for b in c): pass\n",
        "with (): pass\n",
        "with (a, *b): pass\n",
        "@a\n@b.c(1)\ndef f(x, y=2):\n    global z\n    nonlocal w\n    return\n",
        "def f(a: int, b: str = 1) -> None: return a, b\n",
        "@d\nclass A(B):\n    x = 1\n    def f(self): pass\n",
        "class A: pass\n",
        "class A(): pass\n",
        "class A(B, C, *d, m=1, **k): pass\n",
        "def f(a, /, b: int = 1, *c: d, e, **f: g) -> h: pass\n",
        "def f(*, a=1, b): pass\n",
    };
    for (const char* text : texts) {
        const Parsed<Module> tree = parse(text);
        ASSERT_TRUE(tree) << text << format(tree.error(), "t.py");
        const std::string printed = unparse(*tree);
        const Parsed<Module> again = parse(printed);
        ASSERT_TRUE(again) << printed << format(again.error(), "t.py");
        EXPECT_TRUE(equal(*tree, *again)) << text << printed;
        EXPECT_EQ(unparse(*again), printed);
        const Module copy = clone(*tree);
        EXPECT_TRUE(equal(*tree, copy));
        EXPECT_EQ(unparse(copy), printed);
    }
}

TEST(Unparser, MinimalParentheses) {
    EXPECT_EQ(normalized("x=((a+b))+(c*d)"), "x = a + b + c * d\n");
    EXPECT_EQ(normalized("x=a-(b-c)"), "x = a - (b - c)\n");
    EXPECT_EQ(normalized("x=(a,b)"), "x = a, b\n");
    EXPECT_EQ(normalized("f((a,b))"), "f((a, b))\n");
    EXPECT_EQ(normalized("for(x)in(y):pass"), "for x in y:\n    pass\n");
    EXPECT_EQ(normalized("x=a[(1,2)]"), "x = a[1, 2]\n");
    EXPECT_EQ(normalized("x=f'{(a)}'"), "x = f'{a}'\n");
}

TEST(Tree, BuiltByHand) {
    Module module;
    module.body.push_back(make(Assignment{
        list(make(Name{"x"})),
        make(BinaryOperation{BinaryKind::add, make(FloatLiteral{1e16}), make(FloatLiteral{2})})}));
    module.body.push_back(make(If{list(IfBranch{make(Name{"x"}), {}})}));
    EXPECT_EQ(unparse(module), "x = 1e+16 + 2.0\nif x:\n    pass\n");
    Module copy = clone(module);
    EXPECT_TRUE(equal(module, copy));
    std::get<Assignment>(copy.body[0]->node).targets[0] = make(Name{"y"});
    EXPECT_FALSE(equal(module, copy));
    int names = 0;
    auto count = [&](auto& self, const Expression& e) -> void {
        names += std::holds_alternative<Name>(e.node);
        for_each_slot(e, Overloaded{[&](const ExpressionPtr& child) {
                                        if (child) self(self, *child);
                                    },
                                    [](const Block&) {}});
    };
    for_each_slot(
        *module.body[0],
        Overloaded{[&](const ExpressionPtr& child) { count(count, *child); }, [](const Block&) {}});
    EXPECT_EQ(names, 1);
    EXPECT_EQ(depth(**parse_expression("a + b * c")), 3);
}

TEST(Parser, Literals) {
    const Parsed<ExpressionPtr> e = parse_expression(" f'{x=:>3}' ");
    ASSERT_TRUE(e);
    const auto& parts = std::get<FormatString>((*e)->node).parts;
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].text, "x=");
    EXPECT_EQ(parts[1].conversion, 0);
    EXPECT_EQ(parts[1].spec, ">3");
    EXPECT_EQ(std::get<IntLiteral>((*parse_expression("0x_FF_0"))->node).digits, "0xFF0");
    EXPECT_EQ(std::get<FloatLiteral>((*parse_expression("1e999"))->node).value,
              std::numeric_limits<double>::infinity());
    EXPECT_EQ(std::get<StringLiteral>((*parse_expression("'\\101\\x41\\\n\\q' 'b'"))->node).value,
              "AA\\qb");
}

TEST(Parser, PositionsForTracebacks) {
    const Parsed<Module> tree = parse("x = (a\n  .b\n  .c(1))\n");
    const auto& call = std::get<Call>(std::get<Assignment>(tree->body[0]->node).value->node);
    EXPECT_EQ(call.function->line, 3);
    EXPECT_EQ(std::get<Assignment>(tree->body[0]->node).value->line, 1);
}

TEST(Parser, DeepNestingIsRefusedNotOverflowing) {
    auto repeat = [](std::string_view text, int n) {
        std::string out;
        for (int i = 0; i < n; ++i) out += text;
        return out;
    };
    const int many = 100'000;
    const std::string deep = "expression too deeply nested";
    EXPECT_TRUE(error_of("x" + repeat("+x", many)).ends_with(deep));
    EXPECT_TRUE(error_of("x" + repeat(".x", many)).ends_with(deep));
    EXPECT_TRUE(error_of("x" + repeat("()", many)).ends_with(deep));
    EXPECT_TRUE(error_of("x" + repeat("[0]", many)).ends_with(deep));
    EXPECT_TRUE(error_of(repeat("-", many) + "x").ends_with(deep));
    EXPECT_TRUE(error_of(repeat("not ", many) + "x").ends_with(deep));
    EXPECT_TRUE(error_of("x" + repeat("**x", many)).ends_with(deep));
    EXPECT_TRUE(error_of(repeat("lambda: ", many) + "x").ends_with(deep));
    EXPECT_TRUE(error_of("x" + repeat(" if x else x", many)).ends_with(deep));
    EXPECT_TRUE(error_of(repeat("(", many)).ends_with("too many nested parentheses"));
    EXPECT_TRUE(error_of(repeat("[", 201)).ends_with("too many nested parentheses"));
    EXPECT_EQ(error_of(repeat("(", 190) + "x" + repeat(")", 190)), "ok");
    EXPECT_EQ(error_of("x" + repeat("+x", 900)), "ok");
    EXPECT_EQ(error_of("x" + repeat(" and x", many)), "ok");
    EXPECT_EQ(error_of("x" + repeat("<x", many)), "ok");
    EXPECT_EQ(error_of("if x: pass\n" + repeat("elif x: pass\n", many)), "ok");
    EXPECT_NE(error_of(repeat("f'{", 100) + "x" + repeat("}'", 100)), "ok");
    std::string blocks;
    for (int i = 0; i < 98; ++i) blocks += repeat(" ", i) + "if x:\n";
    EXPECT_EQ(error_of(blocks + repeat(" ", 98) + "pass\n"), "ok");
    for (int i = 98; i < 300; ++i) blocks += repeat(" ", i) + "if x:\n";
    EXPECT_TRUE(
        error_of(blocks + repeat(" ", 300) + "pass\n").ends_with("too many levels of indentation"));
}

TEST(Parser, RandomBytesNeverCrash) {
    const std::string_view pieces[] = {
        "(",       ")",        "[",     "]",        "{",    "}",       "f'",      "'",
        "\"\"\"",  "{x",       "}",     ":",        "\n",   "    ",    "\t",      "if ",
        "else",    "lambda ",  "x",     "1",        ".",    ",",       "=",       ":=",
        "*",       "**",       "not ",  "in ",      "for ", "def f",   "class A", "try:",
        "except ", "\\",       "#",     "@",        "!",    "0x",      "1e",      "return ",
        "del ",    "import a", "from ", "global x", "-",    "\xc3\xa9"};
    std::uint64_t state = 1;
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (int i = 0; i < 12; ++i) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            text += pieces[(state >> 33) % std::size(pieces)];
        }
        const Parsed<Module> tree = parse(text);
        if (!tree) continue;
        const std::string printed = unparse(*tree);
        const Parsed<Module> again = parse(printed);
        ASSERT_TRUE(again) << text << "\n--\n" << printed << format(again.error(), "t.py");
        ASSERT_TRUE(equal(*tree, *again)) << text << "\n--\n" << printed;
    }
}

}  // namespace
}  // namespace sidewinder::syntax
