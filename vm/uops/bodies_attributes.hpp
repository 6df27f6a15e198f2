// SPDX-License-Identifier: MIT
// Bodies: attributes. Instances keep their values in the order of a shape; what a class holds is
// found once and then guarded by the class's version.
#pragma once

namespace sidewinder {

SW_BODY run(uop::_LOAD_ATTR_VALUE, M& m) {
    Value owner = m.peek(0);
    Value v = sw_load_attr(&m.thread(), m.frame(), owner, m.oparg() >> 1);
    return replace_top(m, v);
}
SW_BODY run(uop::_LOAD_ATTR_CALLABLE, M& m) {
    Value owner = m.peek(0), self;
    Value callable = sw_load_method(&m.thread(), m.frame(), owner, m.oparg() >> 1, &self);
    if (callable.is_null()) return Flow::raise;
    m.drop(1);
    m.push(callable);
    m.push(self);
    release(owner);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_ATTR, M& m) {
    return (m.oparg() & 1) != 0 ? run(uop::_LOAD_ATTR_CALLABLE{}, m) : run(uop::_LOAD_ATTR_VALUE{}, m);
}
SW_BODY run(uop::_GUARD_TYPE_VERSION, M& m) {
    Value v = m.peek(0);
    return v.is_pointer() && v.as_object()->type->version == m.operand32() ? Flow::next
                                                                           : Flow::miss;
}
SW_BODY run(uop::_CHECK_ATTR_CLASS, M& m) {
    Value v = m.peek(0);
    return is_kind(v, Kind::type) && v.as<TypeObject>()->version == m.operand32() ? Flow::next
                                                                                  : Flow::miss;
}
SW_BODY run(uop::_GUARD_SHAPE, M& m) {
    Value v = m.peek(0);
    bool same = is_kind(v, Kind::instance) && v.as<InstanceObject>()->aux == m.operand32();
    return same ? Flow::next : Flow::miss;
}
SW_BODY run(uop::_CHECK_ATTR_MODULE, M& m) {
    Value v = m.peek(0);
    bool same = is_kind(v, Kind::module) && v.as<ModuleObject>()->globals->aux == m.operand32();
    return same ? Flow::next : Flow::miss;
}

/// owner becomes attribute, owner.
template <class M>
SW_ALWAYS_INLINE Flow push_below_owner(M& m, Value attribute) {
    Value owner = m.peek(0);
    incref(attribute);
    m.drop(1);
    m.push(attribute);
    m.push(owner);
    return Flow::next;
}
SW_BODY run(uop::_LOAD_ATTR_INSTANCE_VALUE, M& m) {
    return push_below_owner(m, m.peek(0).template as<InstanceObject>()->values[m.operand32()]);
}
SW_BODY run(uop::_LOAD_ATTR_MODULE, M& m) {
    return push_below_owner(
        m, m.peek(0).template as<ModuleObject>()->globals->entries[m.operand32()].value);
}
SW_BODY run(uop::_LOAD_ATTR_CLASS, M& m) {
    return push_below_owner(m, Value::from_bits(m.operand64()));
}
SW_BODY run(uop::_LOAD_ATTR_METHOD, M& m) {
    return push_below_owner(m, Value::from_bits(m.operand64()));
}

SW_BODY run(uop::_STORE_ATTR, M& m) {
    Value owner = m.peek(0), value = m.peek(1);
    if (!sw_store_attr(&m.thread(), m.frame(), owner, m.oparg(), value)) return Flow::raise;
    m.drop(2);
    release(owner);
    release(value);
    return Flow::next;
}
SW_BODY run(uop::_STORE_ATTR_INSTANCE_VALUE, M& m) {
    Value owner = m.peek(0);
    Value& slot = owner.as<InstanceObject>()->values[m.operand32()];
    Value old = slot;
    slot = m.peek(1);
    m.drop(2);
    m.push(owner);
    release(old);
    return Flow::next;
}
SW_BODY run(uop::_STORE_ATTR_ADD_VALUE, M& m) {
    Value owner = m.peek(0), value = m.peek(1);
    if (!sw_store_attr_add(&m.thread(), m.frame(), owner, m.oparg(), value)) return Flow::raise;
    m.drop(2);
    m.push(owner);
    release(value);
    return Flow::next;
}
SW_BODY run(uop::_DELETE_ATTR, M& m) {
    Value owner = m.peek(0);
    if (!sw_delete_attr(&m.thread(), m.frame(), owner, m.oparg())) return Flow::raise;
    m.drop(1);
    release(owner);
    return Flow::next;
}

}  // namespace sidewinder
