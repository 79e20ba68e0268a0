//===- TileStage.cpp - A stage of a kernel on matrix tiles ----------------===//

#include "compiler/Tiles/TileStage.h"

#include "compiler/Tiles/EmulateTiles.h"
#include "compiler/Tiles/LowerTiles.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace cnnc {

/// Adds the function that calls cnn_tile_stage with its own arguments, what the kernel was generated for, and the
/// kernel.
static void addEntry(ModuleOp module, const TileKernel &kernel, StringRef kernelName, StringRef symbol) {
  ImplicitLocOpBuilder builder(module.getLoc(), module.getBodyRegion());
  Type pointer = LLVM::LLVMPointerType::get(module.getContext()), number = builder.getI32Type();
  SmallVector<Type> types{pointer, pointer, number, number, number, number, pointer};
  SmallVector<Type> stageTypes = types;
  stageTypes.append(4, builder.getI64Type());
  stageTypes.push_back(pointer);
  auto stage = LLVM::LLVMFuncOp::create(builder, "cnn_tile_stage", LLVM::LLVMFunctionType::get(number, stageTypes));
  // Kernels with the same sums bring the same function.
  auto entry = LLVM::LLVMFuncOp::create(builder, symbol, LLVM::LLVMFunctionType::get(number, types),
                                        LLVM::Linkage::WeakODR);
  entry.setVisibility_(LLVM::Visibility::Hidden);
  Block *body = entry.addEntryBlock(builder);
  builder.setInsertionPointToEnd(body);
  SmallVector<Value> arguments(body->getArguments());
  for (int64_t value : {kernel.parts, kernel.channelBlocks, kernel.kernelY, kernel.kernelX})
    arguments.push_back(LLVM::ConstantOp::create(builder, builder.getI64Type(), value));
  arguments.push_back(LLVM::AddressOfOp::create(builder, pointer, kernelName));
  LLVM::ReturnOp::create(builder, LLVM::CallOp::create(builder, stage, arguments).getResults());
}

FailureOr<OwningOpRef<ModuleOp>> writeTileStage(MLIRContext *context, const TileKernel &kernel, TileEngine engine) {
  std::string symbol = kernel.getSymbol(), name = symbol + "_sums";
  OwningOpRef<ModuleOp> module = writeTileKernel(context, kernel, name);
  if (engine == TileEngine::Memory && failed(emulateTiles(*module)))
    return failure();
  if (failed(lowerTiles(*module)))
    return failure();
  for (auto function : module->getOps<LLVM::LLVMFuncOp>())
    function.setLinkage(LLVM::Linkage::Internal);
  addEntry(*module, kernel, name, symbol);
  return module;
}

} // namespace cnnc
