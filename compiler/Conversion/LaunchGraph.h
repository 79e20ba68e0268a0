//===- LaunchGraph.h - The order in which launches can run --------------===//

#ifndef CNNC_COMPILER_CONVERSION_LAUNCHGRAPH_H
#define CNNC_COMPILER_CONVERSION_LAUNCHGRAPH_H

#include "dialects/Halide/HalideDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace cnnc {

/// The launches of a network and what must run before what: who makes a value before who reads it,
/// and who reads a parameter before who writes its new value over it.
class LaunchGraph {
public:
  explicit LaunchGraph(cnn::NetworkOp network);

  /// Lets `writer` overwrite `parameter`: every other launch that reads it comes before. Refuses,
  /// and changes nothing, where such a reader needs `writer` to have run.
  bool orderAfterReaders(halide::LaunchOp writer, llvm::StringRef parameter);

  /// The launches in an order in which they can run. Those whose results only parameters take run as
  /// soon as they can: what they read is then free; the others keep the network's order.
  std::vector<halide::LaunchOp> getOrder();

private:
  llvm::SmallVector<halide::LaunchOp> getReaders(llvm::StringRef parameter);
  bool reaches(mlir::Operation *from, mlir::Operation *to);

  cnn::NetworkOp network;
  llvm::MapVector<mlir::Operation *, llvm::SmallSetVector<mlir::Operation *, 4>> successors;
};

/// The launch that makes `value`, or null.
halide::LaunchOp getLaunch(mlir::Value value);

} // namespace cnnc

#endif
