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

namespace {
/// What of a model is being written.
struct Writing {
  ModuleOp source, module;
  Constants &constants;
  const llvm::StringMap<std::string> &kernelSymbols;
  uint64_t imageBytes;
};
} // namespace

static constexpr StringRef imageSymbol = "image";

/// Adds the programs and the table of a form. Its symbols begin with `prefix`; `fallback` is another form's table.
static LogicalResult addForm(const Writing &writing, Form form, const ModelDescription &description,
                             const std::string &prefix, StringRef fallback = {}) {
  FailureOr<ParameterBlock> block = ParameterBlock::place(writing.source, form);
  if (failed(block))
    return failure();
  ModelTable table(description, *block, writing.module, writing.constants);
  // What is derived in the image is the main form's.
  if (uint64_t bytes = form == Form::Main ? writing.imageBytes : std::min(writing.imageBytes, block->getImageBytes()))
    table.setImage(imageSymbol, bytes);
  if (!fallback.empty())
    table.setFallback(fallback);
  for (halide::ProgramOp program : getPrograms(writing.source, form)) {
    std::string name = prefix + "_" + getEntryName(program);
    lowerProgram(program, name, *block, writing.kernelSymbols, writing.module, writing.constants);
    if (failed(table.addEntry(program, name)))
      return failure();
  }
  return table.finish(prefix + "_model", form == Form::Main ? LLVM::Linkage::External : LLVM::Linkage::Internal);
}

OwningOpRef<ModuleOp> lowerToLLVM(ModuleOp source, const ModelDescription &description,
                                  const llvm::StringMap<std::string> &kernelSymbols,
                                  std::optional<AsmResourceBlob> image, uint64_t emptyImage) {
  source.getContext()->getOrLoadDialect<LLVM::LLVMDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(source.getLoc(), description.name);
  Constants constants(*module);
  uint64_t imageBytes = image ? image->getData().size() : emptyImage;
  if (imageBytes > 0)
    addImage(std::move(image), imageBytes, imageSymbol, *module);
  Writing writing{source, *module, constants, kernelSymbols, imageBytes};
  std::string prefix = description.name, fallbackPrefix = prefix + "_without_tiles", fallback;
  if (!description.fallback.empty()) {
    ModelDescription other = description;
    other.target = description.fallback;
    if (failed(addForm(writing, Form::WithoutTiles, other, fallbackPrefix)))
      return nullptr;
    fallback = fallbackPrefix + "_model";
  }
  if (failed(addForm(writing, Form::Main, description, prefix, fallback)) || failed(verify(*module)))
    return nullptr;
  return module;
}

} // namespace cnnc
