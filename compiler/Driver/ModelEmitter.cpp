//===- ModelEmitter.cpp - The forms of a compiled model -----------------===//

#include "compiler/Driver/ModelEmitter.h"

#include "compiler/Codegen/HeaderWriter.h"
#include "compiler/Codegen/KernelSet.h"
#include "compiler/Codegen/Linker.h"
#include "compiler/Codegen/ObjectEmitter.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

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
    if (linker.linkInModule(std::move(module)))
      return planned.emitError("the kernels' LLVM IR cannot be linked");
  }
  std::string text;
  llvm::raw_string_ostream stream(text);
  entry->print(stream, nullptr);
  return text;
}

static FailureOr<std::string> report(llvm::Expected<std::string> result) {
  if (result)
    return std::move(*result);
  llvm::WithColor::error(llvm::errs(), "cnnc") << llvm::toString(result.takeError()) << "\n";
  return failure();
}

FailureOr<std::string> emitModel(ModuleOp planned, const ModelDescription &description, Emit form,
                                 const Options &options) {
  if (form == Emit::Header)
    return writeHeader(planned, description);

  KernelSet kernels(planned, options.target);
  KernelCache cache = options.cache ? KernelCache(KernelCache::getDefaultDirectory()) : KernelCache();
  if (failed(kernels.compile(getKernelForm(form), cache)))
    return failure();
  if (form == Emit::PTX)
    return joinPTX(kernels);

  OwningOpRef<ModuleOp> lowered = lowerToLLVM(planned, description, kernels.getSymbols());
  if (!lowered)
    return failure();
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> entry = translateToLLVMIR(std::move(lowered), context);
  if (!entry)
    return planned.emitError("the entry points cannot be translated to LLVM IR");
  if (form == Emit::LLVMIR)
    return linkLLVMIR(planned, std::move(entry), kernels);

  llvm::Expected<llvm::SmallString<0>> code =
      emitMachineCode(*entry, form == Emit::Assembly ? MachineCode::Assembly : MachineCode::Object);
  if (!code)
    return report(code.takeError());
  entry.reset();
  if (form == Emit::Assembly)
    return "# entry points\n" + code->str().str() + "\n" + joinKernels(kernels, "#");

  LinkInputs inputs{description.name, *code, {}, findEmbeddedRuntime()};
  for (const DistinctKernel &kernel : kernels.getKernels())
    inputs.kernels.push_back(kernel.code);
  switch (form) {
  case Emit::Object:
    return report(linkObject(inputs));
  case Emit::StaticLibrary:
    return report(linkStaticLibrary(inputs));
  default:
    return report(linkSharedObject(inputs));
  }
}

} // namespace cnnc
