//===- CommandLine.h - The options of cnnc as llvm::cl reads them -------===//

#ifndef CNNC_COMPILER_DRIVER_COMMANDLINE_H
#define CNNC_COMPILER_DRIVER_COMMANDLINE_H

#include "compiler/Driver/Options.h"
#include "compiler/Driver/Report.h"
#include "llvm/Support/CommandLine.h"

namespace cnnc {

namespace cl = llvm::cl;

/// Reads one of an option's words. LLVM's own error knows neither the others nor how cnnc's errors begin.
template <typename Choice>
struct ChoiceParser : cl::parser<Choice> {
  using cl::parser<Choice>::parser;

  bool parse(cl::Option &option, llvm::StringRef name, llvm::StringRef text, Choice &choice) {
    unsigned count = this->getNumOptions();
    if (this->findOption(text) < count)
      return cl::parser<Choice>::parse(option, name, text, choice);
    std::string words;
    for (unsigned index = 0; index < count; ++index)
      words += ((index == 0 ? "" : index + 1 == count ? " or " : ", ") + this->getOption(index)).str();
    (void)report(llvm::createStringError("--" + option.ArgStr + ": expects " + words + ", found '" + text + "'"));
    return true;
  }
};

/// Made only when the command line is read. Numbers are texts here, for errors of cnnc's own.
struct CommandLine {
  cl::OptionCategory category{"Options"};
  cl::opt<std::string> input{cl::Positional, cl::desc("<model.mlir | model.onnx | ->"), cl::cat(category)};
  cl::opt<std::string> output{
      "o", cl::value_desc("file"), cl::cat(category),
      cl::desc("Output file, - for the standard output. Its extension says what is written if --emit does not: "
               ".so, .o, .a, .h, .ll, .s or .ptx; with --emit text may have any name, and code any but that of "
               "another form. Without -o, text goes to the standard output and code to <model>.so, .o or .a in the "
               "current folder")};
  cl::opt<Emit, false, ChoiceParser<Emit>> emit{
      "emit", cl::desc("What to write:"), cl::cat(category), cl::init(Emit::SharedObject),
      cl::values(clEnumValN(Emit::SharedObject, "so", "shared object that needs only libc and libm (default)"),
                 clEnumValN(Emit::Object, "obj", "one relocatable object"),
                 clEnumValN(Emit::StaticLibrary, "static-lib", "archive of that object"),
                 clEnumValN(Emit::Header, "header", "C header with typed entry points"),
                 clEnumValN(Emit::LLVMIR, "llvm-ir", "entry points and kernels as one LLVM module"),
                 clEnumValN(Emit::Assembly, "asm", "assembly of the entry points and of each kernel"),
                 clEnumValN(Emit::PTX, "ptx", "GPU code of each kernel (--target=cuda)"),
                 clEnumValN(Emit::Import, "import", "the network as its file describes it"),
                 clEnumValN(Emit::CNN, "cnn", "the network, simplified; with --train its training step too"),
                 clEnumValN(Emit::Layout, "layout", "the network with a layout for each tensor"),
                 clEnumValN(Emit::Halide, "halide", "fused kernels and their launches"),
                 clEnumValN(Emit::Schedule, "schedule", "kernels with their schedules"),
                 clEnumValN(Emit::Buffers, "buffers", "kernel calls on planned memory"),
                 clEnumValN(Emit::Summary, "summary", "table of the layers"))};
  cl::opt<bool> summary{"summary", cl::cat(category),
                        cl::desc("Print layers, shapes, parameters, multiply-adds and memory")};
  cl::opt<std::string> header{"header", cl::value_desc("file"), cl::cat(category),
                              cl::desc("Write the C header there as well")};
  cl::opt<bool> train{"train", cl::cat(category), cl::desc("Compile the training step beside inference")};
  cl::list<std::string> batch{
      "batch", cl::value_desc("images"), cl::CommaSeparated, cl::cat(category),
      cl::desc("Images in one call, where the model leaves it open (default 1, with --train 64). "
               "Of several, as in --batch=1,8,64, each gives an inference of its own, which any "
               "number of images is put together from; the largest is that of training")};
  cl::opt<std::string> loss{"loss", cl::value_desc("loss"), cl::cat(category),
                            cl::desc("cross_entropy or mean_squared_error, instead of the model's own")};
  cl::opt<std::string> optimizer{"optimizer", cl::value_desc("optimizer"), cl::cat(category),
                                 cl::desc("sgd, momentum, nesterov or adam, instead of the model's own")};
  cl::opt<std::string> learningRate{"learning-rate", cl::value_desc("rate"), cl::cat(category),
                                    cl::desc("Learning rate, instead of the model's own")};
  cl::opt<std::string> target{"target", cl::value_desc("target"), cl::cat(category), cl::init("host"),
                              cl::desc("host (default), x86-64-v2 (SSE4.2), x86-64-v3 (AVX2), x86-64-v4 (AVX-512), "
                                       "x86-64-v4+amx (and matrix tiles; where there are none the same model runs its "
                                       "kernels for x86-64-v4) or aarch64 (NEON); cuda gives no model but PTX "
                                       "(--emit=ptx) and stages, such as --emit=schedule")};
  cl::opt<Math, false, ChoiceParser<Math>> math{
      "math", cl::cat(category), cl::init(Math::Fast), cl::desc("How sums may be formed:"),
      cl::values(clEnumValN(Math::Fast, "fast",
                            "Winograd's algorithm, and on matrix tiles three products of bf16 for one of float32, "
                            "where they are faster (error of a layer some 1e-5 of the largest)"),
                 clEnumValN(Math::Exact, "exact", "direct sums of float32 everywhere (some 1e-6)"),
                 clEnumValN(Math::ExactTiles, "exact-tiles",
                            "the same, or on matrix tiles, which the target must have, six products of bf16, which are "
                            "as exact"),
                 clEnumValN(Math::BF16, "bf16",
                            "on matrix tiles, which the target must have, one product of bf16 (some 3e-3), where that "
                            "does not pay as fast; weights and what training keeps stay float32"))};
  cl::opt<std::string> memoryLimit{
      "memory-limit", cl::value_desc("size"), cl::cat(category),
      cl::desc("Most memory for the values of one call (the arena that --summary prints), in bytes or as 500K, 64M, "
               "1.5G; values that do not fit are computed again, with the same results")};
  cl::opt<std::string> schedule{"schedule", cl::value_desc("file"), cl::cat(category),
                                cl::desc("Take the schedules of the kernels in this file (from --emit=schedule)")};
  cl::opt<bool> tune{"tune", cl::cat(category),
                     cl::desc("Measure on this machine how each kernel is best scheduled, keep what is found in the "
                              "tuning database and compile with it. What the database knows is not measured again, "
                              "and a run that is broken off goes on where it was")};
  cl::opt<std::string> tuneThreads{
      "tune-threads", cl::value_desc("n"), cl::cat(category),
      cl::desc("Threads that kernels are measured on (default, and 0: as many as the machine has)")};
  cl::opt<std::string> tuning{
      "tuning", cl::value_desc("file"), cl::cat(category), cl::ValueOptional,
      cl::desc("Take the schedules of the kernels in this tuning database; --tuning alone is the one that --tune "
               "keeps in $CNNC_CACHE, or in cnnc under $XDG_CACHE_HOME or ~/.cache. With --tune: the database to keep "
               "them in. Without both, schedules come from the cost model and depend on no machine")};
  cl::opt<bool> remarks{"remarks", cl::cat(category),
                        cl::desc("Say how each layer forms its sums, which were fused, and why others not")};
  cl::opt<std::string> threads{"threads", cl::value_desc("n"), cl::cat(category),
                               cl::desc("Threads that compile (default, and 0: as many as the machine has)")};
  cl::opt<bool> noCache{"no-cache", cl::cat(category),
                        cl::desc("Compile every kernel anew; otherwise kernels are kept in $CNNC_CACHE, or in "
                                 "cnnc under $XDG_CACHE_HOME or ~/.cache")};
};

} // namespace cnnc

#endif
