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

using namespace mlir;

namespace cnnc {

/// Writable data of `bytes` bytes. Values travel as a resource, which no attribute storage copies or hashes: they
/// may be hundreds of megabytes.
static void addImage(std::optional<AsmResourceBlob> values, uint64_t bytes, StringRef name, ModuleOp module) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto type = RankedTensorType::get(int64_t(bytes), builder.getI8Type());
  auto array = LLVM::LLVMArrayType::get(builder.getI8Type(), type.getNumElements());
  Attribute attribute;
  if (values) {
    auto &resources = DenseResourceElementsHandle::getManagerInterface(module.getContext());
    attribute = DenseResourceElementsAttr::get(type, resources.insert(name, std::move(*values)));
  }
  auto image = LLVM::GlobalOp::create(builder, module.getLoc(), array, /*isConstant=*/false, LLVM::Linkage::Internal,
                                      name, attribute, bufferAlignment);
  if (attribute)
    return;
  Block *zero = builder.createBlock(&image.getInitializerRegion());
  builder.setInsertionPointToEnd(zero);
  LLVM::ReturnOp::create(builder, module.getLoc(), LLVM::ZeroOp::create(builder, module.getLoc(), array));
}

OwningOpRef<ModuleOp> lowerToLLVM(ModuleOp source, const ModelDescription &description,
                                  const llvm::StringMap<std::string> &kernelSymbols,
                                  std::optional<AsmResourceBlob> image, uint64_t emptyImage) {
  FailureOr<ParameterBlock> block = ParameterBlock::place(source);
  if (failed(block))
    return nullptr;
  source.getContext()->getOrLoadDialect<LLVM::LLVMDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(source.getLoc(), description.name);
  Constants constants(*module);
  ModelTable table(description, *block, *module, constants);

  if (uint64_t bytes = image ? image->getData().size() : emptyImage) {
    addImage(std::move(image), bytes, "image", *module);
    table.setImage("image", bytes);
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
