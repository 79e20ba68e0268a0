//===- EmulateTiles.cpp - Memory in the place of tiles --------------------===//

#include "compiler/Tiles/EmulateTiles.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace cnnc {

namespace {

MemRefType getMemoryType(amx::TileType tile) { return MemRefType::get(tile.getShape(), tile.getElementType()); }

/// The memory of the tile that `op` gives. One for each operation: a tile lives no longer than until the next time that
/// its operation is reached.
Value makeMemory(Operation *op, amx::TileType tile, OpBuilder &builder) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&op->getParentOfType<func::FuncOp>().getBody().front());
  return memref::AllocaOp::create(builder, op->getLoc(), getMemoryType(tile));
}

Value constant(OpBuilder &builder, Location location, int64_t value) {
  return arith::ConstantIndexOp::create(builder, location, value);
}

/// Loops over the elements of a tile.
void forEachElement(OpBuilder &builder, Location location, amx::TileType tile,
                    function_ref<void(OpBuilder &, Value row, Value column)> body) {
  SmallVector<Value> zeros(2, constant(builder, location, 0)), ones(2, constant(builder, location, 1));
  SmallVector<Value> extents{constant(builder, location, tile.getDimSize(0)),
                             constant(builder, location, tile.getDimSize(1))};
  scf::buildLoopNest(builder, location, zeros, extents, ones,
                     [&](OpBuilder &inner, Location, ValueRange at) { body(inner, at[0], at[1]); });
}

/// Where the element of a tile at `place` lies in one-dimensional memory.
Value getAddress(OpBuilder &builder, Location location, Value place, Value stride, Value row, Value column) {
  Value rows = arith::MulIOp::create(builder, location, row, stride);
  Value offset = arith::AddIOp::create(builder, location, rows, column);
  return arith::AddIOp::create(builder, location, place, offset);
}

struct EmulateZero : OpConversionPattern<amx::TileZeroOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(amx::TileZeroOp op, OpAdaptor, ConversionPatternRewriter &rewriter) const override {
    amx::TileType type = op.getTileType();
    Location location = op.getLoc();
    Value tile = makeMemory(op, type, rewriter);
    Value zero = arith::ConstantOp::create(rewriter, location, rewriter.getZeroAttr(type.getElementType()));
    forEachElement(rewriter, location, type, [&](OpBuilder &inner, Value row, Value column) {
      memref::StoreOp::create(inner, location, zero, tile, ValueRange{row, column});
    });
    rewriter.replaceOp(op, tile);
    return success();
  }
};

struct EmulateLoad : OpConversionPattern<amx::TileLoadOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(amx::TileLoadOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location location = op.getLoc();
    Value tile = makeMemory(op, op.getTileType(), rewriter);
    forEachElement(rewriter, location, op.getTileType(), [&](OpBuilder &inner, Value row, Value column) {
      Value address =
          getAddress(inner, location, adaptor.getIndices().front(), adaptor.getStride(), row, column);
      Value element = memref::LoadOp::create(inner, location, adaptor.getBase(), address);
      memref::StoreOp::create(inner, location, element, tile, ValueRange{row, column});
    });
    rewriter.replaceOp(op, tile);
    return success();
  }
};

struct EmulateStore : OpConversionPattern<amx::TileStoreOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(amx::TileStoreOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location location = op.getLoc();
    forEachElement(rewriter, location, op.getTileType(), [&](OpBuilder &inner, Value row, Value column) {
      Value address =
          getAddress(inner, location, adaptor.getIndices().front(), adaptor.getStride(), row, column);
      Value element = memref::LoadOp::create(inner, location, adaptor.getVal(), ValueRange{row, column});
      memref::StoreOp::create(inner, location, element, adaptor.getBase(), address);
    });
    rewriter.eraseOp(op);
    return success();
  }
};

/// sums[m][n] = acc[m][n] + sum over k of a[m][k] * b[k / 2][2 n + k % 2]
struct EmulateMultiply : OpConversionPattern<amx::TileMulFOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(amx::TileMulFOp op, OpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    Location location = op.getLoc();
    Value sums = makeMemory(op, op.getTileType(), rewriter);
    forEachElement(rewriter, location, op.getTileType(), [&](OpBuilder &inner, Value row, Value column) {
      Value start = memref::LoadOp::create(inner, location, adaptor.getAcc(), ValueRange{row, column});
      Value two = constant(inner, location, 2), first = arith::MulIOp::create(inner, location, column, two);
      auto addProduct = [&](OpBuilder &loop, Location, Value k, ValueRange sum) {
        Value pair = arith::DivUIOp::create(loop, location, k, two);
        Value inPair = arith::RemUIOp::create(loop, location, k, two);
        Value output = arith::AddIOp::create(loop, location, first, inPair);
        auto load = [&](Value memory, Value y, Value x) -> Value {
          Value half = memref::LoadOp::create(loop, location, memory, ValueRange{y, x});
          return arith::ExtFOp::create(loop, location, loop.getF32Type(), half);
        };
        Value product = arith::MulFOp::create(loop, location, load(adaptor.getLhs(), row, k),
                                              load(adaptor.getRhs(), pair, output));
        scf::YieldOp::create(loop, location, ValueRange{arith::AddFOp::create(loop, location, sum[0], product)});
      };
      auto sum = scf::ForOp::create(inner, location, constant(inner, location, 0),
                                    constant(inner, location, op.getLhsTileType().getDimSize(1)),
                                    constant(inner, location, 1), ValueRange{start}, addProduct);
      memref::StoreOp::create(inner, location, sum.getResult(0), sums, ValueRange{row, column});
    });
    rewriter.replaceOp(op, sums);
    return success();
  }
};

} // namespace

LogicalResult emulateTiles(ModuleOp module) {
  MLIRContext *context = module.getContext();
  TypeConverter types;
  types.addConversion([](Type type) { return type; });
  types.addConversion([](amx::TileType tile) -> Type { return getMemoryType(tile); });
  ConversionTarget target(*context);
  target.addIllegalDialect<amx::AMXDialect>();
  target.addLegalDialect<arith::ArithDialect, memref::MemRefDialect>();
  target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
  RewritePatternSet patterns(context);
  patterns.add<EmulateZero, EmulateLoad, EmulateStore, EmulateMultiply>(types, context);
  scf::populateSCFStructuralTypeConversionsAndLegality(types, patterns, target);
  return applyFullConversion(module, target, std::move(patterns));
}

} // namespace cnnc
