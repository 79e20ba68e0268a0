//===- Operators.h - The ONNX operators that the importer knows ---------===//

#ifndef CNNC_FRONTEND_ONNX_OPERATORS_H
#define CNNC_FRONTEND_ONNX_OPERATORS_H

#include "frontend/ONNX/Node.h"

namespace cnnc {

/// Adds the layers of one node; fails after a message.
mlir::LogicalResult importNode(Node &node);

// The operators by family, each in a file of its own.
mlir::LogicalResult importConvolution(Node &node);
mlir::LogicalResult importMaxPool(Node &node);
mlir::LogicalResult importAveragePool(Node &node);
mlir::LogicalResult importGlobalAveragePool(Node &node);
mlir::LogicalResult importGemm(Node &node);
mlir::LogicalResult importMatMul(Node &node);
mlir::LogicalResult importAdd(Node &node);
mlir::LogicalResult importMultiply(Node &node);
mlir::LogicalResult importClip(Node &node);
mlir::LogicalResult importRelu(Node &node);
mlir::LogicalResult importLeakyRelu(Node &node);
mlir::LogicalResult importSigmoid(Node &node);
mlir::LogicalResult importTanh(Node &node);
mlir::LogicalResult importBatchNormalization(Node &node);
mlir::LogicalResult importDropout(Node &node);
mlir::LogicalResult importReduceMean(Node &node);
mlir::LogicalResult importSoftmax(Node &node);
mlir::LogicalResult importFlatten(Node &node);
mlir::LogicalResult importReshape(Node &node);
mlir::LogicalResult importTranspose(Node &node);
mlir::LogicalResult importConcat(Node &node);
mlir::LogicalResult importIdentity(Node &node);
mlir::LogicalResult importConstant(Node &node);

} // namespace cnnc

#endif
