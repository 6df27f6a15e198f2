#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
exec bash "$SRC/sidewinder/oss-fuzz/build.sh"
