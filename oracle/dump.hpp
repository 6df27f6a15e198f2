// SPDX-License-Identifier: MIT
// The structural dump: values -> text in which identity is a number given at first sight, so that
// two runs of one program give the same text exactly when a program could not tell them apart.
// engines/cpython_driver.py writes the same format; change both.
#pragma once

#include "oracle/outcome.hpp"
#include "vm/objects/thread.hpp"

#include <string>

namespace sidewinder::oracle {

/// One line for each global in order, __name__ left out. Runs no guest code.
std::string dump_globals(DictObject* globals);
/// Any word, null included.
std::string dump_value(Value value);
/// The exception and what led to it, `cause` before `context`, each once.
std::vector<ExceptionRecord> describe_exception(Value exception);

}  // namespace sidewinder::oracle
