//===- KernelCompiler.cpp - One kernel to machine code, by Halide -------===//

#include "compiler/Codegen/KernelCompiler.h"

#include "compiler/Codegen/HalideTarget.h"
#include "compiler/Codegen/MemoryFile.h"
#include "compiler/Codegen/TileStageLinker.h"
#include "compiler/Kernels/ScheduleInterpreter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <mutex>

using namespace mlir;

namespace cnnc {

static Halide::OutputFileType getOutputType(KernelForm form) {
  switch (form) {
  case KernelForm::Object:
    return Halide::OutputFileType::object;
  case KernelForm::Assembly:
    return Halide::OutputFileType::assembly;
  case KernelForm::LLVMAssembly:
    return Halide::OutputFileType::llvm_assembly;
  case KernelForm::PTX:
    return Halide::OutputFileType::device_code;
  }
  return Halide::OutputFileType::object;
}

namespace {
/// Halide warns where fixed shapes already break an assertion, for instance where a schedule writes beyond
/// a buffer. Code has no assertions, so that is an error here.
class ErrorReporter : public Halide::CompileTimeErrorReporter {
public:
  void warning(const char *message) override {
    if (StringRef(message).contains("guaranteed to fail"))
      throw Halide::CompileError("the schedule reads or writes outside of a tensor");
    llvm::errs() << message;
  }
  [[noreturn]] void error(const char *message) override { throw Halide::CompileError(message); }
};
} // namespace

static StringAttr getFile(Operation *op) {
  auto place = op->getLoc()->findInstanceOf<FileLineColLoc>();
  return place ? place.getFilename() : StringAttr();
}

/// An error of the kernel. What the schedule of another file caused is at the stage there that the message names
/// (the definition of max_pool is cnn_max_pool_<digits>), or else at its first directive.
static InFlightDiagnostic emitCompileError(halide::KernelOp kernel, StringRef message) {
  auto emit = [&](Operation *op) { return op->emitError("cannot be compiled: ") << message; };
  Region &schedule = kernel.getSchedule();
  if (schedule.empty() || schedule.front().empty())
    return emit(kernel);
  Operation *place = &schedule.front().front();
  if (!getFile(place) || getFile(place) == getFile(kernel))
    return emit(kernel);
  // The first that is named, as others may follow in what Halide proposes; of names that begin there the longest, as
  // conv2d_1.pad is cnn_conv2d_1_pad in the message.
  std::pair<size_t, int64_t> first{StringRef::npos, 0};
  for (auto stage : schedule.front().getOps<halide::StageOp>()) {
    std::string name = "cnn_" + stage.getName().str();
    llvm::replace(name, '.', '_');
    std::pair found{message.find(name), -static_cast<int64_t>(name.size())};
    if (found.first != StringRef::npos && found < first)
      first = found, place = stage;
  }
  InFlightDiagnostic diagnostic = emit(place);
  diagnostic.attachNote(kernel.getLoc()) << "in the schedule of @" << kernel.getSymName();
  return diagnostic;
}

FailureOr<std::string> compileKernel(halide::KernelOp kernel, StringRef symbol, const Target &target,
                                     KernelForm form) {
  auto fail = [&](llvm::Error error) {
    return emitCompileError(kernel, llvm::toString(std::move(error)));
  };
  llvm::Expected<MemoryFile> file = MemoryFile::create();
  if (!file)
    return fail(file.takeError());
  static ErrorReporter reporter;
  static std::once_flag isReporterSet;
  std::call_once(isReporterSet, [] { Halide::set_custom_compile_time_error_reporter(&reporter); });
  std::vector<std::unique_ptr<TileKernel>> tileKernels = getTileKernels(kernel);
  if (!tileKernels.empty() && !target.hasTiles)
    return emitCompileError(kernel, "its algorithm wants a target with matrix tiles (--target=x86-64-v4+amx), found " +
                                        target.name);
  try {
    auto definition = Definition::create(kernel, symbol.take_back(8));
    if (failed(definition) || failed(applySchedule(kernel, **definition)))
      return failure();
    Halide::OutputFileType output = tileKernels.empty() ? getOutputType(form) : Halide::OutputFileType::bitcode;
    Halide::Pipeline pipeline = (*definition)->getPipeline();
    addTargetPasses(pipeline, target);
    pipeline.compile_to({{output, file->getPath()}}, (*definition)->getArguments(), symbol.str(),
                        getHalideTarget(target)
                            .with_feature(Halide::Target::NoRuntime)
                            .with_feature(Halide::Target::UserContext)
                            .with_feature(Halide::Target::NoAsserts)
                            .with_feature(Halide::Target::NoBoundsQuery));
  } catch (const Halide::Error &error) {
    return emitCompileError(kernel, getMessage(error));
  }
  auto buffer = file->read();
  if (!buffer)
    return fail(buffer.takeError());
  StringRef code = (*buffer)->getBuffer();
  if (!tileKernels.empty()) {
    llvm::Expected<std::string> joined = joinTileStages(code, tileKernels, target, form);
    return joined ? FailureOr<std::string>(std::move(*joined)) : fail(joined.takeError());
  }
  // Scalars are computed by the host.
  auto isTensor = [](Type type) { return cast<ShapedType>(type).getRank() > 0; };
  if (form == KernelForm::PTX && !code.contains(".entry") &&
      llvm::any_of(kernel.getFunctionType().getResults(), isTensor))
    return emitCompileError(kernel, "expects a schedule that maps loops to the GPU (halide.gpu_blocks)");
  return code.str();
}

std::string getKernelDigest(halide::KernelOp kernel, const Target &target) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << CNNC_KERNEL_SOURCES << " halide " << HALIDE_VERSION_MAJOR << '.' << HALIDE_VERSION_MINOR << '.'
         << HALIDE_VERSION_PATCH << ' ' << target.name << ' ';
  // Printed without locations; what stands before the first parenthesis is the name.
  std::string printed;
  llvm::raw_string_ostream printer(printed);
  kernel->print(printer, OpPrintingFlags().useLocalScope());
  stream << StringRef(printed).drop_front(printed.find('('));
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true).substr(0, 32);
}

} // namespace cnnc
