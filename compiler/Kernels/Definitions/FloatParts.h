//===- FloatParts.h - A float32 as a sum of bf16 ----------------*- C++ -*-===//
//
// a is nearly a0 + a1 + ... with a0 = bf16(a), a1 = bf16(a - a0), ...: 8, 17 and all 24 bits of it, as the sign of a
// part is one more. Infinities and floats from 5.2e33 (the largest / 65537) on have no several parts: they are no
// number (NaN). One part alone is infinite for floats nearer to the largest than bf16 can tell.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_DEFINITIONS_FLOATPARTS_H
#define CNNC_COMPILER_KERNELS_DEFINITIONS_FLOATPARTS_H

#include <Halide.h>
#include <functional>

namespace cnnc {

/// Word `part` of a pair of float32: that part of each, the first in the low half. Words are given as float32, so that
/// tensors of them are tensors like others.
Halide::Expr packPair(Halide::Expr first, Halide::Expr second, Halide::Expr part, int parts);

/// What `read` gives of a channel, zero where there are not so many.
Halide::Expr readChannel(Halide::Expr channel, int channels, const std::function<Halide::Expr(Halide::Expr)> &read);

/// Word `word` of the parts of 32 channels from `block` * 32 on, of which there are `channels` in all: 16 words for
/// each part, word j with channels j and j + 16. `read` gives a channel that there is.
Halide::Expr packChannels(Halide::Expr word, Halide::Expr block, int parts, int channels,
                          const std::function<Halide::Expr(Halide::Expr)> &read);

/// The float32 whose parts are the halves of words: `isSecond` of each pair. `read` gives the word of a part.
Halide::Expr joinParts(Halide::Expr isSecond, int parts, const std::function<Halide::Expr(int)> &read);

} // namespace cnnc

#endif
