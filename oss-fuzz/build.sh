#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds all fuzz targets into $OUT, each with its seeds, dictionary and options beside it. In:
# the environment of OSS-Fuzz (CC CXX CFLAGS CXXFLAGS LIB_FUZZING_ENGINE SRC OUT WORK SANITIZER
# FUZZING_ENGINE). ci/check-oss-fuzz runs it with the same on any machine.
set -euo pipefail
source=$SRC/sidewinder

# Trace code has no type before its first byte, and needs no copies of stack frames.
flags="$CXXFLAGS"
[[ $SANITIZER != undefined ]] || flags+=" -fno-sanitize=function"
[[ $SANITIZER != address ]] || flags+=" -fsanitize-address-use-after-return=never"
# What runs elsewhere brings its libraries along: fmt is compiled in, GMP is linked statically.
gmp=$(find /usr/lib -name libgmp.a | head -n 1)
cmake -S "$source" -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_CXX_FLAGS="$flags" \
    -DSIDEWINDER_DEVELOPER=ON -DSIDEWINDER_DCHECK=ON -DSIDEWINDER_LLVM=OFF -DSIDEWINDER_WERROR=OFF \
    -DSIDEWINDER_FMT_HEADER_ONLY=ON -DSIDEWINDER_FUZZING_ENGINE="$LIB_FUZZING_ENGINE" -DGMP="$gmp"

# The patcher's target compares with LLVM's linker, which is not there.
targets=()
for options in "$source"/fuzzers/targets/*.options; do
    target=$(basename "$options" .options)
    [[ $target == stencil_patch_fuzzer ]] || targets+=("$target")
done
cmake --build "$WORK/build" -j "${JOBS:-$(nproc)}" --target "${targets[@]}"

cp "$source"/fuzzers/targets/*.dict "$OUT"
for target in "${targets[@]}"; do
    cp "$WORK/build/fuzzers/$target" "$source/fuzzers/targets/$target.options" "$OUT"
    seeds=$WORK/seeds/$target
    rm -rf "$seeds" "$OUT/${target}_seed_corpus.zip"
    "$source/ci/fuzz-seeds" "$target" "$seeds"
    (cd "$seeds" && python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" ./*)
done
