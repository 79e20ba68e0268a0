//===- TileKernel.cpp - Sums of a convolution on matrix tiles -------------===//
//
// Four tiles hold the sums of two tiles of pixels and 32 output channels, four more the operands:
//
//                       weight, part j
//                     16       16 outputs
//                   +--------+--------+
//   input,  pixels  |  sums  |  sums  |     a step, 32 channels of one tap: every product of parts is four
//   part i          |        |        |     multiplications; with two parts 12 of them with 8 loads
//           +-------+--------+--------+
//           pixels  |  sums  |  sums  |
//                   |        |        |
//                   +--------+--------+
//
// The sums stay in their tiles for all taps and channels. Pixels lie along one row of the result; the last tile of a
// row begins early enough to end with it, and computes a few pixels a second time.
//
//===----------------------------------------------------------------------===//

#include "compiler/Tiles/TileKernel.h"

#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace cnnc {

SmallVector<std::pair<int64_t, int64_t>> TileKernel::getProducts() const {
  SmallVector<std::pair<int64_t, int64_t>> products;
  for (int64_t weight = 0; weight < parts; ++weight)
    for (int64_t step = 0; step < parts - weight; ++step)
      products.push_back({weight % 2 == 0 ? parts - weight - 1 - step : step, weight});
  return products;
}

std::string TileKernel::getSymbol() const {
  return llvm::formatv("cnn_tiles_{0}_{1}_{2}x{3}_{4}", parts, channelBlocks, kernelY, kernelX, pixels);
}

TileKernel TileKernel::get(cnn::Conv2DOp conv) {
  cnn::Window window = conv.getWindow();
  int64_t channels = conv.getInput().getType().getDimSize(1), columns = window.x.output;
  // Tiles of nearly equal size: two of 14 for 28 columns.
  int64_t tiles = llvm::divideCeil(columns, tileExtent);
  return {cnn::getParts(conv.getAlgorithm()), static_cast<int64_t>(llvm::divideCeil(channels, cnn::tileChannels)),
          window.y.kernel, window.x.kernel, static_cast<int64_t>(llvm::divideCeil(columns, tiles))};
}

namespace {

using cnn::tileChannels;

/// The elements of a pair of channels of the weight, of both halves of the outputs, and of all pairs of one part.
constexpr int64_t weightRow = 2 * tileChannels, weightPart = tileChannels / 2 * weightRow;

class Writer {
public:
  Writer(const TileKernel &kernel, ModuleOp module)
      : kernel(kernel), builder(module.getLoc(), module.getBodyRegion()),
        operandType(amx::TileType::get({kernel.pixels, tileChannels}, builder.getBF16Type())),
        weightType(amx::TileType::get({tileExtent, tileChannels}, builder.getBF16Type())),
        sumType(amx::TileType::get({kernel.pixels, tileExtent}, builder.getF32Type())) {}

  void write(StringRef name) {
    Type index = builder.getIndexType(), halves = MemRefType::get(ShapedType::kDynamic, builder.getBF16Type());
    SmallVector<Type> types{halves, halves, MemRefType::get(ShapedType::kDynamic, builder.getF32Type())};
    types.append(9, index);
    auto function = func::FuncOp::create(builder, name, builder.getFunctionType(types, {}));
    Block *body = function.addEntryBlock();
    builder.setInsertionPointToEnd(body);
    ValueRange arguments = body->getArguments();
    input = arguments[0], weight = arguments[1], result = arguments[2];
    inputColumn = arguments[5], inputRow = arguments[6], tapColumn = arguments[7], tapRow = arguments[8];
    inputBlock = arguments[9], resultColumn = arguments[10], resultRow = arguments[11];

    tilesOfRow = arith::CeilDivUIOp::create(builder, arguments[4], constant(kernel.pixels));
    lastColumn = arith::SubIOp::create(builder, arguments[4], constant(kernel.pixels));
    Value tiles = multiply(arguments[3], tilesOfRow);
    Value pairs = arith::CeilDivUIOp::create(builder, tiles, constant(2));
    auto loop = scf::ForOp::create(builder, constant(0), pairs, constant(1));
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      Value first = multiply(loop.getInductionVar(), constant(2));
      Value last = arith::SubIOp::create(builder, tiles, constant(1));
      Value second = arith::MinUIOp::create(builder, add(first, constant(1)), last);
      writePair(getPlace(first), getPlace(second));
    }
    func::ReturnOp::create(builder);
  }

private:
  /// Where a tile of pixels is read and written.
  struct Place {
    Value input, result;
  };
  using Sums = SmallVector<Value>; // [tile of pixels][half of the outputs]

  Value constant(int64_t value) { return arith::ConstantIndexOp::create(builder, value); }
  Value add(Value a, Value b) { return arith::AddIOp::create(builder, a, b); }
  Value multiply(Value a, Value b) { return arith::MulIOp::create(builder, a, b); }

  Place getPlace(Value tile) {
    Value row = arith::DivUIOp::create(builder, tile, tilesOfRow);
    Value column = multiply(arith::RemUIOp::create(builder, tile, tilesOfRow), constant(kernel.pixels));
    column = arith::MinUIOp::create(builder, column, lastColumn);
    return {add(multiply(row, inputRow), multiply(column, inputColumn)),
            add(multiply(row, resultRow), multiply(column, resultColumn))};
  }

  void writePair(Place first, Place second) {
    Sums sums;
    for (int i = 0; i < 4; ++i)
      sums.push_back(amx::TileZeroOp::create(builder, sumType));
    sums = writeLoops({kernel.kernelY, kernel.kernelX, kernel.channelBlocks}, {}, sums, first.input, second.input);
    for (auto [index, sum] : llvm::enumerate(sums)) {
      Value place = index < 2 ? first.result : second.result;
      Value half = add(place, constant(index % 2 == 0 ? 0 : tileExtent));
      amx::TileStoreOp::create(builder, TypeRange(), result, ValueRange{half}, sum, resultColumn);
    }
  }

  /// Loops over the taps' rows and columns and blocks of channels, with the sums in tiles.
  Sums writeLoops(ArrayRef<int64_t> extents, SmallVector<Value> indices, Sums sums, Value first, Value second) {
    if (extents.empty())
      return writeStep(indices, sums, first, second);
    auto loop = scf::ForOp::create(builder, constant(0), constant(extents.front()), constant(1), sums);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
    Sums next = writeLoops(extents.drop_front(), indices, Sums(loop.getRegionIterArgs()), first, second);
    scf::YieldOp::create(builder, next);
    return Sums(loop.getResults());
  }

  Sums writeStep(ArrayRef<Value> indices, Sums sums, Value first, Value second) {
    Value tap = add(add(multiply(indices[0], tapRow), multiply(indices[1], tapColumn)),
                    multiply(indices[2], inputBlock));
    Value step = add(multiply(add(multiply(indices[0], constant(kernel.kernelX)), indices[1]),
                              constant(kernel.channelBlocks)),
                     indices[2]);
    Value weights = multiply(step, constant(kernel.parts * weightPart));
    Value pixels[2] = {add(first, tap), add(second, tap)};
    Value inputs[2], outputs[2];
    std::pair<int64_t, int64_t> loaded{-1, -1};
    for (auto product : kernel.getProducts()) {
      for (int half : {0, 1}) {
        if (product.first != loaded.first)
          inputs[half] = load(operandType, input, pixels[half], product.first * tileChannels, inputColumn);
        if (product.second != loaded.second)
          outputs[half] = load(weightType, weight, weights, product.second * weightPart + half * tileChannels,
                               constant(weightRow));
      }
      loaded = product;
      for (int sum = 0; sum < 4; ++sum)
        sums[sum] = amx::TileMulFOp::create(builder, sumType, inputs[sum / 2], outputs[sum % 2], sums[sum]);
    }
    return sums;
  }

  Value load(Type type, Value memory, Value place, int64_t offset, Value stride) {
    return amx::TileLoadOp::create(builder, type, memory, ValueRange{add(place, constant(offset))}, stride);
  }

  const TileKernel &kernel;
  ImplicitLocOpBuilder builder;
  Type operandType, weightType, sumType;
  Value input, weight, result, tilesOfRow, lastColumn;
  Value inputColumn, inputRow, tapColumn, tapRow, inputBlock, resultColumn, resultRow;
};

} // namespace

OwningOpRef<ModuleOp> writeTileKernel(MLIRContext *context, const TileKernel &kernel, StringRef name) {
  context->loadDialect<amx::AMXDialect, arith::ArithDialect, func::FuncDialect, memref::MemRefDialect,
                       scf::SCFDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(context));
  Writer(kernel, *module).write(name);
  return module;
}

} // namespace cnnc
