// SPDX-License-Identifier: MIT
// Classes and instances: making them, looking attributes up along the chain of bases, versions,
// and shapes. Invariant: an instance has exactly shape->size values, and its aux is shape->id.
#include "vm/objects/type.hpp"

#include <algorithm>
#include <new>

#include "vm/objects/support.hpp"

namespace sidewinder {

std::string_view special_name(Special special) {
    static constexpr std::string_view names[] = {
#define SPECIAL(identifier, text) text,
#include "vm/objects/special_methods.def"
#undef SPECIAL
    };
    return names[static_cast<std::size_t>(special)];
}

TypeObject* type_of(Thread& thread, Value v) {
    if (v.is_pointer()) return v.as_object()->type;
    if (v.is_small_int()) return thread.types.int_;
    if (v.is_float()) return thread.types.float_;
    if (v.is_bool()) return thread.types.bool_;
    return v.is_none() ? thread.types.none : thread.types.not_implemented;
}

bool is_subtype(const TypeObject* type, const TypeObject* base) {
    if (type == base) return true;
    return std::ranges::find(*type->mro, base) != type->mro->end();
}

std::string type_text(const TypeObject* type) {
    return to_utf8(type->name);
}
std::string type_name(Thread& thread, Value v) {
    return type_text(type_of(thread, v));
}

// ---- shapes -------------------------------------------------------------------------------------

namespace {

/// Shapes up to this size each have their own index; a longer chain shares one, at its end.
constexpr std::uint32_t own_index_size = 32;

Shape* new_shape(Thread& thread, TypeObject* type, Shape* parent, StringObject* name) {
    if (!thread.heap.charge(shape_charge)) return nullptr;
    auto* shape = new Shape{};
    shape->id = thread.next_shape_id++;
    shape->type = type;
    shape->parent = parent;
    shape->name = owned(name);
    if (!parent) return shape;
    shape->size = parent->size + 1;
    if (parent->size > own_index_size)
        shape->index_of = std::move(parent->index_of);
    else
        shape->index_of = parent->index_of;
    if (parent->size > own_index_size) parent->index_of.clear();
    if (shape->index_of.size() == parent->size) shape->index_of.emplace(name, parent->size);
    return shape;
}

/// The shape after adding `name`; null with MemoryError pending.
Shape* next_shape(Thread& thread, Shape* shape, StringObject* name) {
    const auto known = shape->transitions.find(name);
    if (known != shape->transitions.end()) return known->second.get();
    Shape* made = new_shape(thread, shape->type, shape, name);
    if (made) shape->transitions.emplace(name, std::unique_ptr<Shape>(made));
    return made;
}

/// Names in order of addition.
std::vector<StringObject*> shape_names(const Shape* shape) {
    std::vector<StringObject*> names(shape->size);
    for (; shape->parent; shape = shape->parent) names[shape->size - 1] = shape->name;
    return names;
}

/// The shape of instances whose attributes lie in a dict; null with MemoryError pending.
Shape* dict_shape(Thread& thread, TypeObject* type) {
    Shape* const shape = next_shape(thread, type->root_shape.get(), nullptr);
    if (shape) shape->is_dict = true;
    return shape;
}

void set_shape(InstanceObject* instance, Shape* shape) {
    instance->shape = shape;
    instance->aux = shape->id;
}

}  // namespace

std::optional<std::uint32_t> Shape::find(StringObject* wanted) const {
    const Shape* shape = this;
    // A shape whose index moved on to a longer one: walk to the nearest that still has its own.
    while (shape->index_of.size() != shape->size) {
        if (shape->name == wanted) return shape->size - 1;
        shape = shape->parent;
    }
    const auto found = shape->index_of.find(wanted);
    if (found == shape->index_of.end()) return std::nullopt;
    return found->second;
}

bool add_root_shape(Thread& thread, TypeObject* type) {
    type->root_shape.reset(new_shape(thread, type, nullptr, nullptr));
    return type->root_shape != nullptr;
}

// ---- classes ------------------------------------------------------------------------------------

TypeObject* allocate_type(Thread& thread, TypeObject* metaclass, StringObject* name, TypeObject* base) {
    auto* type = thread.heap.allocate<TypeObject>(metaclass, Kind::type);
    if (!type) return nullptr;
    type->thread = &thread;
    type->name = owned(name);
    type->qualname = owned(name);
    type->base = owned(base);
    type->bases = nullptr;
    type->mro = new std::vector<TypeObject*>{type};
    if (base) type->mro->insert(type->mro->end(), base->mro->begin(), base->mro->end());
    type->attributes = nullptr;
    type->version = thread.fresh_version();
    type->payload = base ? base->payload : nullptr;
    type->instance_kind = base && !type->payload ? base->instance_kind : Kind::instance;
    std::construct_at(&type->root_shape);
    type->subclasses = new std::vector<TypeObject*>;
    type->special_cache.fill(Value::null());
    type->special_known.fill(false);
    type->construct = nullptr;
    type->slots = nullptr;
    if (base) base->subclasses->push_back(type);
    return type;
}

namespace {

bool refuse_unsupported(Thread& thread, std::span<TypeObject* const> bases, DictObject* attributes) {
    for (TypeObject* base : bases) {
        const bool open = base == thread.types.object || base == thread.types.type || base->payload ||
                          (base->flags & (TypeObject::flag_user_defined | TypeObject::flag_exception));
        if (open) continue;
        if (base == thread.types.property || base == thread.types.module)
            raise_unsupported(thread, fmt::format("subclassing '{}'", type_text(base)));
        else
            raise_error(thread, ExceptionKind::TypeError, "type '{}' is not an acceptable base type", type_text(base));
        return true;
    }
    const bool makes_exceptions = std::ranges::any_of(bases, [](const TypeObject* base) { return base->flags & TypeObject::flag_exception; });
    if (!makes_exceptions || dict_get(attributes, intern(thread, "__new__")).is_null()) return false;
    raise_unsupported(thread, "__new__ of an exception");
    return true;
}

bool adopt_attributes(Thread& thread, TypeObject* type) {
    DictObject* attributes = type->attributes;
    StringObject* const hash_name = thread.special_names[static_cast<std::size_t>(Special::hash)];
    StringObject* const eq_name = thread.special_names[static_cast<std::size_t>(Special::eq)];
    if (!dict_get(attributes, eq_name).is_null() && dict_get(attributes, hash_name).is_null() &&
        !dict_set(thread, attributes, Value::object(hash_name), Value::none()))
        return false;
    StringObject* const qualname = intern(thread, "__qualname__");
    const Value given = dict_get(attributes, qualname);
    if (is_string(given)) {
        incref(given);
        decref(std::exchange(type->qualname, given.as<StringObject>()));
        if (!dict_delete(thread, attributes, Value::object(qualname))) return false;
    }
    // Called on classes without being asked to be class methods, or a static one.
    struct Wrapped {
        const char* name;
        Construct wrap;
        TypeObject* as;
    };
    for (const Wrapped& each : {Wrapped{"__init_subclass__", construct_class_method, thread.types.classmethod},
                                Wrapped{"__class_getitem__", construct_class_method, thread.types.classmethod},
                                Wrapped{"__new__", construct_static_method, thread.types.staticmethod}}) {
        StringObject* const name = intern(thread, each.name);
        const Value function = dict_get(attributes, name);
        if (!is_kind(function, Kind::function)) continue;
        const Ref wrapped = each.wrap(thread, each.as, std::span(&function, 1), Value::null());
        if (!wrapped || !dict_set(thread, attributes, Value::object(name), wrapped.get())) return false;
    }
    return true;
}

bool refuse_slots(Thread& thread, ExceptionKind kind, std::string message) {
    raise_error(thread, kind, std::string_view(message));
    return false;
}

bool is_identifier(const StringObject* s) {
    for (std::uint32_t i = 0; i < s->length; ++i) {
        const char32_t c = s->at(i);
        const bool letter = c == U'_' || c >= 0x80 || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
        if (!letter && (i == 0 || c < U'0' || c > U'9')) return false;
    }
    return s->length > 0;
}

/// Reads __slots__: the attributes of instances are those alone when no base gives them a __dict__.
bool adopt_slots(Thread& thread, TypeObject* type) {
    const Ref given = Ref::borrow(dict_get(type->attributes, intern(thread, "__slots__")));
    if (!given) return true;
    const Value one[] = {given.get()};
    const Ref list = is_string(given.get()) ? make_list(thread, one) : list_from_items(thread, given.get());
    if (!list) return false;
    std::vector<StringObject*> names;
    bool has_dict = false;
    for (std::uint32_t i = 0; i < list.as<ListObject>()->size; ++i) {
        const Value item = list.as<ListObject>()->items[i];
        if (!is_string(item)) return refuse_slots(thread, ExceptionKind::TypeError, fmt::format("__slots__ items must be strings, not '{}'", type_name(thread, item)));
        std::string text = to_utf8(item.as<StringObject>());
        if (!is_identifier(item.as<StringObject>())) return refuse_slots(thread, ExceptionKind::TypeError, "__slots__ must be identifiers");
        if (text == "__dict__") has_dict = true;
        if (text == "__dict__" || text == "__weakref__") continue;
        const std::string class_name = to_utf8(type->name);
        const std::size_t letters = class_name.find_first_not_of('_');
        if (text.starts_with("__") && !text.ends_with("__") && letters != std::string::npos) text = "_" + class_name.substr(letters) + text;
        StringObject* const name = intern(thread, text);
        if (!dict_get(type->attributes, name).is_null())
            return refuse_slots(thread, ExceptionKind::ValueError, fmt::format("'{}' in __slots__ conflicts with class variable", text));
        names.push_back(name);
    }
    if (!names.empty() && (type->payload == thread.types.int_ || type->payload == thread.types.tuple))
        return refuse_slots(thread, ExceptionKind::TypeError, fmt::format("nonempty __slots__ not supported for subtype of '{}'", type_text(type->base)));
    if (!names.empty()) type->flags |= TypeObject::flag_slots;
    for (const TypeObject* base : *type->bases) has_dict = has_dict || (base->flags & (TypeObject::flag_user_defined | TypeObject::flag_exception) && !base->slots);
    if (has_dict) return true;
    for (const TypeObject* base : *type->bases)
        if (base->slots) names.insert(names.end(), base->slots->begin(), base->slots->end());
    type->slots = new std::vector<StringObject*>(std::move(names));
    return true;
}

/// Gives the methods' `__class__` its value; false with TypeError pending.
bool fill_class_cell(Thread& thread, TypeObject* type) {
    StringObject* const name = intern(thread, "__classcell__");
    const Ref cell = Ref::borrow(dict_get(type->attributes, name));
    if (!cell) return true;
    if (!is_kind(cell.get(), Kind::cell)) {
        raise_error(thread, ExceptionKind::TypeError, "type.__new__(): __classcell__ must be a nonlocal cell, not <class '{}'>",
                    type_name(thread, cell.get()));
        return false;
    }
    assign(cell.as<CellObject>()->content, Value::object(type));
    return dict_delete(thread, type->attributes, Value::object(name));
}

/// Tells each attribute that wants to know (__set_name__) the name it was given.
bool announce_names(Thread& thread, TypeObject* type) {
    StringObject* const set_name = intern(thread, "__set_name__");
    Ref dict = dict_copy(thread, type->attributes);
    if (!dict) return false;
    const auto* entries = dict.as<DictObject>();
    for (std::uint32_t i = 0; i < entries->used; ++i) {
        const Value value = entries->entries[i].value;
        if (!has_user_class(value)) continue;
        const Value method = lookup_in_type(value.as_object()->type, set_name);
        if (method.is_null()) continue;
        if (!call_special(thread, method, value, {Value::object(type), entries->entries[i].key}))
            return false;
    }
    return true;
}

bool same_layout(const TypeObject* type, const TypeObject* base) {
    return type->payload == base->payload && (type->payload || type->instance_kind == base->instance_kind);
}

/// The nearest class that adds to the layout of instances: CPython's solid base.
TypeObject* solid_base(TypeObject* type) {
    while (type->base && !(type->flags & TypeObject::flag_slots) && same_layout(type, type->base)) type = type->base;
    return type;
}

/// The base whose layout instances get: of several, the one that adds most to it. Null with TypeError
/// pending when two add different things.
TypeObject* best_base(Thread& thread, std::span<TypeObject* const> bases) {
    TypeObject *best = bases[0], *solid = solid_base(best);
    for (TypeObject* base : bases.subspan(1)) {
        TypeObject* const candidate = solid_base(base);
        if (is_subtype(solid, candidate)) continue;
        if (!is_subtype(candidate, solid)) {
            raise_error(thread, ExceptionKind::TypeError, "multiple bases have instance lay-out conflict");
            return nullptr;
        }
        best = base, solid = candidate;
    }
    return best;
}

/// The C3 linearization (Barrett et al. 1996) of a class with these bases, without the class; empty
/// with TypeError pending when there is none.
std::vector<TypeObject*> linearize(Thread& thread, std::span<TypeObject* const> bases) {
    std::vector<std::vector<TypeObject*>> lists;
    for (TypeObject* base : bases) lists.push_back(*base->mro);
    lists.emplace_back(bases.begin(), bases.end());
    std::vector<TypeObject*> order;
    for (;;) {
        std::erase_if(lists, [](const auto& list) { return list.empty(); });
        if (lists.empty()) return order;
        auto is_next = [&](const std::vector<TypeObject*>& candidate) {
            return std::ranges::none_of(lists, [&](const auto& list) { return std::find(list.begin() + 1, list.end(), candidate[0]) != list.end(); });
        };
        const auto found = std::ranges::find_if(lists, is_next);
        if (found == lists.end()) break;
        TypeObject* const next = found->front();
        order.push_back(next);
        for (auto& list : lists)
            if (list.front() == next) list.erase(list.begin());
    }
    std::vector<TypeObject*> heads;
    std::string names;
    for (const auto& list : lists) {
        if (std::ranges::find(heads, list.front()) != heads.end()) continue;
        heads.push_back(list.front());
        names += (names.empty() ? "" : ", ") + type_text(list.front());
    }
    raise_error(thread, ExceptionKind::TypeError, "Cannot create a consistent method resolution order (MRO) for bases {}", names);
    return {};
}

bool refuse_duplicates(Thread& thread, std::span<TypeObject* const> bases) {
    for (std::size_t i = 0; i < bases.size(); ++i) {
        if (std::ranges::find(bases.subspan(i + 1), bases[i]) == bases.end()) continue;
        raise_error(thread, ExceptionKind::TypeError, "duplicate base class {}", type_text(bases[i]));
        return true;
    }
    return false;
}

/// Tells the classes it inherits from, by the nearest __init_subclass__.
bool announce_subclass(Thread& thread, TypeObject* type, std::span<const Value> keywords, Value keyword_names) {
    StringObject* const name = intern(thread, "__init_subclass__");
    for (TypeObject* t : std::span(*type->mro).subspan(1)) {
        const Value found = dict_get(t->attributes, name);
        if (found.is_null()) continue;
        const Ref bound = bind_attribute(thread, found, Value::null(), type);
        return bound && invoke(thread, bound.get(), keywords, keyword_names);
    }
    return true;
}

Ref object_init_subclass(Thread& thread, std::span<const Value> args, Value keyword_names) {
    if (keyword_count(keyword_names) == 0) return Ref::steal(Value::none());
    raise_error(thread, ExceptionKind::TypeError, "{}.__init_subclass__() takes no keyword arguments",
                is_kind(args[0], Kind::type) ? to_utf8(args[0].as<TypeObject>()->qualname) : type_name(thread, args[0]));
    return {};
}

}  // namespace

Ref make_class(Thread& thread, TypeObject* metaclass, Value name, std::span<TypeObject* const> bases, DictObject* attributes,
               std::span<const Value> keywords, Value keyword_names) {
    TypeObject* const object_class[] = {thread.types.object};
    if (bases.empty()) bases = object_class;
    if (refuse_unsupported(thread, bases, attributes)) return {};
    TypeObject* base = best_base(thread, bases);
    if (!base || refuse_duplicates(thread, bases)) return {};
    std::vector<TypeObject*> order = linearize(thread, bases);
    if (order.empty()) return {};
    TypeObject* type = allocate_type(thread, metaclass, intern(thread, name.as<StringObject>()), base);
    if (!type) return {};
    type->bases = new std::vector<TypeObject*>(bases.begin(), bases.end());
    type->mro->resize(1);
    type->mro->insert(type->mro->end(), order.begin(), order.end());
    for (TypeObject* each : bases) {
        incref(each);
        if (each != base) each->subclasses->push_back(type);
    }
    type->flags = static_cast<std::uint16_t>(TypeObject::flag_user_defined | TypeObject::flag_special |
                                             (base->flags & TypeObject::flag_exception));
    type->attributes = owned(attributes);
    thread.heap.track(type);
    Ref result = Ref::steal(type);
    if (!add_root_shape(thread, type) || !adopt_attributes(thread, type) || !adopt_slots(thread, type) || !fill_class_cell(thread, type) ||
        !announce_names(thread, type) || !announce_subclass(thread, type, keywords, keyword_names))
        return {};
    return result;
}

void add_init_subclass(Thread& thread) {
    constexpr const char* name = "__init_subclass__";
    const Ref function = make_native(thread, name, object_init_subclass, 1, 1, NativeFunction::flag_method | NativeFunction::flag_keywords);
    const Value args[] = {function.get()};
    const Ref wrapped = construct_class_method(thread, thread.types.classmethod, args, Value::null());
    dict_set(thread, thread.types.object->attributes, Value::object(intern(thread, name)), wrapped.get());
}

Value lookup_in_type(TypeObject* type, StringObject* name) {
    for (TypeObject* t : *type->mro) {
        const Value found = dict_get(t->attributes, name);
        if (!found.is_null()) return found;
    }
    return Value::null();
}

Value lookup_special(Thread& thread, Value v, Special special) {
    return lookup_special(type_of(thread, v), special);
}

Value lookup_special(TypeObject* type, Special special) {
    if (!(type->flags & TypeObject::flag_special)) return Value::null();
    const auto index = static_cast<std::size_t>(special);
    if (type->special_known[index]) return type->special_cache[index];
    Value found = Value::null();
    for (TypeObject* t : *type->mro) {
        if (!(t->flags & TypeObject::flag_special) && !t->payload && t != t->thread->types.type) continue;
        found = dict_get(t->attributes, type->thread->special_names[index]);
        if (!found.is_null()) break;
    }
    type->special_cache[index] = found;
    type->special_known[index] = true;
    return found;
}

namespace {

void renew_versions(TypeObject* type, std::vector<TypeObject*>& watched) {
    std::vector<TypeObject*> pending{type};
    while (!pending.empty()) {
        TypeObject* next = pending.back();
        pending.pop_back();
        next->version = next->thread->fresh_version();
        next->special_known.fill(false);
        next->special_cache.fill(Value::null());
        if (next->flags & TypeObject::flag_watched) watched.push_back(next);
        pending.insert(pending.end(), next->subclasses->begin(), next->subclasses->end());
    }
}

}  // namespace

void type_modified(TypeObject* type) {
    std::vector<TypeObject*> watched;
    renew_versions(type, watched);
    Thread& thread = *type->thread;
    if (!thread.on_change) return;
    for (TypeObject* each : watched) thread.on_change(thread, each);
}

bool type_set_attribute(Thread& thread, TypeObject* type, StringObject* name, Value value) {
    if (!(type->flags & TypeObject::flag_user_defined)) {
        raise_error(thread, ExceptionKind::TypeError,
                    "cannot set '{}' attribute of immutable type '{}'", to_utf8(name),
                    type_text(type));
        return false;
    }
    // The old value dies after the caches that may hold it are gone.
    const Ref old = Ref::borrow(dict_get(type->attributes, name));
    if (value.is_null()) {
        if (!old) {
            raise_error(thread, ExceptionKind::AttributeError,
                        "type object '{}' has no attribute '{}'", type_text(type), to_utf8(name));
            return false;
        }
        if (!dict_delete(thread, type->attributes, Value::object(name))) return false;
    } else if (!dict_set(thread, type->attributes, Value::object(name), value)) {
        return false;
    }
    type_modified(type);
    return true;
}

// ---- instances ----------------------------------------------------------------------------------

namespace {

Ref begin_instance(Thread& thread, TypeObject* type, InstanceObject* instance) {
    set_shape(instance, type->root_shape.get());
    instance->values = nullptr;
    instance->capacity = 0;
    thread.heap.track(instance);
    return Ref::steal(instance);
}

}  // namespace

Ref make_instance(Thread& thread, TypeObject* type) {
    if (type->flags & TypeObject::flag_exception) return make_exception(thread, type, {});
    if (type->payload) return make_derived(thread, type, type->payload->construct(thread, type->payload, {}, Value::null()));
    auto* instance = thread.heap.allocate<InstanceObject>(type, Kind::instance);
    return instance ? begin_instance(thread, type, instance) : Ref{};
}

Ref make_derived(Thread& thread, TypeObject* type, Ref payload) {
    if (!payload) return {};
    auto* instance = thread.heap.allocate<DerivedObject>(type, Kind::instance);
    if (!instance) return {};
    instance->flags = InstanceObject::flag_derived;
    instance->payload = underlying(payload.get());
    incref(instance->payload);
    return begin_instance(thread, type, instance);
}

Value instance_get(Value instance, StringObject* name) {
    const auto* object = instance.as<InstanceObject>();
    if (object->shape->is_dict) return dict_get(object->values[0].as<DictObject>(), name);
    const auto index = object->shape->find(name);
    return index ? object->values[*index] : Value::null();
}

namespace {

bool reserve_values(Thread& thread, InstanceObject* instance, std::uint32_t size) {
    if (size <= instance->capacity) return true;
    const std::uint32_t capacity = std::max({size, instance->capacity * 2, 4u});
    void* block = thread.heap.resize_bytes(instance->values, instance->capacity * sizeof(Value),
                                           capacity * sizeof(Value));
    if (!block) return false;
    instance->values = static_cast<Value*>(block);
    instance->capacity = capacity;
    return true;
}

}  // namespace

bool instance_set(Thread& thread, Value instance, StringObject* name, Value value) {
    auto* object = instance.as<InstanceObject>();
    if (object->shape->is_dict) return dict_set(thread, object->values[0].as<DictObject>(), Value::object(name), value);
    if (const auto index = object->shape->find(name)) {
        assign(object->values[*index], value);
        return true;
    }
    if (const auto* slots = object->type->slots; slots && std::ranges::find(*slots, name) == slots->end()) {
        raise_error(thread, ExceptionKind::AttributeError, "'{}' object has no attribute '{}' and no __dict__ for setting new attributes",
                    type_name(thread, instance), to_utf8(name));
        return false;
    }
    if (!reserve_values(thread, object, object->shape->size + 1)) return false;
    Shape* shape = next_shape(thread, object->shape, name);
    if (!shape) return false;
    incref(value);
    object->values[shape->size - 1] = value;
    set_shape(object, shape);
    return true;
}

DictObject* instance_dict(Thread& thread, Value instance) {
    auto* object = instance.as<InstanceObject>();
    if (object->shape->is_dict) return object->values[0].as<DictObject>();
    if (object->type->slots) return nullptr;
    Ref dict = make_dict(thread);
    if (!dict) return nullptr;
    const std::vector<StringObject*> names = shape_names(object->shape);
    for (std::size_t i = 0; i < names.size(); ++i)
        if (!dict_set(thread, dict.as<DictObject>(), Value::object(names[i]), object->values[i])) return nullptr;
    Shape* const shape = dict_shape(thread, object->type);
    if (!shape || !reserve_values(thread, object, 1)) return nullptr;
    // The dict holds them, too, so none dies here.
    for (std::size_t i = 0; i < names.size(); ++i) decref(object->values[i]);
    set_shape(object, shape);
    object->values[0] = dict.release();
    return object->values[0].as<DictObject>();
}

bool instance_delete(Value instance, StringObject* name) {
    auto* object = instance.as<InstanceObject>();
    if (object->shape->is_dict) return dict_delete(*object->type->thread, object->values[0].as<DictObject>(), Value::object(name));
    const auto index = object->shape->find(name);
    if (!index) return false;
    Thread& thread = *object->type->thread;
    Heap::Emergency emergency(thread.heap);
    const std::vector<StringObject*> names = shape_names(object->shape);
    Shape* shape = object->type->root_shape.get();
    for (std::uint32_t i = 0; i < names.size(); ++i)
        if (i != *index) shape = next_shape(thread, shape, names[i]);
    const Value old = object->values[*index];
    std::copy(object->values + *index + 1, object->values + names.size(), object->values + *index);
    set_shape(object, shape);
    decref(old);
    return true;
}

bool instance_set_class(Thread& thread, Value instance, TypeObject* type) {
    auto* object = instance.as<InstanceObject>();
    TypeObject* old = object->type;
    if (!(type->flags & old->flags & TypeObject::flag_user_defined)) {
        raise_error(
            thread, ExceptionKind::TypeError,
            "__class__ assignment only supported for mutable types or ModuleType subclasses");
        return false;
    }
    const bool slots_differ = (type->slots || old->slots) && (!type->slots || !old->slots || *type->slots != *old->slots);
    if (!same_layout(type, old) || slots_differ) {
        raise_error(thread, ExceptionKind::TypeError,
                    "__class__ assignment: '{}' object layout differs from '{}'", type_text(type),
                    type_text(old));
        return false;
    }
    Shape* shape = object->shape->is_dict ? dict_shape(thread, type) : type->root_shape.get();
    if (!shape) return false;
    for (StringObject* name : object->shape->is_dict ? std::vector<StringObject*>{} : shape_names(object->shape)) {
        shape = next_shape(thread, shape, name);
        if (!shape) return false;
    }
    set_shape(object, shape);
    incref(type);
    object->type = type;
    decref(old);
    return true;
}

}  // namespace sidewinder
