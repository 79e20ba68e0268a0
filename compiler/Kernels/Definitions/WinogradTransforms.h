//===- WinogradTransforms.h - Winograd's transforms along one axis ------===//
//
// F(m, r) of Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016), computes m results of a
// convolution with r weights g from 6 = m + r - 1 inputs d,
//
//   y = A^T [ (G g) * (B^T d) ]        (* place by place)
//
// by way of the polynomials' values at 0, 1, -1, 2, -2 and infinity: F(4, 3) or F(2, 5), whose B^T is one.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_KERNELS_DEFINITIONS_WINOGRADTRANSFORMS_H
#define CNNC_COMPILER_KERNELS_DEFINITIONS_WINOGRADTRANSFORMS_H

#include "compiler/Kernels/Definition.h"

namespace cnnc {

/// The elements of one axis of a tile.
using Places = std::vector<Halide::Expr>;

/// `read` at places 0, 1, ... of `count`.
Places readPlaces(int64_t count, const std::function<Halide::Expr(Halide::Expr)> &read);

/// B^T: 6 inputs to 6 places.
Places transformInput(const Places &d);
/// G: 3 or 5 weights to 6 places.
Places transformWeight(const Places &g);
/// Defines a stage as the transform along y of a weight of `kernel` rows that `read` (k, c, r, s) gives.
void defineWeightRows(Stage &stage, int64_t kernel, const Access &read);
/// A^T: 6 places to 4 or 2 results.
Places transformOutput(const Places &m, int64_t results);
/// A: 4 or 2 output gradients to 6 places.
Places transformGradient(const Places &y);
/// G^T: 6 places to 3 or 5 weight gradients.
Places transformWeightGradient(const Places &m, int64_t weights);

} // namespace cnnc

#endif
