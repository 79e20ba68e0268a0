//===- KernelBench.cpp - Times the kernels of a file --------------------===//

#include "compiler/Schedules/Schedule.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "test/unit/support/KernelRunner.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"
#include <benchmark/benchmark.h>
#include <chrono>
#include <ctime>

using namespace mlir;
using namespace cnnc;
namespace cl = llvm::cl;

static constexpr const char *overview = R"(Times the kernels of a file, each alone, for people who edit schedules.

  cnnc resnet.onnx --emit=halide -o kernels.mlir     kernels without schedules: cnnc's are taken
  cnnc resnet.onnx --emit=schedule -o kernels.mlir   kernels with theirs, to be edited
  kernel-bench kernels.mlir                          all of them, on two threads
  kernel-bench kernels.mlir --threads=1 --benchmark_filter='^conv2d'

Time and CPU are means over many runs. The counters are of the least time of a run, which other
processes disturb less:

  seconds        wall time (u: microseconds, m: milliseconds)
  GFLOP/s        multiplications and additions per second of wall time
  GFLOP/core-s   and per second of processor time, all threads together: what a core achieves
                 while others share it
)";

static constexpr const char *benchmarkHelp = R"(
Google Benchmark's options, among others:

  --benchmark_filter=<regex>                          only the kernels whose name matches
  --benchmark_list_tests                              only list them
  --benchmark_min_time=<seconds>                      run each for at least so long (default 0.5)
  --benchmark_repetitions=<n>                         repeat, and print mean, median and deviation
  --benchmark_out=<file> --benchmark_out_format=json  write the numbers to a file as well
)";

static double getProcessorTime() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

namespace {

/// A kernel compiled, with memory for its operands.
class Candidate {
public:
  static std::unique_ptr<Candidate> create(halide::KernelOp kernel, const Target &target) {
    scheduleKernel(kernel, target);
    auto runner = test::KernelRunner::create(kernel, target);
    if (failed(runner))
      return nullptr;
    auto candidate = std::make_unique<Candidate>();
    candidate->kernel = kernel;
    candidate->runner = std::move(*runner);
    for (Type type : kernel.getFunctionType().getInputs())
      candidate->inputs.push_back(makeInput(cast<RankedTensorType>(type)));
    for (Type type : kernel.getFunctionType().getResults())
      candidate->outputs.push_back(test::makeBuffer(cast<RankedTensorType>(type)));
    return candidate;
  }

  /// False, and the reason told, if Halide's checks of the operands fail.
  bool run() {
    try {
      runner->runInto(inputs, outputs);
      return true;
    } catch (const Halide::Error &error) {
      kernel.emitError("cannot be run: ") << StringRef(error.what()).rtrim();
      return false;
    }
  }

private:
  /// Small numbers; labels are 0.
  static Halide::Buffer<> makeInput(RankedTensorType type) {
    Halide::Buffer<> buffer = test::makeBuffer(type);
    if (buffer.type().is_float())
      for (size_t i = 0; i < buffer.number_of_elements(); ++i)
        static_cast<float *>(buffer.data())[i] = static_cast<float>(i % 13) * 0.1f;
    return buffer;
  }

  halide::KernelOp kernel;
  std::unique_ptr<test::KernelRunner> runner;
  std::vector<Halide::Buffer<>> inputs, outputs;
};

/// Compiles kernels, and runs them once, when their turn comes, so that those which a filter leaves out
/// cost nothing. Keeps the last: Google Benchmark asks for a kernel several times in a row.
class Candidates {
public:
  Candidates(const Target &target, int threads) : target(target), threads(threads) {}

  /// Null if the kernel cannot be compiled or run, which its diagnostics have told.
  Candidate *get(halide::KernelOp kernel) {
    if (kernel != current) {
      candidate = Candidate::create(kernel, target);
      current = kernel;
      // Halide's threads are there once a kernel is compiled, and heed no number before.
      Halide::Internal::JITSharedRuntime::set_num_threads(threads);
      if (candidate && !candidate->run())
        candidate.reset();
      allRan &= candidate != nullptr;
    }
    return candidate.get();
  }

  bool allRan = true;

private:
  const Target &target;
  int threads;
  halide::KernelOp current;
  std::unique_ptr<Candidate> candidate;
};

} // namespace

static void measure(benchmark::State &state, halide::KernelOp kernel, Candidates &candidates) {
  Candidate *candidate = candidates.get(kernel);
  if (!candidate)
    return state.SkipWithError("see the error above");
  int64_t multiplyAdds = 0;
  kernel.getAlgorithm().walk([&](cnn::CostOpInterface op) { multiplyAdds += op.getMultiplyAdds(); });

  double leastWall = 1e30, leastProcessor = 1e30;
  for (auto _ : state) {
    auto begin = std::chrono::steady_clock::now();
    double processorBegin = getProcessorTime();
    candidate->run();
    leastProcessor = std::min(leastProcessor, getProcessorTime() - processorBegin);
    leastWall = std::min(leastWall, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  double work = 2e-9 * static_cast<double>(multiplyAdds);
  state.counters["seconds"] = leastWall;
  state.counters["GFLOP/s"] = work / leastWall;
  state.counters["GFLOP/core-s"] = work / leastProcessor;
}

int main(int argc, char **argv) {
  // A library registers an option of the same name for a command line of its own.
  if (cl::Option *other = cl::getRegisteredOptions().lookup("threads"))
    other->removeArgument();
  cl::OptionCategory category("Options");
  cl::opt<std::string> input(cl::Positional, cl::Required, cl::desc("<kernels.mlir>"), cl::cat(category));
  cl::opt<std::string> targetName("target", cl::init("host"), cl::value_desc("target"), cl::cat(category),
                                  cl::desc("Whose schedules and instructions to take: host (default), x86-64-v2, "
                                           "x86-64-v3 or x86-64-v4"));
  cl::opt<int> threads("threads", cl::init(2), cl::value_desc("n"), cl::cat(category),
                       cl::desc("Threads to run on (default 2)"));
  cl::list<std::string> rest(cl::Sink);
  cl::extrahelp help(benchmarkHelp);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, overview);

  std::vector<char *> arguments = {argv[0]};
  for (std::string &argument : rest)
    arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  arguments.push_back(nullptr);
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data()))
    return 1;

  auto fail = [](const llvm::Twine &message) {
    llvm::WithColor::error(llvm::errs(), "kernel-bench") << message << '\n';
    return 1;
  };
  auto target = Target::parse(targetName.getValue());
  if (!target)
    return fail(toString(target.takeError()));
  if (target->isGpu())
    return fail("expected a processor as the target, found " + target->name);
  if (target->getTriple().isAArch64())
    return fail("code for aarch64 would run in an emulator, whose times mean nothing");
  if (std::string reason = test::whyNotRun(*target); !reason.empty())
    return fail(reason);
  if (threads < 1)
    return fail("expected at least one thread, found " + llvm::Twine(threads));

  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> file = openInputFile(input, &message);
  if (!file)
    return fail(message);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(file), llvm::SMLoc());
  MLIRContext context;
  context.printOpOnDiagnostic(false);
  context.loadDialect<cnn::CNNDialect, halide::HalideDialect>();
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return 1;
  Candidates candidates(*target, threads);
  for (auto kernel : module->getOps<halide::KernelOp>())
    benchmark::RegisterBenchmark(kernel.getSymName().str().c_str(), measure, kernel, std::ref(candidates))
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime()
        ->MeasureProcessCPUTime();
  // A filter that matches nothing was reported already.
  return benchmark::RunSpecifiedBenchmarks() > 0 && candidates.allRan ? 0 : 1;
}
