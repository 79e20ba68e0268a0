//===- Options.h - What a user asks of cnnc -----------------------------===//

#ifndef CNNC_COMPILER_DRIVER_OPTIONS_H
#define CNNC_COMPILER_DRIVER_OPTIONS_H

#include "compiler/Schedules/Target.h"

namespace cnnc {

/// What is written: the program after a stage of the pipeline, or a form of the compiled model.
enum class Emit {
  Import, CNN, Layout, Halide, Schedule, Buffers, Summary,
  LLVMIR, Assembly, PTX, Header, Object, StaticLibrary, SharedObject
};

/// What may differ in rounding: nothing but the order of sums; that, with float32 in three bf16 on matrix tiles;
/// whatever is faster and known to be accurate; products of bf16.
enum class Math { Exact, ExactTiles, Fast, BF16 };

struct Options {
  std::string input;
  std::string output;          // "-" is the standard output; empty: none
  std::optional<Emit> emit;    // empty: only the summary or the header
  bool summary = false;        // print the table of layers
  std::string header;          // also write the header there

  bool train = false;
  std::optional<int64_t> batch; // of an open batch extent
  llvm::SmallVector<int64_t> variants; // smaller ones, for inference too
  std::string loss, optimizer;
  double learningRate = 0.0;

  Target target;
  Math math = Math::Fast;
  std::optional<int64_t> memoryLimit; // bytes of an arena
  std::string schedule;        // file of schedules edited by hand
  bool tune = false;           // measure schedules on this machine
  unsigned tuneThreads = 0;    // that kernels run on; 0: as many as the machine has
  std::string tuning;          // file of measured schedules; empty: none
  bool remarks = false;
  unsigned threads = 0;        // of the compiler; 0: as many as the machine has
  bool cache = true;
  std::string runtime;         // the embedded runtime, which lies where cnnc lies

  /// The batch that replaces an open extent, and the only one in training.
  int64_t getBatch() const { return batch.value_or(train ? 64 : 1); }

  /// Reads the command line. Prints help and the version and exits, or prints an error and returns nothing.
  static std::optional<Options> parse(int argc, char **argv);
};

/// The name and version of the compiler.
llvm::StringRef getCompilerVersion();

} // namespace cnnc

#endif
