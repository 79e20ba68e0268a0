//===- TileBuilder.cpp - Writes sums on matrix tiles ----------------------===//

#include "compiler/Tiles/TileBuilder.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace cnnc {

TileBuilder::TileBuilder(ModuleOp module, StringRef name, int64_t indices)
    : builder(module.getLoc(), module.getBodyRegion()) {
  builder.getContext()
      ->loadDialect<amx::AMXDialect, arith::ArithDialect, func::FuncDialect, memref::MemRefDialect, scf::SCFDialect>();
  Type halves = MemRefType::get(ShapedType::kDynamic, builder.getBF16Type());
  SmallVector<Type> types{halves, halves, MemRefType::get(ShapedType::kDynamic, builder.getF32Type())};
  types.append(indices, builder.getIndexType());
  auto function = func::FuncOp::create(builder, name, builder.getFunctionType(types, {}));
  Block *body = function.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  arguments = body->getArguments();
}

void TileBuilder::finish() { func::ReturnOp::create(builder); }

Value TileBuilder::constant(int64_t value) { return arith::ConstantIndexOp::create(builder, value); }
Value TileBuilder::add(Value a, Value b) { return arith::AddIOp::create(builder, a, b); }
Value TileBuilder::subtract(Value a, Value b) { return arith::SubIOp::create(builder, a, b); }
Value TileBuilder::multiply(Value a, Value b) { return arith::MulIOp::create(builder, a, b); }
Value TileBuilder::divide(Value a, Value b) { return arith::DivUIOp::create(builder, a, b); }
Value TileBuilder::remainder(Value a, Value b) { return arith::RemUIOp::create(builder, a, b); }
Value TileBuilder::minimum(Value a, Value b) { return arith::MinUIOp::create(builder, a, b); }

Type TileBuilder::getType(int64_t rows, int64_t pairs) {
  return amx::TileType::get({rows, 2 * pairs}, builder.getBF16Type());
}
Type TileBuilder::getSumType(int64_t rows) { return amx::TileType::get({rows, tileExtent}, builder.getF32Type()); }

TileSums TileBuilder::makeZero(Type type) {
  TileSums sums;
  for (int tile = 0; tile < 4; ++tile)
    sums.push_back(amx::TileZeroOp::create(builder, type));
  return sums;
}

TileSums TileBuilder::load(Type type, Value first, Value second, Value row) {
  TileSums sums;
  for (Value place : {first, add(first, constant(tileExtent)), second, add(second, constant(tileExtent))})
    sums.push_back(amx::TileLoadOp::create(builder, type, getMemory(2), ValueRange{place}, row));
  return sums;
}

void TileBuilder::store(const TileSums &sums, Value first, Value second, Value row) {
  Value half = constant(tileExtent);
  for (auto [sum, place] : llvm::zip_equal(sums, std::array{first, add(first, half), second, add(second, half)}))
    amx::TileStoreOp::create(builder, TypeRange(), getMemory(2), ValueRange{place}, sum, row);
}

void TileBuilder::loop(Value count, function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(builder, constant(0), count, constant(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

TileSums TileBuilder::loop(Value count, const TileSums &sums,
                           function_ref<TileSums(Value, const TileSums &)> body) {
  auto loop = scf::ForOp::create(builder, constant(0), count, constant(1), sums);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(builder, body(loop.getInductionVar(), TileSums(loop.getRegionIterArgs())));
  return TileSums(loop.getResults());
}

/// The products of parts (of the first operand, of the second), smallest first; most share a part with the one before
/// them, which is loaded once for both.
static SmallVector<std::pair<int64_t, int64_t>> getProducts(int64_t parts) {
  SmallVector<std::pair<int64_t, int64_t>> products;
  for (int64_t second = 0; second < parts; ++second)
    for (int64_t step = 0; step < parts - second; ++step)
      products.push_back({second % 2 == 0 ? parts - second - 1 - step : step, second});
  return products;
}

TileSums TileBuilder::multiply(int64_t parts, const TileOperand &a, const TileOperand &b, TileSums sums) {
  auto loadTile = [&](const TileOperand &operand, Value place, int64_t part) -> Value {
    Value address = add(place, multiply(operand.part, constant(part)));
    return amx::TileLoadOp::create(builder, operand.type, operand.memory, ValueRange{address}, operand.row);
  };
  Value rows[2], columns[2];
  std::pair<int64_t, int64_t> loaded{-1, -1};
  for (auto product : getProducts(parts)) {
    for (int tile : {0, 1}) {
      if (product.first != loaded.first)
        rows[tile] = loadTile(a, tile == 0 ? a.first : a.second, product.first);
      if (product.second != loaded.second)
        columns[tile] = loadTile(b, tile == 0 ? b.first : b.second, product.second);
    }
    loaded = product;
    for (int sum = 0; sum < 4; ++sum)
      sums[sum] = amx::TileMulFOp::create(builder, sums[sum].getType(), rows[sum / 2], columns[sum % 2], sums[sum]);
  }
  return sums;
}

} // namespace cnnc
