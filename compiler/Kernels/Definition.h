//===- Definition.h - A kernel's algorithm as Halide functions ----------===//

#ifndef CNNC_COMPILER_KERNELS_DEFINITION_H
#define CNNC_COMPILER_KERNELS_DEFINITION_H

#include "dialects/CNN/Layout.h"
#include "dialects/Halide/Stages.h"
#include <Halide.h>
#include <functional>
#include <map>

namespace cnnc {

/// Indices of a tensor in the order of its logical dimensions, outermost first.
using Indices = std::vector<Halide::Expr>;
/// The same as Halide takes them: in stored order, innermost first.
std::vector<Halide::Expr> toStored(const Indices &indices, const cnn::StoredOrder &order);
/// Reads an element of a tensor.
using Access = std::function<Halide::Expr(const Indices &)>;

/// A named stage: a Halide function whose arguments are in stored order, innermost first, and what
/// schedules call its loops.
struct Stage {
  std::string name;
  Halide::Func function;
  std::vector<Halide::Var> loops; // in logical order, then that over blocks
  cnn::StoredOrder order;
  Halide::RDom reduction;
  std::map<std::string, Halide::RVar> reductionLoops;

  /// The element that the loops are at.
  Indices indices() const;
  /// The pure definition at the loops' own indices.
  void define(Halide::Expr value) { function(arguments()) = value; }
  void define(Halide::Tuple value) { function(arguments()) = value; }
  /// The update definition at the loops' own indices.
  void update(Halide::Expr value) { function(arguments()) = value; }
  void update(Halide::Tuple value) { function(arguments()) = value; }
  void accumulate(Halide::Expr value) { function(arguments()) += value; }
  Halide::Expr operator()(const Indices &indices) const { return function(toStored(indices, order)); }
  Halide::Expr element(const Indices &indices, int tuple) const { return function(toStored(indices, order))[tuple]; }

private:
  /// The loops as the function takes them: in stored order, innermost first.
  std::vector<Halide::Expr> arguments() const;
};

/// The algorithm of a kernel as Halide functions: inputs, stages by name, outputs.
class Definition {
public:
  /// Defines every operation of the kernel's algorithm. `suffix` ends the names of its functions: of equal names in
  /// one process Halide numbers all but the first, and the symbols of parallel loops tell. Code would then depend on
  /// which kernels came before.
  static mlir::FailureOr<std::unique_ptr<Definition>> create(halide::KernelOp kernel, llvm::StringRef suffix = "");

  Stage *findStage(llvm::StringRef name);
  /// Arguments of the compiled function but the outputs.
  std::vector<Halide::Argument> getArguments() const;
  /// The functions that write the results, in the order of the results.
  Halide::Pipeline getPipeline() const { return Halide::Pipeline(outputs); }

  //===--------------------------------------------------------------------===//
  // For the definitions of operations
  //===--------------------------------------------------------------------===//

  Access get(mlir::Value value) const { return accesses.at(value.getAsOpaquePointer()); }
  /// Makes the stage of `op` with the given purpose ("" is the main stage). `order` is how it is
  /// stored; `reductionExtents` belong to the reduction loops in their order.
  Stage &addStage(mlir::Operation *op, llvm::StringRef purpose, llvm::ArrayRef<int64_t> order,
                  llvm::ArrayRef<int64_t> reductionExtents = {}, int64_t block = 0);
  /// The main stage of `op`, stored as its first result.
  Stage &addMainStage(mlir::Operation *op, llvm::ArrayRef<int64_t> reductionExtents = {});
  /// Makes the main stage of `op` and its result, which `getValue` computes element by element; nothing and
  /// false where it gives no expression.
  bool addPureStage(mlir::Operation *op, Halide::Expr (*getValue)(mlir::Operation *, const Indices &, Definition &));
  /// Says that `value` is element `tuple` (-1: all) of the stage.
  void setResult(mlir::Value value, Stage &stage, int tuple = -1);

  const std::vector<Halide::ImageParam> &getInputs() const { return inputs; }

private:
  std::string getFunctionName(llvm::StringRef stage) const;
  void addInput(mlir::BlockArgument argument);
  void addOutputs(halide::KernelOp kernel);
  /// A stage that copies a value.
  Stage &addCopy(mlir::Value value, llvm::StringRef name);

  std::string suffix;
  llvm::DenseMap<mlir::Operation *, std::string> names;
  std::map<std::string, std::unique_ptr<Stage>> stages;
  std::vector<Halide::ImageParam> inputs;
  std::vector<Halide::Func> outputs;
  std::map<const void *, Access> accesses;
};

/// Defines one operation, by family. Each returns false for an operation of another family.
bool defineConvolution(mlir::Operation *op, Definition &definition);
/// Convolution and its gradients by Winograd's algorithm.
void defineWinograd(cnn::Conv2DOp op, Definition &definition);
void defineWinograd(cnn::Conv2DInputGradientOp op, Definition &definition);
void defineWinograd(cnn::Conv2DWeightGradientOp op, Definition &definition);
/// The same along y alone.
void defineWinogradRows(cnn::Conv2DOp op, Definition &definition);
void defineWinogradRows(cnn::RepackOp op, Definition &definition);
/// Convolution, dense layer and product on matrix tiles, and the repacking of a weight to words of two bf16; false for
/// any other.
void defineMatrixTiles(cnn::Conv2DOp op, Definition &definition);
void defineMatrixTiles(cnn::Conv2DInputGradientOp op, Definition &definition);
void defineMatrixTiles(cnn::Conv2DWeightGradientOp op, Definition &definition);
void defineMatrixTiles(cnn::DenseOp op, Definition &definition);
void defineMatrixTiles(cnn::MatMulOp op, Definition &definition);
bool defineMatrixTiles(cnn::RepackOp op, Definition &definition);
/// The repacking of a weight to its transform; false for any other.
bool defineWinograd(cnn::RepackOp op, Definition &definition);
bool definePooling(mlir::Operation *op, Definition &definition);
bool defineDense(mlir::Operation *op, Definition &definition);
bool defineElementwise(mlir::Operation *op, Definition &definition);
bool defineShape(mlir::Operation *op, Definition &definition);
bool defineReduction(mlir::Operation *op, Definition &definition);
bool defineNormalization(mlir::Operation *op, Definition &definition);
bool defineTraining(mlir::Operation *op, Definition &definition);

/// What the definitions share.
inline cnn::StoredOrder getStoredOrder(mlir::Value value) {
  return cnn::getStoredOrder(llvm::cast<mlir::RankedTensorType>(value.getType()));
}
inline llvm::ArrayRef<int64_t> getShape(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
inline int64_t getRank(mlir::Value value) { return getShape(value).size(); }
llvm::SmallVector<int64_t> getRowMajorOrder(int64_t rank);
Halide::Expr toExpr(const llvm::APFloat &value);
/// Zero unless (y, x), in the padded image, lies inside the image, which begins at (top, left); there what `read`
/// gives for the place in the image.
Halide::Expr readInside(Halide::Expr y, Halide::Expr x, const cnn::WindowAxis &rows, const cnn::WindowAxis &columns,
                        int64_t top, int64_t left,
                        const std::function<Halide::Expr(Halide::Expr, Halide::Expr)> &read);
/// Restricts an index to [0, extent), so that Halide knows it is inside the tensor.
Halide::Expr clampIndex(Halide::Expr index, int64_t extent);

} // namespace cnnc

#endif
