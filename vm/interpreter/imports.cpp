// SPDX-License-Identifier: MIT
// import: modules in C++ first, then files and packages in the folders of sys.path, as importlib finds
// them, the library's files built in among them. In the rig sys.path has only those: no file is read.
#include "vm/interpreter/interpreter.hpp"
#include "vm/interpreter/vm.hpp"
#include "vm/library/library.hpp"
#include "vm/modules/builtins.hpp"
#include "vm/objects/operations.hpp"
#include "vm/uops/helpers.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace sidewinder {

namespace {

Value text_value(Value v) { return is_kind(v, Kind::string) ? v : Value::null(); }
std::string text_of(Value v) { return to_utf8(v.as<StringObject>()); }

/// An entry of a dictionary of globals; borrowed, or null.
Value global(Thread& thread, DictObject* globals, const char* name) { return dict_get(globals, intern(thread, name)); }
bool set_global(Thread& thread, DictObject* globals, std::string_view name, std::string_view value) {
    const Ref text = make_string(thread, value);
    return text && dict_set(thread, globals, Value::object(intern(thread, name)), text.get());
}

/// The folders in a list of str.
std::vector<std::string> folders_in(Value list) {
    std::vector<std::string> folders;
    if (!is_kind(list, Kind::list)) return folders;
    const auto* items = list.as<ListObject>();
    for (std::uint32_t i = 0; i < items->size; ++i)
        if (!text_value(items->items[i]).is_null()) folders.push_back(text_of(items->items[i]));
    return folders;
}

/// Within the library, of the name of one of its files; else nullopt.
std::optional<std::string_view> built_in(std::string_view file) {
    if (!file.starts_with(library_folder) || file.size() <= library_folder.size()) return std::nullopt;
    return library_source(file.substr(library_folder.size() + 1));
}

bool is_file(const std::string& path) {
    std::error_code ignored;
    return built_in(path) || std::filesystem::is_regular_file(path, ignored);
}

class Importer {
public:
    explicit Importer(Thread& thread) : thread_(thread) {}

    /// The module of that absolute, perhaps dotted name, and before it those that contain it.
    Ref import(const std::string& name) {
        Ref parent;
        for (std::size_t dot = 0; dot != std::string::npos;) {
            dot = name.find('.', dot == 0 ? 0 : dot + 1);
            Ref module = one(name.substr(0, dot), parent);
            if (!module) return {};
            parent = std::move(module);
        }
        return parent;
    }

    /// What `from module import name` may mean beside an attribute: a module in a package.
    bool import_members(ModuleObject* module, const TupleObject* names) {
        if (global(thread_, module->globals, "__path__").is_null()) return true;
        for (std::uint32_t i = 0; i < names->size(); ++i) {
            const std::string member = text_of(names->items[i]);
            if (member == "*" || !dict_get(module->globals, intern(thread_, member)).is_null()) continue;
            const std::string whole = to_utf8(module->name) + "." + member;
            if (!find(whole, folders_in(global(thread_, module->globals, "__path__")), member).empty() && !import(whole)) return false;
        }
        return true;
    }

    /// The absolute name of a relative import in these globals; empty with ImportError pending.
    std::string resolve(DictObject* globals, std::int64_t level, const std::string& name) {
        const Value given = text_value(global(thread_, globals, "__package__")), own = text_value(global(thread_, globals, "__name__"));
        std::string package;
        if (!given.is_null()) package = text_of(given);
        else if (!own.is_null()) package = text_of(own);
        if (given.is_null() && global(thread_, globals, "__path__").is_null()) package = package.substr(0, package.find('.') == std::string::npos ? 0 : package.rfind('.'));
        if (package.empty()) return refuse("attempted relative import with no known parent package");
        for (; level > 1; --level) {
            const std::size_t dot = package.rfind('.');
            if (dot == std::string::npos) return refuse("attempted relative import beyond top-level package");
            package.resize(dot);
        }
        return name.empty() ? package : package + "." + name;
    }

private:
    std::string refuse(std::string_view message) {
        raise_error(thread_, ExceptionKind::ImportError, message);
        return {};
    }

    Ref one(const std::string& name, const Ref& parent) {
        StringObject* key = intern(thread_, name);
        Ref module = import_builtin_module(thread_, key);
        if (module || thread_.has_exception()) return module;
        const std::string last = name.substr(name.rfind('.') + 1);
        std::vector<std::string> folders;
        if (parent) {
            const Value path = global(thread_, parent.as<ModuleObject>()->globals, "__path__");
            if (path.is_null()) return missing(name, fmt::format("; '{}' is not a package", name.substr(0, name.rfind('.'))));
            folders = folders_in(path);
        } else {
            const Ref sys = import_builtin_module(thread_, intern(thread_, "sys"));
            if (!sys) return {};
            folders = folders_in(global(thread_, sys.as<ModuleObject>()->globals, "path"));
        }
        const std::string file = find(name, folders, last);
        if (file.empty()) return missing(name, "");
        module = load(name, file);
        if (module && parent && !dict_set(thread_, parent.as<ModuleObject>()->globals, Value::object(intern(thread_, last)), module.get())) return {};
        return module;
    }
    Ref missing(const std::string& name, const std::string& more) {
        raise_error(thread_, ExceptionKind::ModuleNotFoundError, "No module named '{}'{}", name, more);
        return {};
    }
    /// The file of a module; empty when there is none.
    static std::string find(const std::string&, const std::vector<std::string>& folders, const std::string& last) {
        for (const std::string& folder : folders)
            for (const char* const ending : {"/__init__.py", ".py"})
                if (std::string path = (folder.empty() ? "." : folder) + "/" + last + ending; is_file(path)) return path;
        return {};
    }

    Ref load(const std::string& name, const std::string& file) {
        std::string source;
        if (const auto text = built_in(file)) {
            source = *text;
        } else {
            std::ifstream in(file, std::ios::binary);
            source.assign(std::istreambuf_iterator<char>(in), {});
            if (!in.good() && !in.eof()) return missing(name, "");
        }
        auto code = vm_of(thread_).compile(source, file);
        if (!code) {
            if (!thread_.has_exception()) raise_error(thread_, ExceptionKind::SyntaxError, std::string_view(code.error().message));
            return {};
        }
        Ref module = make_module(thread_, name);
        if (!module) return {};
        DictObject* globals = module.as<ModuleObject>()->globals;
        const bool package = file.ends_with("/__init__.py");
        const std::size_t dot = name.rfind('.');
        if (!set_global(thread_, globals, "__file__", file) ||
            !set_global(thread_, globals, "__package__", package ? name : dot == std::string::npos ? "" : name.substr(0, dot)))
            return {};
        if (package) {
            const Ref folder = make_string(thread_, file.substr(0, file.rfind('/')));
            const Value only[] = {folder.get()};
            const Ref path = folder ? make_list(thread_, only) : Ref{};
            if (!path || !dict_set(thread_, globals, Value::object(intern(thread_, "__path__")), path.get())) return {};
        }
        const Value key = Value::object(intern(thread_, name));
        if (!dict_set(thread_, thread_.modules, key, module.get())) return {};
        if (run_code(thread_, code->get().as_object(), globals, Value::null())) {
            // A module may have put another object in its place.
            const Value now = thread_.modules ? dict_get(thread_.modules, intern(thread_, name)) : Value::null();
            return is_kind(now, Kind::module) ? Ref::borrow(now) : module;
        }
        const Value pending = std::exchange(thread_.exception, Value::null());
        if (thread_.modules) dict_delete(thread_, thread_.modules, key);
        thread_.exception = pending;
        return {};
    }

    Thread& thread_;
};

}  // namespace

extern "C" {

Value sw_import_name(Thread* thread, Frame* frame, std::uint32_t index, Value level, Value from) {
    NativeRecursion depth(*thread);
    if (!depth) return Value::null();
    Importer importer(*thread);
    std::string name = to_utf8(frame->code->name_table[index]);
    if (level.as_small_int() > 0) {
        name = importer.resolve(frame->globals(), level.as_small_int(), name);
        if (name.empty()) return Value::null();
    }
    Ref module = importer.import(name);
    if (!module) return Value::null();
    if (is_kind(from, Kind::tuple)) return importer.import_members(module.as<ModuleObject>(), from.as<TupleObject>()) ? module.release() : Value::null();
    const std::size_t dot = name.find('.');
    return dot == std::string::npos ? module.release() : importer.import(name.substr(0, dot)).release();
}

Value sw_import_from(Thread* thread, Frame* frame, Value module, std::uint32_t index) {
    StringObject* name = frame->code->name_table[index];
    Ref found = get_attribute(*thread, module, name);
    if (found || !catch_exception(*thread, ExceptionKind::AttributeError)) return found.release();
    if (!is_kind(module, Kind::module)) {
        raise_error(*thread, ExceptionKind::ImportError, "cannot import name '{}' from '<unknown module name>' (unknown location)", to_utf8(name));
        return Value::null();
    }
    auto* from = module.as<ModuleObject>();
    const std::string whole = to_utf8(from->name) + "." + to_utf8(name);
    if (thread->modules)
        if (const Value loaded = dict_get(thread->modules, intern(*thread, whole)); !loaded.is_null()) return Ref::borrow(loaded).release();
    const Value file = text_value(global(*thread, from->globals, "__file__"));
    raise_error(*thread, ExceptionKind::ImportError, "cannot import name '{}' from '{}' ({})", to_utf8(name), to_utf8(from->name),
                file.is_null() ? "unknown location" : text_of(file));
    return Value::null();
}

/// Into the globals: __all__, or every name without an underscore in front.
Value sw_import_star(Thread* thread, Frame* frame, Value v) {
    auto* module = v.as<ModuleObject>();
    const Ref keep = Ref::borrow(v);
    const Value all = global(*thread, module->globals, "__all__");
    const Ref names = make_list(*thread, {});
    if (!names || !list_extend(*thread, names.as<ListObject>(), all.is_null() ? Value::object(module->globals) : all)) return Value::null();
    for (std::uint32_t i = 0; i < names.as<ListObject>()->size; ++i) {
        const Value name = names.as<ListObject>()->items[i];
        if (!is_kind(name, Kind::string)) {
            raise_error(*thread, ExceptionKind::TypeError, "Item in {}.{} must be str, not {}", to_utf8(module->name), all.is_null() ? "__dict__" : "__all__",
                        to_utf8(type_of(*thread, name)->name));
            return Value::null();
        }
        auto* text = name.as<StringObject>();
        if (all.is_null() && text->length > 0 && text->at(0) == U'_') continue;
        const Ref item = get_attribute(*thread, v, intern(*thread, text));
        if (!item || !dict_set(*thread, frame->globals(), Value::object(intern(*thread, text)), item.get())) return Value::null();
    }
    return Value::none();
}

}  // extern "C"

}  // namespace sidewinder
