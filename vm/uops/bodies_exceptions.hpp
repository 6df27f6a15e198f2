// SPDX-License-Identifier: MIT
// Bodies: raising, handling, importing.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_LOAD_SPECIAL, M& m) {
    Value owner = m.peek(0), self;
    Value method = sw_load_special(&m.thread(), owner, m.oparg(), &self);
    if (method.is_null()) return Flow::raise;
    m.drop(1);
    m.push(method);
    m.push(self);
    release(owner);
    return Flow::next;
}
SW_BODY run(uop::_WITH_EXCEPT_START, M& m) {
    Value result = sw_with_except_start(&m.thread(), m.peek(4), m.peek(3), m.peek(0));
    if (result.is_null()) return Flow::raise;
    m.push(result);
    return Flow::next;
}
SW_BODY run(uop::_RAISE_VARARGS, M& m) {
    sw_raise(&m.thread(), m.arguments(m.oparg()), m.oparg());
    return Flow::raise;
}
SW_BODY run(uop::_PUSH_EXC_INFO, M& m) {
    Value exception = m.peek(0), previous;
    sw_push_exc_info(&m.thread(), exception, &previous);
    m.drop(1);
    m.push(previous);
    m.push(exception);
    return Flow::next;
}
SW_BODY run(uop::_POP_EXCEPT, M& m) {
    Value previous = m.peek(0);
    m.drop(1);
    sw_pop_except(&m.thread(), previous);
    return Flow::next;
}
SW_BODY run(uop::_CHECK_EXC_MATCH, M& m) {
    return replace_top(m, sw_check_exc_match(&m.thread(), m.peek(1), m.peek(0)));
}
SW_BODY run(uop::_RERAISE, M& m) {
    sw_reraise(&m.thread(), m.peek(0));
    return Flow::raise;
}
SW_BODY run(uop::_IMPORT_NAME, M& m) {
    Value names = m.peek(0), level = m.peek(1);
    Value module = sw_import_name(&m.thread(), m.frame(), m.oparg(), level, names);
    if (module.is_null()) return Flow::raise;
    m.drop(2);
    m.push(module);
    release(level);
    release(names);
    return Flow::next;
}
SW_BODY run(uop::_IMPORT_FROM, M& m) {
    Value v = sw_import_from(&m.thread(), m.frame(), m.peek(0), m.oparg());
    if (v.is_null()) return Flow::raise;
    m.push(v);
    return Flow::next;
}

}  // namespace sidewinder
