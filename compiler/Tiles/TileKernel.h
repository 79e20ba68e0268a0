//===- TileKernel.h - Sums of a convolution on matrix tiles -----*- C++ -*-===//
//
// Processors with AMX multiply tiles of bf16: 16 pixels x 32 channels by 32 channels x 16 results, added to 16 x 16
// float32, at 16 times the rate of float32 vectors. A float32 is nearly the sum of a few bf16, its parts,
//
//   a = a0 + a1 + ...      a0 = bf16(a), a1 = bf16(a - a0), ...
//
// and a product nearly that of the leading ones: a0*b0 alone (1 part), + a0*b1 + a1*b0 (2 parts, 3 products), or all
// six with i + j < 3 (3 parts). Two parts take the bytes of one float32.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TILES_TILEKERNEL_H
#define CNNC_COMPILER_TILES_TILEKERNEL_H

#include "dialects/CNN/CNNOps.h"
#include "dialects/CNN/Layout.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace cnnc {

/// The most rows of a tile, its pixels, and the columns of a tile of sums, its output channels.
constexpr int64_t tileExtent = 16;

/// What a kernel is generated for; all else are its arguments.
struct TileKernel {
  int64_t parts;         // 1 to 3 bf16 for each float32
  int64_t channelBlocks; // of 32 summed channels
  int64_t kernelY, kernelX;
  int64_t pixels;        // the rows of a tile: at most 16, and no more than the result has columns

  /// The products of parts (of the input, of the weight) that are summed; most share a part with the one before them,
  /// which is loaded once for both.
  llvm::SmallVector<std::pair<int64_t, int64_t>> getProducts() const;
  /// The name of its stage's function (TileStage.h).
  std::string getSymbol() const;

  /// That of a convolution whose algorithm is one on tiles.
  static TileKernel get(cnn::Conv2DOp conv);
};

/// Writes `func.func @name` in the dialects amx, scf, memref and arith, the sums of 32 output channels of some rows of
/// one image:
///
///     (input: memref<?xbf16>, weight: memref<?xbf16>, result: memref<?xf32>, rows, columns,
///      inputColumn, inputRow, tapColumn, tapRow, inputBlock, resultColumn, resultRow)
///
///   input    split and padded: [block of 32 channels][row][column][part][channel]. inputColumn and inputRow are the
///            elements from one result's input to the next one's, tapColumn and tapRow from one tap's to the next
///            one's, inputBlock those from one block of channels to the next.
///   weight   [tap row][tap column][block][part][pair of channels][output][channel of the pair]
///   result   [row][column][output]; resultColumn and resultRow as above.
///
/// Which channels of a block make a pair is for the input and the weight to agree upon.
mlir::OwningOpRef<mlir::ModuleOp> writeTileKernel(mlir::MLIRContext *context, const TileKernel &kernel,
                                                  llvm::StringRef name);

} // namespace cnnc

#endif
