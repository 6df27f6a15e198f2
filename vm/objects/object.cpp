// SPDX-License-Identifier: MIT
// What each kind of object owns: how big it is, what it refers to, how it is emptied when it is in
// a dead cycle and how it is given back. A new Kind needs a case in each switch here.
#include "vm/objects/object.hpp"

#include "vm/objects/support.hpp"

namespace sidewinder {

bool is_gc_kind(Kind kind) {
    switch (kind) {
        case Kind::integer:
        case Kind::string:
        case Kind::range:
        case Kind::native_function:
        case Kind::code:
        case Kind::range_iterator: return false;
        case Kind::list:
        case Kind::tuple:
        case Kind::dict:
        case Kind::dict_view:
        case Kind::set:
        case Kind::super:
        case Kind::slice:
        case Kind::function:
        case Kind::bound_method:
        case Kind::cell:
        case Kind::type:
        case Kind::instance:
        case Kind::exception:
        case Kind::module:
        case Kind::iterator:
        case Kind::list_iterator:
        case Kind::tuple_iterator:
        case Kind::descriptor:
        case Kind::generator:
        case Kind::traceback:
        case Kind::combinator: return true;
    }
    return false;
}

std::size_t object_bytes(const Object* object) {
    switch (object->kind) {
        case Kind::integer: {
            const auto size = static_cast<const IntObject*>(object)->size;
            return sizeof(IntObject) +
                   sizeof(std::uint64_t) * static_cast<std::size_t>(size < 0 ? -size : size);
        }
        case Kind::string: {
            const auto* s = static_cast<const StringObject*>(object);
            return sizeof(StringObject) + std::size_t{s->length} * (s->wide() ? 4 : 1);
        }
        case Kind::tuple:
            return sizeof(TupleObject) +
                   sizeof(Value) * static_cast<const TupleObject*>(object)->size();
        case Kind::list: return sizeof(ListObject);
        case Kind::dict: return sizeof(DictObject);
        case Kind::dict_view: return sizeof(DictViewObject);
        case Kind::set: return sizeof(SetObject);
        case Kind::super: return sizeof(SuperObject);
        case Kind::range: return sizeof(RangeObject);
        case Kind::slice: return sizeof(SliceObject);
        case Kind::function: return sizeof(FunctionObject);
        case Kind::native_function: return sizeof(NativeFunction);
        case Kind::bound_method: return sizeof(BoundMethod);
        case Kind::cell: return sizeof(CellObject);
        case Kind::code: break;
        case Kind::type: return sizeof(TypeObject);
        case Kind::instance: return object->flags & InstanceObject::flag_derived ? sizeof(DerivedObject) : sizeof(InstanceObject);
        case Kind::exception: return sizeof(ExceptionObject);
        case Kind::module: return sizeof(ModuleObject);
        case Kind::iterator: return sizeof(IteratorObject);
        case Kind::list_iterator: return sizeof(ListIterator);
        case Kind::tuple_iterator: return sizeof(TupleIterator);
        case Kind::range_iterator: return sizeof(RangeIterator);
        case Kind::descriptor: return sizeof(DescriptorObject);
        case Kind::generator: return sizeof(GeneratorObject);
        case Kind::traceback: return sizeof(TracebackObject);
        case Kind::combinator: return sizeof(CombinatorObject);
    }
    return 0;
}

// ---- traverse -----------------------------------------------------------------------------------

namespace {

struct Visitor {
    Visit visit;
    void* context;

    void operator()(Value v) const {
        if (v.is_pointer()) visit(context, v.as_object());
    }
    void operator()(Object* object) const {
        if (object) visit(context, object);
    }
};

void traverse_dict(const DictObject* dict, const Visitor& visit) {
    for (std::uint32_t i = 0; i < dict->used; ++i) {
        visit(dict->entries[i].key);
        visit(dict->entries[i].value);
    }
}

void traverse_instance(const InstanceObject* instance, const Visitor& visit) {
    for (std::uint32_t i = 0; i < instance->shape->size; ++i) visit(instance->values[i]);
}

void traverse_exception(const ExceptionObject* exception, const Visitor& visit) {
    traverse_instance(exception, visit);
    visit(exception->arguments);
    visit(exception->cause);
    visit(exception->context);
    visit(exception->traceback);
}

void traverse_function(const FunctionObject* function, const Visitor& visit) {
    visit(function->code);
    visit(function->globals);
    visit(function->builtins);
    visit(function->defaults);
    visit(function->keyword_defaults);
    visit(function->closure);
    visit(function->attributes);
}

}  // namespace

void traverse(GcObject* object, Visit callback, void* context) {
    const Visitor visit{callback, context};
    visit(object->type);
    switch (object->kind) {
        case Kind::list: {
            const auto* list = static_cast<ListObject*>(object);
            for (std::uint32_t i = 0; i < list->size; ++i) visit(list->items[i]);
            return;
        }
        case Kind::tuple: {
            const auto* tuple = static_cast<TupleObject*>(object);
            for (std::uint32_t i = 0; i < tuple->size(); ++i) visit(tuple->items[i]);
            return;
        }
        case Kind::dict: return traverse_dict(static_cast<DictObject*>(object), visit);
        case Kind::dict_view: return visit(static_cast<DictViewObject*>(object)->dict);
        case Kind::set: {
            const auto* set = static_cast<SetObject*>(object);
            for (std::size_t i = 0; i <= set->mask && set->table; ++i) visit(set->table[i].key);
            return;
        }
        case Kind::slice: {
            const auto* slice = static_cast<SliceObject*>(object);
            visit(slice->start);
            visit(slice->stop);
            return visit(slice->step);
        }
        case Kind::function: return traverse_function(static_cast<FunctionObject*>(object), visit);
        case Kind::bound_method:
            visit(static_cast<BoundMethod*>(object)->function);
            return visit(static_cast<BoundMethod*>(object)->self);
        case Kind::super:
            visit(static_cast<SuperObject*>(object)->after);
            visit(static_cast<SuperObject*>(object)->walked);
            return visit(static_cast<SuperObject*>(object)->object);
        case Kind::cell: return visit(static_cast<CellObject*>(object)->content);
        case Kind::type:
            visit(static_cast<TypeObject*>(object)->base);
            if (const auto* bases = static_cast<TypeObject*>(object)->bases)
                for (TypeObject* base : *bases) visit(base);
            return visit(static_cast<TypeObject*>(object)->attributes);
        case Kind::instance:
            if (object->flags & InstanceObject::flag_derived) visit(static_cast<DerivedObject*>(object)->payload);
            return traverse_instance(static_cast<InstanceObject*>(object), visit);
        case Kind::exception:
            return traverse_exception(static_cast<ExceptionObject*>(object), visit);
        case Kind::module: return visit(static_cast<ModuleObject*>(object)->globals);
        case Kind::iterator: return visit(static_cast<IteratorObject*>(object)->source);
        case Kind::list_iterator: return visit(static_cast<ListIterator*>(object)->list);
        case Kind::tuple_iterator: return visit(static_cast<TupleIterator*>(object)->tuple);
        case Kind::descriptor: {
            const auto* descriptor = static_cast<DescriptorObject*>(object);
            visit(descriptor->get);
            visit(descriptor->set);
            return visit(descriptor->del);
        }
        case Kind::generator: {
            const auto* generator = static_cast<GeneratorObject*>(object);
            visit(generator->function);
            visit(generator->handled);
            for (std::uint32_t i = 0; i < generator->count; ++i) visit(generator->words[i]);
            return;
        }
        case Kind::traceback: {
            const auto* traceback = static_cast<TracebackObject*>(object);
            visit(traceback->next);
            for (std::uint32_t i = 0; i < traceback->local_count; ++i) visit(traceback->locals[i]);
            return;
        }
        case Kind::combinator:
            visit(static_cast<CombinatorObject*>(object)->sources);
            return visit(static_cast<CombinatorObject*>(object)->state);
        case Kind::integer:
        case Kind::string:
        case Kind::range:
        case Kind::native_function:
        case Kind::code:
        case Kind::range_iterator: return;
    }
}

// ---- clear --------------------------------------------------------------------------------------

namespace {

void free_values(Heap& heap, Value* values, std::uint32_t size, std::uint32_t capacity) {
    for (std::uint32_t i = 0; i < size; ++i) decref(values[i]);
    heap.free_bytes(values, capacity * sizeof(Value));
}

void clear_list(Heap& heap, ListObject* list) {
    Value* items = std::exchange(list->items, nullptr);
    const std::uint32_t size = std::exchange(list->size, 0);
    const std::uint32_t capacity = std::exchange(list->capacity, 0);
    for (std::uint32_t i = size; i-- > 0;) decref(items[i]);
    heap.free_bytes(items, capacity * sizeof(Value));
}

void clear_instance(Heap& heap, InstanceObject* instance) {
    Value* values = std::exchange(instance->values, nullptr);
    const std::uint32_t size = instance->shape->size;
    const std::uint32_t capacity = std::exchange(instance->capacity, 0);
    instance->shape = instance->type->root_shape.get();
    instance->aux = instance->shape->id;
    free_values(heap, values, size, capacity);
}

/// Innermost frame first, as CPython's tracebacks, however long the chain is.
void release_next(TracebackObject* traceback) {
    std::vector<TracebackObject*> chain{traceback};
    while (chain.back()->next && (chain.size() == 1 || chain.back()->refcount == 1)) chain.push_back(chain.back()->next);
    while (chain.size() > 1) {
        TracebackObject* inner = chain.back();
        chain.pop_back();
        chain.back()->next = nullptr;
        decref(inner);
    }
}

void release_traceback(Heap& heap, TracebackObject* traceback) {
    release_next(traceback);
    Value* locals = std::exchange(traceback->locals, nullptr);
    const std::uint32_t count = std::exchange(traceback->local_count, 0);
    for (std::uint32_t i = count; i-- > 0;) decref(locals[i]);
    heap.free_bytes(locals, count * sizeof(Value));
}

void clear_exception(Heap& heap, ExceptionObject* exception) {
    clear_instance(heap, exception);
    drop(exception->traceback);
    drop(exception->cause);
    drop(exception->context);
    TupleObject* arguments =
        std::exchange(exception->arguments, owned(exception->type->thread->empty_tuple));
    decref(arguments);
}

/// The dictionary is emptied entry by entry only after no cache can answer from it.
void clear_type(TypeObject* type) {
    Ref dict = Ref::borrow(type->attributes);
    Ref empty = make_dict(*type->thread);
    if (empty) {
        DictObject* old = std::exchange(type->attributes, empty.as<DictObject>());
        (void)empty.release();
        decref(old);
    }
    type_modified(type);
}

}  // namespace

void clear_references(Object* object) {
    Thread& thread = *object->type->thread;
    switch (object->kind) {
        case Kind::list: return clear_list(thread.heap, static_cast<ListObject*>(object));
        case Kind::dict: return dict_clear(thread, static_cast<DictObject*>(object));
        case Kind::set: {
            Heap::Emergency emergency(thread.heap);
            set_clear(thread, static_cast<SetObject*>(object));
            return;
        }
        case Kind::cell: return drop(static_cast<CellObject*>(object)->content);
        case Kind::instance:
            return clear_instance(thread.heap, static_cast<InstanceObject*>(object));
        case Kind::exception:
            return clear_exception(thread.heap, static_cast<ExceptionObject*>(object));
        case Kind::function: {
            auto* function = static_cast<FunctionObject*>(object);
            function->aux = thread.fresh_version();
            drop(function->defaults);
            return drop(function->keyword_defaults);
        }
        case Kind::iterator: return drop(static_cast<IteratorObject*>(object)->source);
        case Kind::generator: return clear_generator(static_cast<GeneratorObject*>(object));
        case Kind::traceback: return release_traceback(thread.heap, static_cast<TracebackObject*>(object));
        case Kind::combinator: return drop(static_cast<CombinatorObject*>(object)->sources);
        case Kind::type: {
            Heap::Emergency emergency(thread.heap);
            return clear_type(static_cast<TypeObject*>(object));
        }
        case Kind::integer:
        case Kind::string:
        case Kind::tuple:
        case Kind::dict_view:
        case Kind::range:
        case Kind::slice:
        case Kind::native_function:
        case Kind::bound_method:
        case Kind::code:
        case Kind::module:
        case Kind::list_iterator:
        case Kind::tuple_iterator:
        case Kind::range_iterator:
        case Kind::super:
        case Kind::descriptor: return;  // their cycles go through one of the kinds above
    }
}

// ---- free ---------------------------------------------------------------------------------------

namespace {

void drop_object(Object* object) {
    if (object) decref(object);
}

void release_dict(Heap& heap, DictObject* dict) {
    for (std::uint32_t i = 0; i < dict->used; ++i) {
        decref(dict->entries[i].key);
        decref(dict->entries[i].value);
    }
    heap.free_bytes(dict->entries, dict->entry_capacity * sizeof(DictObject::Entry));
    if (dict->table) heap.free_bytes(dict->table, (dict->table_mask + 1) * sizeof(std::int32_t));
}

void release_function(FunctionObject* function) {
    drop_object(function->globals);
    drop_object(function->builtins);
    drop_object(function->name);
    drop_object(function->qualname);
    drop_object(function->defaults);
    drop_object(function->keyword_defaults);
    drop_object(function->attributes);
    drop_object(function->closure);
    drop_object(function->code);
}

void release_exception(Heap& heap, ExceptionObject* exception) {
    free_values(heap, exception->values, exception->shape->size, exception->capacity);
    drop_object(exception->arguments);
    drop(exception->traceback);
    decref(exception->cause);
    decref(exception->context);
}

void release_type(Heap& heap, TypeObject* type) {
    if (type->base && type->base->subclasses) std::erase(*type->base->subclasses, type);
    if (type->bases)
        for (TypeObject* base : *type->bases) {
            if (base->subclasses) std::erase(*base->subclasses, type);
            decref(base);
        }
    delete type->bases;
    delete type->slots;
    delete type->mro;
    delete type->subclasses;
    type->bases = type->mro = type->subclasses = nullptr;
    destroy_shapes(heap, std::move(type->root_shape));
    std::destroy_at(&type->root_shape);
    drop_object(type->attributes);
    drop_object(type->name);
    drop_object(type->qualname);
    drop_object(type->base);
}

void release_contents(Heap& heap, Object* object) {
    switch (object->kind) {
        case Kind::integer:
        case Kind::string:
        case Kind::range:
        case Kind::native_function:
        case Kind::range_iterator:
        case Kind::code: return;
        case Kind::list: return clear_list(heap, static_cast<ListObject*>(object));
        case Kind::tuple: {
            auto* tuple = static_cast<TupleObject*>(object);
            for (std::uint32_t i = tuple->size(); i-- > 0;) decref(tuple->items[i]);
            return;
        }
        case Kind::dict: return release_dict(heap, static_cast<DictObject*>(object));
        case Kind::dict_view: return drop_object(static_cast<DictViewObject*>(object)->dict);
        case Kind::set: return set_release(heap, static_cast<SetObject*>(object));
        case Kind::super:
            decref(static_cast<SuperObject*>(object)->object);
            drop_object(static_cast<SuperObject*>(object)->walked);
            return drop_object(static_cast<SuperObject*>(object)->after);
        case Kind::slice: {
            auto* slice = static_cast<SliceObject*>(object);
            decref(slice->step);
            decref(slice->start);
            return decref(slice->stop);
        }
        case Kind::function: return release_function(static_cast<FunctionObject*>(object));
        case Kind::bound_method:
            decref(static_cast<BoundMethod*>(object)->function);
            return decref(static_cast<BoundMethod*>(object)->self);
        case Kind::cell: return decref(static_cast<CellObject*>(object)->content);
        case Kind::type: return release_type(heap, static_cast<TypeObject*>(object));
        case Kind::instance: {
            auto* instance = static_cast<InstanceObject*>(object);
            free_values(heap, instance->values, instance->shape->size, instance->capacity);
            if (object->flags & InstanceObject::flag_derived) decref(static_cast<DerivedObject*>(object)->payload);
            return;
        }
        case Kind::exception: return release_exception(heap, static_cast<ExceptionObject*>(object));
        case Kind::module:
            drop_object(static_cast<ModuleObject*>(object)->globals);
            return drop_object(static_cast<ModuleObject*>(object)->name);
        case Kind::iterator: return decref(static_cast<IteratorObject*>(object)->source);
        case Kind::list_iterator: return drop_object(static_cast<ListIterator*>(object)->list);
        case Kind::tuple_iterator: return drop_object(static_cast<TupleIterator*>(object)->tuple);
        case Kind::descriptor: {
            auto* descriptor = static_cast<DescriptorObject*>(object);
            decref(descriptor->get);
            decref(descriptor->set);
            return decref(descriptor->del);
        }
        case Kind::generator: {
            auto* generator = static_cast<GeneratorObject*>(object);
            clear_generator(generator);
            heap.free_bytes(generator->words, generator->capacity * sizeof(Value));
            drop_object(generator->name);
            drop_object(generator->qualname);
            return drop_object(generator->function);
        }
        case Kind::traceback: {
            auto* traceback = static_cast<TracebackObject*>(object);
            release_traceback(heap, traceback);
            drop_object(traceback->file);
            return drop_object(traceback->function);
        }
        case Kind::combinator:
            drop_object(static_cast<CombinatorObject*>(object)->sources);
            return decref(static_cast<CombinatorObject*>(object)->state);
    }
}

}  // namespace

void free_object(Heap& heap, Object* object) {
    TypeObject* type = object->type;
    std::size_t bytes = object_bytes(object);
    if (object->kind == Kind::code) {
        SW_CHECK(type->thread->release_code, "a code object died and nobody knows its layout");
        bytes = type->thread->release_code(*type->thread, object);
    } else {
        release_contents(heap, object);
    }
    heap.free_bytes(object, bytes);
    if (type != object) decref(type);  // `type` is its own class
}

void destroy_shapes(Heap& heap, std::unique_ptr<Shape> root) {
    // A worklist, since a chain of transitions can be as long as a program has time for.
    std::vector<std::unique_ptr<Shape>> pending;
    if (root) pending.push_back(std::move(root));
    while (!pending.empty()) {
        const std::unique_ptr<Shape> shape = std::move(pending.back());
        pending.pop_back();
        for (auto& [name, child] : shape->transitions) pending.push_back(std::move(child));
        if (shape->name) decref(shape->name);
        heap.discharge(shape_charge);
    }
}

}  // namespace sidewinder
