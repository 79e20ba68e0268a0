//===- Functions.h - Functions of one number in Halide's language -------===//
//
// What is no number stays none in all of them: a training that went wrong is seen in its loss. Halide's minimum,
// maximum, exponential and logarithm give numbers for it, and its exponential 0 for what is far too large. Only
// maxima over windows are Halide's own, as two comparisons would take the place of one instruction.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_DEFINITIONS_FUNCTIONS_H
#define CNNC_COMPILER_KERNELS_DEFINITIONS_FUNCTIONS_H

#include "Halide.h"

namespace cnnc {

/// The larger and the smaller of x and a bound; on x86 one instruction each.
Halide::Expr makeAtLeast(Halide::Expr x, Halide::Expr least);
Halide::Expr makeAtMost(Halide::Expr x, Halide::Expr most);

/// e^x for x <= 0, where it is at most 1.
Halide::Expr makeExponential(Halide::Expr x);
/// log x for x >= 1.
Halide::Expr makeLogarithm(Halide::Expr x);

/// 1 / (1 + e^-x), by e^-|x|, which does not overflow.
Halide::Expr makeSigmoid(Halide::Expr x);

/// tanh as x P(x^2) / Q(x^2), fitted to the least relative error on [0, 7.9], beyond which it is 1 but for rounding:
/// 4.4e-7 in float32, and never above 1. Halide's own is a call for each element, and one by the exponential takes
/// twice the operations.
Halide::Expr makeTanh(Halide::Expr x);

} // namespace cnnc

#endif
