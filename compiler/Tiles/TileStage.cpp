//===- TileStage.cpp - A stage of a kernel on matrix tiles ----------------===//

#include "compiler/Tiles/TileStage.h"

#include "compiler/Tiles/LowerTiles.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace cnnc {

/// Adds the kernel's numbers as a constant.
static void addNumbers(ImplicitLocOpBuilder &builder, ArrayRef<int64_t> numbers, StringRef symbol) {
  auto type = RankedTensorType::get(static_cast<int64_t>(numbers.size()), builder.getI64Type());
  LLVM::GlobalOp::create(builder, LLVM::LLVMArrayType::get(builder.getI64Type(), numbers.size()), /*isConstant=*/true,
                         LLVM::Linkage::Internal, symbol, DenseElementsAttr::get(type, numbers));
}

/// Adds the function that the pipeline calls.
static void addEntry(ModuleOp module, const TileKernel &kernel, StringRef sums) {
  ImplicitLocOpBuilder builder(module.getLoc(), module.getBodyRegion());
  std::string symbol = kernel.getSymbol(), numbers = symbol + "_numbers";
  addNumbers(builder, kernel.getRuntimeNumbers(), numbers);
  Type pointer = LLVM::LLVMPointerType::get(module.getContext()), status = builder.getI32Type();
  auto stage = LLVM::LLVMFuncOp::create(builder, kernel.getRuntimeFunction(),
                                        LLVM::LLVMFunctionType::get(status, SmallVector<Type>(5, pointer)));
  // Kernels with the same sums bring the same function.
  auto entry =
      LLVM::LLVMFuncOp::create(builder, symbol, LLVM::LLVMFunctionType::get(status, SmallVector<Type>(3, pointer)),
                               LLVM::Linkage::WeakODR);
  entry.setVisibility_(LLVM::Visibility::Hidden);
  Block *body = entry.addEntryBlock(builder);
  builder.setInsertionPointToEnd(body);
  SmallVector<Value> arguments(body->getArguments());
  for (StringRef name : {StringRef(numbers), sums})
    arguments.push_back(LLVM::AddressOfOp::create(builder, pointer, name));
  LLVM::ReturnOp::create(builder, LLVM::CallOp::create(builder, stage, arguments).getResults());
}

FailureOr<OwningOpRef<ModuleOp>> writeTileStage(MLIRContext *context, const TileKernel &kernel) {
  std::string sums = kernel.getSymbol() + "_sums";
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(context));
  kernel.write(*module, sums);
  if (failed(lowerTiles(*module)))
    return failure();
  auto features = LLVM::TargetFeaturesAttr::get(context, {StringRef("+amx-tile"), StringRef("+amx-bf16")});
  for (auto function : module->getOps<LLVM::LLVMFuncOp>()) {
    function.setLinkage(LLVM::Linkage::Internal);
    function.setTargetFeaturesAttr(features);
  }
  addEntry(*module, kernel, sums);
  return module;
}

} // namespace cnnc
