//===- KernelBench.cpp - Times the kernels of a file --------------------===//
//
// kernel-bench kernels.mlir [target] [threads]: compiles every halide.kernel of the file, with its
// schedule or, without one, cnnc's, and prints the least time of many runs, GFLOP/s, and GFLOP for each
// second of processor time, which other processes on the machine disturb less.
//
//===----------------------------------------------------------------------===//

#include "compiler/Schedules/Schedule.h"
#include "mlir/Parser/Parser.h"
#include "test/unit/support/KernelRunner.h"
#include "llvm/Support/Format.h"
#include <chrono>
#include <ctime>

using namespace mlir;
using namespace cnnc;

struct Times {
  double wall = 1e30, processor = 1e30;
};

static double getProcessorTime() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

static Times measure(test::KernelRunner &runner, const std::vector<Halide::Buffer<>> &inputs,
                     std::vector<Halide::Buffer<>> &outputs) {
  Times least;
  auto begin = std::chrono::steady_clock::now();
  for (int run = 0; run < 200; ++run) {
    auto before = std::chrono::steady_clock::now();
    double processorBefore = getProcessorTime();
    runner.runInto(inputs, outputs);
    auto after = std::chrono::steady_clock::now();
    least.wall = std::min(least.wall, std::chrono::duration<double>(after - before).count());
    least.processor = std::min(least.processor, getProcessorTime() - processorBefore);
    if (run > 4 && after - begin > std::chrono::milliseconds(600))
      break;
  }
  return least;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    llvm::errs() << "usage: kernel-bench kernels.mlir [target] [threads]\n";
    return 1;
  }
  auto target = Target::parse(argc > 2 ? argv[2] : "host");
  if (!target) {
    llvm::errs() << toString(target.takeError()) << '\n';
    return 1;
  }
  Halide::Internal::JITSharedRuntime::set_num_threads(argc > 3 ? atoi(argv[3]) : 2);
  MLIRContext context;
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(argv[1], &context);
  if (!module)
    return 1;
  for (auto kernel : module->getOps<halide::KernelOp>()) {
    scheduleKernel(kernel, *target);
    auto runner = test::KernelRunner::create(kernel);
    if (failed(runner))
      return 1;
    std::vector<Halide::Buffer<>> inputs, outputs;
    for (Type type : kernel.getFunctionType().getInputs()) {
      inputs.push_back(test::makeBuffer(cast<RankedTensorType>(type)));
      if (inputs.back().type().is_float())
        for (size_t i = 0; i < inputs.back().number_of_elements(); ++i)
          static_cast<float *>(inputs.back().data())[i] = static_cast<float>(i % 13) * 0.1f;
    }
    for (Type type : kernel.getFunctionType().getResults())
      outputs.push_back(test::makeBuffer(cast<RankedTensorType>(type)));
    int64_t multiplyAdds = 0;
    kernel.getAlgorithm().walk([&](cnn::CostOpInterface op) { multiplyAdds += op.getMultiplyAdds(); });
    Times times = measure(**runner, inputs, outputs);
    double work = 2e-9 * static_cast<double>(multiplyAdds);
    llvm::outs() << llvm::format("%-50s %9.3f ms %8.1f GFLOP/s %8.1f GFLOP a core second\n",
                                 kernel.getSymName().str().c_str(), times.wall * 1e3, work / times.wall,
                                 work / times.processor);
    llvm::outs().flush();
  }
  return 0;
}
