//===- LowerTiles.cpp - Tile kernels to the LLVM dialect ------------------===//

#include "compiler/Tiles/LowerTiles.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/AMX/AMXDialect.h"
#include "mlir/Dialect/AMX/Transforms.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace cnnc {

// In this order: another leaves branches (cf.br) whose operands are tiles behind.
LogicalResult lowerTiles(ModuleOp module) {
  DialectRegistry registry;
  arith::registerConvertArithToLLVMInterface(registry);
  cf::registerConvertControlFlowToLLVMInterface(registry);
  registerConvertFuncToLLVMInterface(registry);
  registerConvertMemRefToLLVMInterface(registry);
  registerConvertAMXToLLVMInterface(registry);
  module.getContext()->appendDialectRegistry(registry);

  PassManager passes(module.getContext());
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createConvertToLLVMPass());
  ConvertVectorToLLVMPassOptions vectors;
  vectors.amx = true;
  passes.addPass(createConvertVectorToLLVMPass(vectors));
  passes.addPass(createReconcileUnrealizedCastsPass());
  return passes.run(module);
}

} // namespace cnnc
