//===- LowerToLLVM.cpp - Programs and parameters to the LLVM dialect ----===//

#include "compiler/Codegen/LowerToLLVM.h"

#include "compiler/Codegen/Constants.h"
#include "compiler/Codegen/EntryPoint.h"
#include "compiler/Codegen/ModelTable.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "compiler/Codegen/ProgramLowering.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace cnnc {

std::string getLayerNames(Operation *op) {
  llvm::SetVector<StringRef> names;
  op->getLoc()->walk([&](Location location) {
    if (auto named = dyn_cast<NameLoc>(location)) {
      names.insert(named.getName());
      return WalkResult::skip();
    }
    return WalkResult::advance();
  });
  return llvm::join(names, " + ");
}

/// The bytes of the known parameters, in writable data. They travel as a resource, which no attribute
/// storage copies or hashes: they may be hundreds of megabytes.
static LogicalResult addImage(const ParameterBlock &block, StringRef name, ModuleOp module) {
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(block.getImageBytes(), bufferAlignment, /*dataIsMutable=*/true);
  if (failed(block.writeImage(blob.getMutableData())))
    return failure();
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto type = RankedTensorType::get(int64_t(block.getImageBytes()), builder.getI8Type());
  auto handle = DenseResourceElementsHandle::getManagerInterface(module.getContext()).insert(name, std::move(blob));
  LLVM::GlobalOp::create(builder, module.getLoc(), LLVM::LLVMArrayType::get(builder.getI8Type(), type.getNumElements()),
                         /*isConstant=*/false, LLVM::Linkage::Internal, name, DenseResourceElementsAttr::get(type, handle),
                         bufferAlignment);
  return success();
}

OwningOpRef<ModuleOp> lowerToLLVM(ModuleOp source, const ModelDescription &description,
                                  const llvm::StringMap<std::string> &kernelSymbols) {
  FailureOr<ParameterBlock> block = ParameterBlock::place(source);
  if (failed(block))
    return nullptr;
  source.getContext()->getOrLoadDialect<LLVM::LLVMDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(source.getLoc(), description.name);
  Constants constants(*module);
  ModelTable table(description, *block, *module, constants);

  if (block->getImageBytes() > 0) {
    if (failed(addImage(*block, "image", *module)))
      return nullptr;
    table.setImage("image");
  }
  for (auto program : source.getOps<halide::ProgramOp>()) {
    std::string name = description.name + "_" + getEntryName(program);
    lowerProgram(program, name, *block, kernelSymbols, *module, constants);
    if (failed(table.addEntry(program, name)))
      return nullptr;
  }
  if (failed(table.finish()) || failed(verify(*module)))
    return nullptr;
  return module;
}

} // namespace cnnc
