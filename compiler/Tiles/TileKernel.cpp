//===- TileKernel.cpp - Sums on matrix tiles ------------------------------===//

#include "compiler/Tiles/TileKernel.h"

#include "compiler/Tiles/MatrixTiles.h"
#include "compiler/Tiles/WeightGradientTiles.h"
#include "dialects/CNN/OnTiles.h"

using namespace mlir;

namespace cnnc {

std::string TileKernel::getSymbol() const {
  std::string symbol = getRuntimeFunction().str();
  for (int64_t number : llvm::concat<int64_t>(getRuntimeNumbers(), getOwnNumbers()))
    symbol += (number < 0 ? "_minus" : "_") + std::to_string(std::abs(number));
  return symbol;
}

std::vector<std::unique_ptr<TileKernel>> getTileKernels(Operation *op) {
  std::vector<std::unique_ptr<TileKernel>> kernels;
  auto add = [&](auto kernel) { kernels.push_back(std::make_unique<decltype(kernel)>(kernel)); };
  cnn::forEachOnTiles(op, [&](auto sums) {
    using Op = decltype(sums);
    if constexpr (std::is_same_v<Op, cnn::Conv2DWeightGradientOp>)
      add(WeightGradientTiles::get(sums));
    else if constexpr (std::is_same_v<Op, cnn::DenseOp> || std::is_same_v<Op, cnn::MatMulOp>)
      add(MatrixTiles::get(sums).getKernel());
    else
      llvm::for_each(ConvolutionTiles::get(sums), add);
  });
  return kernels;
}

} // namespace cnnc
