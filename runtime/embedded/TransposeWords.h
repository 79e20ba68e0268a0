//===- TransposeWords.h - Words with another dimension innermost -*- C++ -*-===//
//
// An external stage of kernels on matrix tiles: packed along what lies side by side
// in memory, words are transposed where tiles want another dimension so.
//
//===----------------------------------------------------------------------===//

#ifndef CNN_RUNTIME_EMBEDDED_TRANSPOSEWORDS_H
#define CNN_RUNTIME_EMBEDDED_TRANSPOSEWORDS_H

#include "runtime/embedded/Buffer.h"

/// Whole squares of 16 channels and 16 columns: channels are a multiple of 16, or what follows them is
/// overwritten. The innermost dimensions are dense.
///
///   words        channel, part, column, row, group
///   transposed   column, channel, part, row, group
extern "C" int cnn_transpose_words(cnn::runtime::embedded::Buffer *words,
                                   cnn::runtime::embedded::Buffer *transposed);

#endif // CNN_RUNTIME_EMBEDDED_TRANSPOSEWORDS_H
