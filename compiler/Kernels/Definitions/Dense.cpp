//===- Dense.cpp - Dense layers and matrix products ---------------------===//

#include "compiler/Kernels/Definition.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::cnn;
using Halide::Expr;

bool cnnc::defineDense(Operation *op, Definition &definition) {
  if (auto dense = dyn_cast<DenseOp>(op)) {
    if (getParts(dense.getAlgorithm())) {
      defineMatrixTiles(dense, definition);
      return true;
    }
    Access input = definition.get(dense.getInput()), weight = definition.get(dense.getWeight());
    Stage &sum = definition.addMainStage(op, {getShape(dense.getWeight())[1]});
    Indices at = sum.indices();
    Expr rc = sum.reductionLoops["rc"];
    if (dense.getBias())
      sum.define(definition.get(dense.getBias())({at[1]}));
    else
      sum.define(0.0f);
    sum.accumulate(input({at[0], rc}) * weight({at[1], rc}));
    definition.setResult(dense.getOutput(), sum);
    return true;
  }
  if (auto product = dyn_cast<MatMulOp>(op)) {
    if (getParts(product.getAlgorithm())) {
      defineMatrixTiles(product, definition);
      return true;
    }
    // `a` and `b` are the factors as they are multiplied, inlined unless a schedule packs them: for vectors along the
    // rows of the product the one, along its columns the other.
    Access left = definition.get(product.getA()), right = definition.get(product.getB());
    Stage &a = definition.addStage(op, "a", {1, 0}), &b = definition.addStage(op, "b", {0, 1});
    Indices i = a.indices(), j = b.indices();
    a.define(product.getTransposeA() ? left({i[1], i[0]}) : left(i));
    b.define(product.getTransposeB() ? right({j[1], j[0]}) : right(j));
    Stage &sum = definition.addMainStage(op, {getShape(product.getA())[product.getTransposeA() ? 0 : 1]});
    Indices at = sum.indices();
    Expr rc = sum.reductionLoops["rc"];
    sum.define(0.0f);
    sum.accumulate(a({at[0], rc}) * b({rc, at[1]}));
    definition.setResult(product.getOutput(), sum);
    return true;
  }
  return false;
}
