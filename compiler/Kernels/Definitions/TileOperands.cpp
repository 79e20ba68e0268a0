//===- TileOperands.cpp - Operands and sums on matrix tiles ---------------===//

#include "compiler/Kernels/Definitions/TileOperands.h"

#include "compiler/Kernels/Definitions/FloatParts.h"

using namespace mlir;
using namespace cnnc;
using Halide::Expr;

Halide::ExternFuncArgument cnnc::getArgument(Value value, Definition &definition) {
  return definition.getInputs()[cast<BlockArgument>(value).getArgNumber()];
}

void cnnc::defineWords(Stage &stage, int outputs, int inputs, int parts, const Access &read) {
  int words = parts * cnn::tilePairs;
  Indices at = stage.indices();
  Expr packed = packChannels(at[1] % words, at[1] / words, parts, inputs, [&](Expr channel) {
    Indices element = at;
    element[0] = clampIndex(at[0], outputs), element[1] = channel;
    return read(element);
  });
  stage.define(outputs % cnn::tileChannels == 0 ? packed : Halide::select(at[0] < outputs, packed, 0.0f));
}

Halide::ExternFuncArgument cnnc::defineWeight(Operation *op, int dimensions, int outputs, int inputs, int parts,
                                              const Access &read, Definition &definition) {
  static constexpr int64_t ofConvolution[] = {0, 2, 3, 1, 0}, ofMatrix[] = {0, 1, 0};
  ArrayRef<int64_t> order = dimensions == 2 ? ArrayRef(ofMatrix) : ArrayRef(ofConvolution);
  Stage &weight = definition.addStage(op, "weight", order, {}, cnn::tileChannels);
  defineWords(weight, outputs, inputs, parts, read);
  // Whole blocks: a weight has no channels outside of them.
  int words = parts * cnn::tilePairs * static_cast<int>(llvm::divideCeil(inputs, cnn::tileChannels));
  weight.function.bound(weight.loops[1], 0, words);
  return weight.function;
}

Stage &cnnc::defineTileProducts(Operation *op, StringRef purpose, const ConvolutionTiles &kernel,
                                const Halide::ExternFuncArgument &split, const Halide::ExternFuncArgument &weight,
                                int rows, int columns, Definition &definition) {
  int outputs = cnn::tileChannels;
  Stage &products = definition.addStage(op, purpose, {0, 1, 2, 3, 1}, {}, outputs);
  const std::vector<Halide::Var> &loops = products.loops;
  products.function.define_extern(kernel.getSymbol(), {split, weight}, Halide::Float(32),
                                  {loops[1], loops[3], loops[2], loops[4], loops[0]});
  // All output channels of a block, whichever are read, and as many columns as were reckoned with: a tile is no wider
  // than they, or than all rows that are one.
  products.function.bound(loops[1], 0, outputs).bound(loops[3], 0, columns);
  if (kernel.rowStep)
    products.function.bound(loops[2], 0, rows).align_storage(loops[3], static_cast<int>(kernel.rowStep));
  return products;
}
