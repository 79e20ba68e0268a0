//===- KernelSet.cpp - The distinct kernels of a module, compiled -------===//

#include "compiler/Codegen/KernelSet.h"

#include "mlir/IR/Threading.h"
#include "llvm/Support/Process.h"
#include <mutex>

using namespace mlir;

namespace cnnc {

KernelSet::KernelSet(ModuleOp module, const Target &target) : target(target), context(module.getContext()) {
  llvm::StringMap<bool> known;
  for (auto kernel : module.getOps<halide::KernelOp>()) {
    std::string digest = getKernelDigest(kernel, target);
    std::string symbol = "cnn_kernel_" + digest;
    symbols[kernel.getSymName()] = symbol;
    if (known.try_emplace(digest).second)
      kernels.push_back({kernel, digest, symbol, ""});
  }
}

namespace {
/// "compiling kernels: 3 of 12", rewritten in place.
class Progress {
public:
  explicit Progress(size_t total) : total(total), shown(llvm::sys::Process::StandardErrIsDisplayed()) { print(); }
  ~Progress() {
    if (shown && total > 0)
      llvm::errs() << "\r\033[K";
  }
  void finishOne() {
    std::lock_guard lock(mutex);
    ++done;
    print();
  }

private:
  void print() {
    if (shown && total > 0)
      llvm::errs() << "\r\033[Kcompiling kernels: " << done << " of " << total;
  }

  size_t total, done = 0;
  bool shown;
  std::mutex mutex;
};
} // namespace

LogicalResult KernelSet::compile(KernelForm form, const KernelCache &cache) {
  std::vector<DistinctKernel *> missing;
  for (DistinctKernel &kernel : kernels) {
    if (std::optional<std::string> code = cache.find(kernel.digest, form))
      kernel.code = std::move(*code);
    else
      missing.push_back(&kernel);
  }
  Progress progress(missing.size());
  // Errors are shown in the order of the kernels, whichever thread was first.
  return failableParallelForEach(context, missing, [&](DistinctKernel *kernel) -> LogicalResult {
    FailureOr<std::string> code = compileKernel(kernel->kernel, kernel->symbol, target, form);
    if (failed(code))
      return failure();
    cache.insert(kernel->digest, form, *code);
    kernel->code = std::move(*code);
    progress.finishOne();
    return success();
  });
}

} // namespace cnnc
