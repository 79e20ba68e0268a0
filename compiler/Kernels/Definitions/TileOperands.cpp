//===- TileOperands.cpp - Operands and sums on matrix tiles ---------------===//

#include "compiler/Kernels/Definitions/TileOperands.h"

#include "compiler/Kernels/Definitions/FloatParts.h"

using namespace mlir;
using namespace cnnc;
using Halide::Expr;

Halide::ExternFuncArgument cnnc::getArgument(Value value, Definition &definition) {
  return definition.getInputs()[cast<BlockArgument>(value).getArgNumber()];
}

/// A word of a weight: part `word` / 16 of two of the 32 channels from `block` * 32 on.
static Expr packWeight(const Indices &element, Expr word, Expr block, int outputs, int inputs, int parts,
                       const Access &read) {
  Expr packed = packChannels(word, block, parts, inputs, [&](Expr channel) {
    Indices at = element;
    at[0] = clampIndex(at[0], outputs), at[1] = channel;
    return read(at);
  });
  return outputs % cnn::tileChannels == 0 ? packed : Halide::select(element[0] < outputs, packed, 0.0f);
}

void cnnc::defineWords(Stage &stage, int outputs, int inputs, int parts, const Access &read) {
  int words = parts * cnn::tilePairs;
  Indices at = stage.indices();
  stage.define(packWeight(at, at[1] % words, at[1] / words, outputs, inputs, parts, read));
}

/// The pairs of so many channels in whole blocks: a weight has none outside of them.
static int getPairs(int inputs) {
  return cnn::tilePairs * static_cast<int>(llvm::divideCeil(inputs, cnn::tileChannels));
}

Halide::ExternFuncArgument cnnc::defineWeight(Operation *op, int dimensions, int outputs, int inputs, int parts,
                                              const Access &read, Definition &definition) {
  static constexpr int64_t ofConvolution[] = {0, 2, 3, 1, 0}, ofMatrix[] = {0, 1, 0};
  ArrayRef<int64_t> order = dimensions == 2 ? ArrayRef(ofMatrix) : ArrayRef(ofConvolution);
  Stage &weight = definition.addStage(op, "weight", order, {}, cnn::tileChannels);
  defineWords(weight, outputs, inputs, parts, read);
  weight.function.bound(weight.loops[1], 0, parts * getPairs(inputs));
  return weight.function;
}

Halide::ExternFuncArgument cnnc::defineTransposedWeight(Operation *op, int outputs, int inputs, int parts,
                                                        const Access &read, Definition &definition) {
  const int pairs = cnn::tilePairs;
  Stage &words = definition.addStage(op, "weight_words", {2, 3, 0, 4, 1});
  Indices of = words.indices();
  words.define(packWeight({of[0], of[1], of[2], of[3]}, of[4] * pairs + of[1] % pairs, of[1] / pairs, outputs, inputs,
                          parts, read));
  Stage &transposed = defineTransposed(op, "weight_transposed", words, {2, 3}, 0, definition);
  // All pairs, whichever are read: whole squares are transposed.
  for (Stage *stage : {&words, &transposed})
    stage->function.bound(stage->loops[1], 0, getPairs(inputs)).bound(stage->loops[4], 0, parts);
  Stage &weight = definition.addStage(op, "weight", {0, 2, 3, 1, 0}, {}, cnn::tileChannels);
  Indices at = weight.indices();
  Expr block = at[1] / (parts * pairs), part = at[1] / pairs % parts;
  weight.define(transposed({at[0], block * pairs + at[1] % pairs, at[2], at[3], part}));
  weight.function.bound(weight.loops[1], 0, parts * getPairs(inputs));
  return weight.function;
}

Stage &cnnc::defineTransposed(Operation *op, StringRef purpose, const Stage &words,
                              const std::array<int64_t, 2> &outer, int64_t column, Definition &definition) {
  Stage &stage = definition.addStage(op, purpose, {outer[0], outer[1], 4, 1, column});
  const std::vector<Halide::Var> &at = stage.loops;
  stage.function.define_extern("cnn_transpose_words", {words.function}, Halide::Float(32),
                               {at[column], at[1], at[4], at[outer[1]], at[outer[0]]});
  return stage;
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
