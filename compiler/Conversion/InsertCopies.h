//===- InsertCopies.h - A launch for every place that is written --------===//

#ifndef CNNC_COMPILER_CONVERSION_INSERTCOPIES_H
#define CNNC_COMPILER_CONVERSION_INSERTCOPIES_H

#include "compiler/Conversion/KernelTable.h"

namespace cnnc {

/// Inserts copies into a network of launches until every result and every new parameter value has a
/// launch that can write it to its place. Fails where the network is not one of launches.
mlir::LogicalResult insertCopies(cnn::NetworkOp network, KernelTable &kernels);

} // namespace cnnc

#endif
