//===- ModelEmitter.cpp - The forms of a compiled model -----------------===//

#include "compiler/Driver/ModelEmitter.h"

#include "compiler/Codegen/EntryPoint.h"
#include "compiler/Codegen/HeaderWriter.h"
#include "compiler/Codegen/KernelSet.h"
#include "compiler/Codegen/Linker.h"
#include "compiler/Codegen/ObjectEmitter.h"
#include "compiler/Codegen/OutputFile.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "compiler/Codegen/PreparedImage.h"
#include "compiler/Driver/Report.h"
#include "compiler/Tiles/TileKernel.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

namespace cnnc {

static KernelForm getKernelForm(Emit form) {
  switch (form) {
  case Emit::LLVMIR:
    return KernelForm::LLVMAssembly;
  case Emit::Assembly:
    return KernelForm::Assembly;
  case Emit::PTX:
    return KernelForm::PTX;
  default:
    return KernelForm::Object;
  }
}

/// Kernels are headed by their names, since their symbols are digests.
static std::string joinKernels(const KernelSet &kernels, StringRef comment) {
  std::string text;
  for (const DistinctKernel &kernel : kernels.getKernels())
    text += (comment + " kernel @" + halide::KernelOp(kernel.kernel).getSymName() + "\n" + kernel.code + "\n").str();
  return text;
}

/// One module of PTX: Halide writes one for each kernel, each with the same three lines in front and with
/// entries that are unique in it alone.
static std::string joinPTX(const KernelSet &kernels) {
  std::string text;
  for (const DistinctKernel &kernel : kernels.getKernels()) {
    std::string name = halide::KernelOp(kernel.kernel).getSymName().str();
    text += "// kernel @" + name + "\n";
    SmallVector<StringRef> lines;
    StringRef(kernel.code).split(lines, '\n');
    bool first = &kernel == kernels.getKernels().begin();
    for (StringRef line : lines) {
      bool isHeader = line.starts_with(".version") || line.starts_with(".target") || line.starts_with(".address_size");
      if (isHeader && !first)
        continue;
      for (size_t at; (at = line.find("_kernel_")) != StringRef::npos; line = line.drop_front(at + 8))
        text += (line.take_front(at) + name + "_").str();
      text += (line + "\n").str();
    }
  }
  return text;
}

/// One module of the entry points and all kernels.
static FailureOr<std::string> linkLLVMIR(ModuleOp planned, std::unique_ptr<llvm::Module> entry,
                                         const KernelSet &kernels) {
  llvm::Linker linker(*entry);
  for (const DistinctKernel &kernel : kernels.getKernels()) {
    llvm::SMDiagnostic error;
    std::unique_ptr<llvm::Module> module =
        llvm::parseAssemblyString(kernel.code, error, entry->getContext());
    if (!module)
      return halide::KernelOp(kernel.kernel).emitError("its LLVM IR cannot be read: ") << error.getMessage();
    // Halide spells the same target in other words.
    module->setTargetTriple(entry->getTargetTriple());
    if (entry->getDataLayoutStr().empty())
      entry->setDataLayout(module->getDataLayout());
    module->setDataLayout(entry->getDataLayout());
    // Differs between kernels with exact comparisons and others; the instructions have their flags by now.
    module->setModuleFlag(llvm::Module::Warning, "halide_per_instruction_fast_math_flags", 1);
    if (linker.linkInModule(std::move(module)))
      return planned.emitError("the kernels' LLVM IR cannot be linked");
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  entry->print(stream, nullptr);
  return text;
}

static LogicalResult writeText(StringRef path, StringRef text) {
  return report(writeFile(path, [&](llvm::raw_ostream &stream) { stream << text; }));
}

/// Links the entry points and the kernels.
static Linked link(std::unique_ptr<llvm::Module> entry, const KernelSet &kernels, StringRef name, Emit form,
                   const Options &options) {
  llvm::Expected<MemoryFile> object = emitObject(*entry);
  if (!object)
    return object.takeError();
  entry.reset();

  LinkInputs inputs{name.str(), object->getPath(), {}, options.runtime};
  for (const DistinctKernel &kernel : kernels.getKernels())
    inputs.kernels.push_back(kernel.code);
  auto link = form == Emit::Object ? linkObject : form == Emit::StaticLibrary ? linkStaticLibrary : linkSharedObject;
  return link(inputs);
}

/// Whether what is computed from parameters alone takes matrix tiles, as a convolution of a constant image does.
static bool preparesOnTiles(ModuleOp planned) {
  bool usesTiles = false;
  for (halide::ProgramOp program : getPrograms(planned))
    if (program.getEntry() == cnn::Entry::Prepare)
      program->walk([&](halide::CallOp call) {
        usesTiles |= !getTileKernels(planned.lookupSymbol(call.getKernel())).empty();
      });
  return usesTiles;
}

/// The known values, and where this machine runs the model also what its entry `prepare` derives from them: a
/// model is linked whose image is empty, to be filled and prepared here.
static FailureOr<AsmResourceBlob> makeImage(ModuleOp planned, const ParameterBlock &block, const KernelSet &kernels,
                                            const ModelDescription &description, const Options &options) {
  FailureOr<AsmResourceBlob> values = block.makeImage();
  uint64_t bytes = block.getPreparedImageBytes();
  if (failed(values) || bytes == 0)
    return values;
  // The image is the main form's. Without tiles, processors without them prepare it too.
  ModelDescription preparing = description;
  if (!description.fallback.empty() && !preparesOnTiles(planned))
    preparing.target = description.fallback;
  OwningOpRef<ModuleOp> lowered = lowerToLLVM(planned, preparing, kernels.getSymbols(), std::nullopt, bytes);
  if (!lowered)
    return failure();
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> entry = translateToLLVMIR(std::move(lowered), context, options.target);
  if (!entry)
    return planned.emitError("the entry points cannot be translated to LLVM IR");
  Linked model = link(std::move(entry), kernels, description.name, Emit::SharedObject, options);
  if (!model)
    return report(model.takeError());
  llvm::Expected<std::optional<AsmResourceBlob>> prepared = prepareImage(**model, values->getData());
  if (!prepared)
    return report(prepared.takeError());
  return *prepared ? std::move(**prepared) : std::move(*values);
}

LogicalResult emitModel(ModuleOp planned, const ModelDescription &description, const Options &options) {
  Emit form = *options.emit;
  if (form == Emit::Header)
    return writeText(options.output, writeHeader(planned, description, options.output));

  KernelSet kernels(planned, options.target);
  KernelCache cache = options.cache ? KernelCache(KernelCache::getDefaultDirectory()) : KernelCache();
  if (failed(kernels.compile(getKernelForm(form), cache)))
    return failure();
  if (form == Emit::PTX)
    return writeText(options.output, joinPTX(kernels));

  FailureOr<ParameterBlock> block = ParameterBlock::place(planned);
  if (failed(block))
    return failure();
  bool isText = form == Emit::LLVMIR || form == Emit::Assembly;
  FailureOr<AsmResourceBlob> image =
      isText ? block->makeImage() : makeImage(planned, *block, kernels, description, options);
  if (failed(image))
    return failure();
  OwningOpRef<ModuleOp> lowered = lowerToLLVM(planned, description, kernels.getSymbols(), std::move(*image));
  if (!lowered)
    return failure();
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> entry = translateToLLVMIR(std::move(lowered), context, options.target);
  if (!entry)
    return planned.emitError("the entry points cannot be translated to LLVM IR");
  if (form == Emit::LLVMIR) {
    FailureOr<std::string> text = linkLLVMIR(planned, std::move(entry), kernels);
    return succeeded(text) ? writeText(options.output, *text) : failure();
  }
  if (form == Emit::Assembly) {
    llvm::SmallString<0> code;
    llvm::raw_svector_ostream stream(code);
    if (llvm::Error error = emitMachineCode(*entry, MachineCode::Assembly, stream))
      return report(std::move(error));
    return writeText(options.output, "# entry points\n" + code.str().str() + "\n" + joinKernels(kernels, "#"));
  }
  Linked model = link(std::move(entry), kernels, description.name, form, options);
  if (!model)
    return report(model.takeError());
  auto write = [&](llvm::raw_ostream &stream) { stream << (*model)->getBuffer(); };
  return report(writeFile(options.output, write, /*executable=*/form == Emit::SharedObject));
}

} // namespace cnnc
