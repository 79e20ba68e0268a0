//===- EmulatedRunner.cpp - Runs a kernel of another architecture -------===//

#include "compiler/Codegen/KernelCompiler.h"
#include "lld/Common/Driver.h"
#include "test/unit/support/KernelFile.h"
#include "test/unit/support/KernelRunner.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace mlir;

LLD_HAS_DRIVER(elf)

namespace cnnc::test {

static void writeTo(StringRef path, StringRef bytes) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error)
    stream << bytes;
}

/// A file's beginning and its bytes; results are zeros yet.
static std::string pack(ArrayRef<Halide::Buffer<>> buffers) {
  KernelFile file{};
  file.count = static_cast<int32_t>(buffers.size());
  std::string bytes(sizeof(file), '\0');
  for (auto [index, buffer] : llvm::enumerate(buffers)) {
    KernelFile::Buffer &entry = file.buffers[index];
    entry.offset = bytes.size();
    entry.bytes = buffer.size_in_bytes();
    entry.type = buffer.raw_buffer()->type;
    entry.dimensions = buffer.dimensions();
    for (int dimension = 0; dimension < buffer.dimensions(); ++dimension)
      entry.extents[dimension] = buffer.dim(dimension).extent();
    bytes.append(static_cast<const char *>(buffer.data()), buffer.size_in_bytes());
  }
  std::memcpy(bytes.data(), &file, sizeof(file));
  return bytes;
}

namespace {
/// The kernel as a shared object, which the program of RunKernel.cpp loads; buffers travel in a file.
class EmulatedRunner : public KernelRunner {
public:
  EmulatedRunner() {
    for (SmallString<128> *path : {&object, &shared, &buffers})
      (void)llvm::sys::fs::createTemporaryFile("cnnc-kernel", "", *path);
  }
  ~EmulatedRunner() override {
    for (const SmallString<128> &path : {object, shared, buffers})
      (void)llvm::sys::fs::remove(path);
  }

  LogicalResult compile(halide::KernelOp kernel, const Target &target) {
    FailureOr<std::string> code = compileKernel(kernel, "kernel", target, KernelForm::Object);
    if (failed(code))
      return failure();
    writeTo(object, *code);
    std::string errors;
    llvm::raw_string_ostream stream(errors);
    const char *arguments[] = {"ld.lld", "-shared", object.c_str(), "-o", shared.c_str()};
    if (lld::lldMain(arguments, llvm::nulls(), stream, {{lld::Gnu, &lld::elf::link}}).retCode != 0)
      return kernel.emitError("cannot be linked: ") << errors;
    return success();
  }

  void runInto(const std::vector<Halide::Buffer<>> &inputs, std::vector<Halide::Buffer<>> &outputs) override {
    std::vector<Halide::Buffer<>> all(inputs);
    all.insert(all.end(), outputs.begin(), outputs.end());
    writeTo(buffers, pack(all));
    // The emulator, its options and the program, one a line.
    SmallVector<StringRef> arguments;
    StringRef(CNNC_RUN_KERNEL).split(arguments, '\n');
    arguments.append({shared, buffers});
    std::string error;
    int status = llvm::sys::ExecuteAndWait(arguments.front(), arguments, /*Env=*/std::nullopt, /*Redirects=*/{},
                                           /*SecondsToWait=*/120, /*MemoryLimit=*/0, &error);
    auto file = llvm::MemoryBuffer::getFile(buffers);
    if (status != 0 || !file)
      throw Halide::RuntimeError(("the emulated kernel failed: " + llvm::Twine(status) + " " + error).str().c_str());
    auto *entries = reinterpret_cast<const KernelFile *>((*file)->getBufferStart())->buffers + inputs.size();
    for (Halide::Buffer<> &output : outputs)
      std::memcpy(output.data(), (*file)->getBufferStart() + entries++->offset, output.size_in_bytes());
  }

private:
  SmallString<128> object, shared, buffers;
};
} // namespace

FailureOr<std::unique_ptr<KernelRunner>> createEmulatedRunner(halide::KernelOp kernel, const Target &target) {
  auto runner = std::make_unique<EmulatedRunner>();
  if (failed(runner->compile(kernel, target)))
    return failure();
  return std::unique_ptr<KernelRunner>(std::move(runner));
}

} // namespace cnnc::test
