# SPDX-License-Identifier: MIT
# Writes the Python files of the library into a C++ table: cmake -DFOLDER=… -DOUTPUT=… -P embed.cmake
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*.py)
list(SORT files)
set(text "// Made from vm/library by embed.cmake: do not edit.\n#include \"vm/library/library.hpp\"\n\nnamespace sidewinder {\n\nnamespace {\n\n")
string(APPEND text "struct File {\n    std::string_view path, source;\n};\nconstexpr File files[] = {\n")
foreach(name ${files})
  file(READ ${FOLDER}/${name} source)
  string(APPEND text "    {\"${name}\", R\"python~(${source})python~\"},\n")
endforeach()
string(APPEND text "};\n\n}  // namespace\n\nstd::optional<std::string_view> library_source(std::string_view path) {\n    for (const File& file : files)\n        if (file.path == path) return file.source;\n    return std::nullopt;\n}\n\n}  // namespace sidewinder\n")
file(WRITE ${OUTPUT} "${text}")
