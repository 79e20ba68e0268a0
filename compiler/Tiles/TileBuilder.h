//===- TileBuilder.h - Writes sums on matrix tiles --------------*- C++ -*-===//
//
// Processors with AMX multiply tiles of bf16, 16 rows x 16 pairs by 16 pairs x 16 columns, and add the products to
// 16 x 16 float32, at 16 times the rate of float32 vectors. A float32 is nearly the sum of a few bf16, its parts,
//
//   a = a0 + a1 + ...      a0 = bf16(a), a1 = bf16(a - a0), ...
//
// and a product nearly that of the leading ones: a0*b0 alone (1 part), + a0*b1 + a1*b0 (2 parts, 3 products), or all
// six with i + j < 3 (3 parts). Two parts take the bytes of one float32.
//
// Four tiles hold the sums of two tiles of the first operand and two of the second, four more the operands:
//
//                          second, part j
//                        16       16 columns
//                      +--------+--------+
//   first,    16 rows  |  sums  |  sums  |     a step, 16 pairs: every product of parts is four multiplications;
//   part i             |        |        |     with two parts 12 of them with 8 loads
//            +---------+--------+--------+
//             16 rows  |  sums  |  sums  |
//                      |        |        |
//                      +--------+--------+
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_TILES_TILEBUILDER_H
#define CNNC_COMPILER_TILES_TILEBUILDER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace cnnc {

/// The most rows of a tile, and the columns of a tile of sums.
constexpr int64_t tileExtent = 16;

/// The sums' four tiles: [tile of the first operand][tile of the second].
using TileSums = llvm::SmallVector<mlir::Value>;

/// An operand of a step's products: two tiles for each part. Places and distances are in elements.
struct TileOperand {
  mlir::Type type;
  mlir::Value memory, first, second; // where the tiles of part 0 lie
  mlir::Value part, row;             // from one part to the next, from one row of a tile to the next
};

/// Writes one function in the dialects amx, scf, memref and arith.
class TileBuilder {
public:
  /// `func.func @name(memref<?xbf16>, memref<?xbf16>, memref<?xf32>, index...)` with so many indices.
  TileBuilder(mlir::ModuleOp module, llvm::StringRef name, int64_t indices);
  /// Ends the function.
  void finish();

  mlir::Value getMemory(int64_t number) { return arguments[number]; }
  /// The next of the indices.
  mlir::Value takeIndex() { return arguments[nextArgument++]; }

  mlir::Value constant(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value subtract(mlir::Value a, mlir::Value b);
  mlir::Value multiply(mlir::Value a, mlir::Value b);
  mlir::Value divide(mlir::Value a, mlir::Value b);
  mlir::Value remainder(mlir::Value a, mlir::Value b);
  mlir::Value minimum(mlir::Value a, mlir::Value b);

  mlir::Type getType(int64_t rows, int64_t pairs); // of an operand
  mlir::Type getSumType(int64_t rows);

  TileSums makeZero(mlir::Type type);
  /// The sums lie in the third memory at `first` and `second`, rows `row` apart, those of the second half behind.
  TileSums load(mlir::Type type, mlir::Value first, mlir::Value second, mlir::Value row);
  void store(const TileSums &sums, mlir::Value first, mlir::Value second, mlir::Value row);

  /// A loop from 0 to `count`, without and with sums.
  void loop(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);
  TileSums loop(mlir::Value count, const TileSums &sums,
                llvm::function_ref<TileSums(mlir::Value, const TileSums &)> body);

  /// The sums with all products of a step.
  TileSums multiply(int64_t parts, const TileOperand &a, const TileOperand &b, TileSums sums);

private:
  mlir::ImplicitLocOpBuilder builder;
  mlir::ValueRange arguments;
  int64_t nextArgument = 3;
};

} // namespace cnnc

#endif
