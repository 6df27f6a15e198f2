// SPDX-License-Identifier: MIT
// The command as a user sees it: what it prints and its exit status.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

struct Answer {
    int status;
    std::string text;  ///< both streams
};

Answer shell(const std::string& command) {
    std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    std::string text;
    char buffer[4096];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    int status = pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text};
}

Answer run(const std::string& arguments) { return shell(SIDEWINDER_COMMAND " " + arguments); }

class Command : public testing::Test {
protected:
    Command() : folder_(testing::TempDir() + "sidewinder_command_" + std::to_string(getpid())) { std::filesystem::create_directory(folder_); }
    ~Command() override { std::filesystem::remove_all(folder_); }
    std::string file(const std::string& name, const std::string& text) {
        std::string path = folder_ + "/" + name;
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::string folder_;
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(Command, RunsAFileWithItsArguments) {
    std::string path = file("p.py", "import sys\nprint(sys.argv[1:], 1 / 4)\n");
    Answer answer = run(path + " --jit=on -x y");
    EXPECT_EQ(answer.status, 0);
    EXPECT_EQ(answer.text, "['--jit=on', '-x', 'y'] 0.25\n");
}

TEST_F(Command, RunsCodeAndStandardInput) {
    EXPECT_EQ(run("-c 'import sys; print(sys.argv)' a").text, "['-c', 'a']\n");
    EXPECT_EQ(shell("echo 'print(6 * 7)' | " SIDEWINDER_COMMAND " -").text, "42\n");
}

TEST_F(Command, PrintsATracebackWithSourceLines) {
    std::string path = file("t.py", "def f():\n    return 1 / 0\n\nf()\n");
    Answer answer = run(path);
    EXPECT_EQ(answer.status, 1);
    EXPECT_EQ(answer.text, fmt::format("Traceback (most recent call last):\n  File \"{0}\", line 4, in <module>\n    f()\n"
                                       "  File \"{0}\", line 2, in f\n    return 1 / 0\nZeroDivisionError: division by zero\n", path));
}

TEST_F(Command, ImportsFilesAndPackagesAsPython3Does) {
    const std::string program = SIDEWINDER_SOURCE_DIR "/tests/imports/main.py";
    const Answer expected = shell("python3 -B -W ignore " + program);
    ASSERT_EQ(expected.status, 0) << expected.text;
    for (const char* options : {"--jit=off", "--backward-threshold 2 --entry-threshold 2 --side-exit-threshold 1"}) {
        const Answer answer = run(std::string(options) + " " + program);
        EXPECT_EQ(answer.status, 0);
        EXPECT_EQ(answer.text, expected.text);
    }
    const std::string user = file("user.py", "import helper\nprint(helper.double(4))\n");
    EXPECT_TRUE(contains(shell("PYTHONPATH=/nowhere:" SIDEWINDER_SOURCE_DIR "/tests/imports " SIDEWINDER_COMMAND " " + user).text, "8\n"));
    EXPECT_TRUE(contains(run(user).text, "ModuleNotFoundError: No module named 'helper'"));
}

TEST_F(Command, HonoursSystemExit) {
    EXPECT_EQ(run("-c 'import sys; sys.exit(7)'").status, 7);
    EXPECT_EQ(run("-c 'import sys; sys.exit()'").status, 0);
    Answer answer = run("-c 'import sys; sys.exit(\"so long\")'");
    EXPECT_EQ(answer.status, 1);
    EXPECT_EQ(answer.text, "so long\n");
}

TEST_F(Command, RefusesWhatIsNoProgram) {
    for (const std::string& path : {file("syntax.py", "x = (1,\n"), file("bytes.py", "x = '\xff'\n"), file("nul.py", std::string("a\0b", 3)),
                                    file("indent.py", "if 1:\n\tx\n  y\n"), folder_, folder_ + "/absent.py"}) {
        Answer answer = run(path);
        EXPECT_EQ(answer.status, 2) << path << answer.text;
        EXPECT_FALSE(answer.text.empty());
    }
    Answer answer = run(file("caret.py", "def f(:\n    pass\n"));
    EXPECT_TRUE(contains(answer.text, "line 1\n    def f(:\n          ^\nSyntaxError: invalid syntax")) << answer.text;
}

TEST_F(Command, RefusesBadOptions) {
    for (const char* bad : {"", "--bogus -c 1", "--engine nope -c 1", "--engine jit --jit=on -c 1", "--max-rewrites=-1 -c 1",
                            "--force-exit=1 --force-exit-from=1 -c 1",
                            "--force-exit-site=0:1 -c 1", "--force-exit-site=1 -c 1", "--force-exit-site=1:x -c 1", "--backward-threshold=70000 -c 1", "--disable-pass x -c 1", "explain", "explain /nowhere.py", "optimize /nowhere.trace",
                            "diff", "reduce /nowhere.py", "replay /nowhere", "report /nowhere", "fuzz --resume --seed 3", "fuzz --suppressions /nowhere", "fuzz --seconds x", "fuzz --engines tier9"}) {
        Answer answer = run(bad);
        EXPECT_EQ(answer.status, 2) << bad << ": " << answer.text;
        EXPECT_FALSE(answer.text.empty()) << bad;
    }
}

TEST_F(Command, HasHelpForEverything) {
    for (const char* command : {"", "explain", "optimize", "diff", "fuzz", "reduce", "replay", "report", "score"}) {
        Answer answer = run(std::string(command) + " --help");
        EXPECT_EQ(answer.status, 0);
        EXPECT_TRUE(contains(answer.text, "Usage:")) << command;
    }
    EXPECT_EQ(run("--version").status, 0);
}

constexpr const char* loop = "x = 0\nfor i in range(20000): x += i\nprint(x)\n";

TEST_F(Command, SwitchesTheJit) {
    if (std::string_view(SIDEWINDER_EXPERIMENTAL_JIT) != "yes") GTEST_SKIP();
    std::string path = file("loop.py", loop);
    EXPECT_TRUE(contains(run("--stats " + path).text, "engine                          jit\n"));
    EXPECT_TRUE(contains(run("--stats --jit=off " + path).text, "engine                          tier1\n"));
    EXPECT_TRUE(contains(shell("PYTHON_JIT=0 " SIDEWINDER_COMMAND " --stats " + path).text, "engine                          tier1\n"));
    EXPECT_TRUE(contains(shell("PYTHON_JIT=0 " SIDEWINDER_COMMAND " --stats --jit=on " + path).text, "engine                          jit\n"));
    for (const char* engine : {"tier1_generic", "tier1", "traces_unoptimized", "traces", "jit_unoptimized", "jit"})
        EXPECT_EQ(run(fmt::format("--engine {} {}", engine, path)).text, "199990000\n");
}

TEST_F(Command, StopsAtItsLimits) {
    EXPECT_TRUE(contains(run("--fuel 1000 -c 'while True: pass'").text, "out of fuel"));
    Answer answer = run("--memory-limit 20MB -c 'x = [1]\nwhile True: x = x + x'");
    EXPECT_EQ(answer.status, 1);
    EXPECT_TRUE(contains(answer.text, "MemoryError"));
    EXPECT_TRUE(contains(run("-c 'def f(): f()\nf()'").text, "[Previous line repeated 996 more times]"));
}

TEST_F(Command, ExplainsTheExampleOfTheTalk) {
    std::string path = file("add.py", "def add(a, b): return a + b\n\ndef loop():\n    total = 0\n    for i in range(100):\n"
                                      "        total = total + add(1, 2)\n    return total\n\nprint(loop())\n");
    std::string text = run("explain " + path).text;
    // Each stage after the one before.
    std::size_t at = 0;
    for (const char* stage : {"300\n", "def add(a, b): return a + b", "LOAD_FAST_LOAD_FAST", "(a, b)", "BINARY_OP ", "BINARY_OP_ADD_INT", "trace 1",
                              "_PUSH_FRAME", "_CHECK_VALIDITY", "_SET_IP", "_LOAD_FAST 0", "_LOAD_FAST 1", "_CHECK_VALIDITY", "_SET_IP",
                              "_GUARD_BOTH_INT", "_BINARY_OP_ADD_INT", "_LOAD_CONST_INLINE_BORROW (3)", "machine code", "_LOAD_CONST_INLINE_BORROW (3)",
                              "goes on at instruction"}) {
        std::size_t found = text.find(stage, at);
        ASSERT_NE(found, std::string::npos) << stage << " is missing in\n" << text;
        at = found;
    }
    Answer answer = run("explain --function nobody " + path);
    EXPECT_EQ(answer.status, 2);
    EXPECT_TRUE(contains(answer.text, "no function is called 'nobody'"));
}

TEST_F(Command, OptimizesATypedTrace) {
    std::string path = file("fold.trace", "trace locals 0 depth 0\n  _LOAD_SMALL_INT 1 @0\n  _LOAD_SMALL_INT 2 @1\n  _GUARD_BOTH_INT @2\n"
                                          "  _BINARY_OP_ADD_INT @2\n  _POP_TOP @3\n  _LOAD_SMALL_INT 4 @3\n  _EXIT_TRACE @4\n");
    Answer answer = run("optimize --pass guard_elimination --pass constant_folding " + path);
    EXPECT_EQ(answer.status, 0);
    EXPECT_TRUE(contains(answer.text, "(3)")) << answer.text;
    answer = run("optimize " + file("bad.trace", "trace locals 0 depth 0\n  _POP_TOP @0\n  _EXIT_TRACE @1\n"));
    EXPECT_EQ(answer.status, 2);
    EXPECT_TRUE(contains(answer.text, "uop 0 _POP_TOP: pops 1 of 0 words")) << answer.text;
}

TEST_F(Command, ComparesEngines) {
    Answer answer = run("diff --engines tier1_generic,tier1,traces,jit " + file("loop.py", loop));
    EXPECT_EQ(answer.status, 0) << answer.text;
}

}  // namespace
