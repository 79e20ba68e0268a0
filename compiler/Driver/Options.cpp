//===- Options.cpp - The command line of cnnc ---------------------------===//

#include "compiler/Driver/Options.h"

#include "compiler/Codegen/Linker.h"
#include "compiler/Driver/CommandLine.h"
#include "compiler/Tuning/TuningDatabase.h"
#include "frontend/SyntaxErrors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include <cmath>

namespace cnnc {

llvm::StringRef getCompilerVersion() { return "cnnc " CNNC_VERSION; }

static constexpr const char *overview = R"(Compiles a convolutional network to native code that infers and trains.

The model is the cnn dialect's own text (.mlir) or an ONNX file (.onnx). Examples:

  cnnc lenet5.mlir -o lenet5.so                     inference of one image a call
  cnnc lenet5.mlir --train --batch=64 -o lenet5.so  inference and training
  cnnc resnet.onnx --train --loss=cross_entropy --optimizer=adam --learning-rate=1e-3 -o resnet.so
  cnnc lenet5.mlir -o lenet5.a --header=lenet5.h    for an application in C or C++
  cnnc model.onnx --summary                         layers, parameters, multiply-adds, memory
  cnnc model.onnx --emit=schedule -o s.mlir         how each kernel is tiled: edit it, then
  cnnc model.onnx --schedule=s.mlir -o model.so     compile with it
  cnnc model.onnx --tune -o model.so                measure what is fastest on this machine

Run what was compiled with cnn-run, or link it into a program of your own.
)";

static std::optional<Emit> getEmitOfExtension(llvm::StringRef extension) {
  return llvm::StringSwitch<std::optional<Emit>>(extension)
      .Case(".so", Emit::SharedObject)
      .Case(".o", Emit::Object)
      .Case(".a", Emit::StaticLibrary)
      .Case(".h", Emit::Header)
      .Case(".ll", Emit::LLVMIR)
      .Case(".s", Emit::Assembly)
      .Case(".ptx", Emit::PTX)
      .Default(std::nullopt);
}

/// Of machine code; nothing for text.
static llvm::StringRef getCodeExtension(Emit emit) {
  switch (emit) {
  case Emit::SharedObject:
    return ".so";
  case Emit::Object:
    return ".o";
  case Emit::StaticLibrary:
    return ".a";
  default:
    return "";
  }
}

static std::string getDefaultOutput(Emit emit, llvm::StringRef input) {
  llvm::StringRef extension = getCodeExtension(emit);
  std::string stem = input == "-" ? "model" : llvm::sys::path::stem(input).str();
  return extension.empty() ? "-" : stem + extension.str();
}

static std::nullopt_t fail(const llvm::Twine &message) {
  (void)report(llvm::createStringError(message.str()));
  return std::nullopt;
}

/// Refuses names that no option has, and options whose value is missing. LLVM itself would take unknown names for
/// letters in one word, each an option, where the first is the letter of one, as o is.
static bool checkNames(llvm::ArrayRef<char *> arguments) {
  const auto &options = cl::getRegisteredOptions();
  for (size_t index = 0; index < arguments.size() && llvm::StringRef(arguments[index]) != "--"; ++index) {
    auto [written, value] = llvm::StringRef(arguments[index]).split('=');
    llvm::StringRef name = written.ltrim('-');
    if (!written.starts_with("-") || name.empty())
      continue;
    if (const cl::Option *option = options.lookup(name)) {
      bool takesNext = option->getValueExpectedFlag() == cl::ValueRequired && written == arguments[index];
      index += takesNext;
      if (index < arguments.size())
        continue;
      fail(written + ": expects a value");
      return false;
    }
    llvm::SmallVector<llvm::StringRef> names;
    for (const auto &entry : options)
      if (entry.second->getOptionHiddenFlag() == cl::NotHidden)
        names.push_back(entry.first);
    llvm::sort(names);
    std::string suggestion = suggestName(name, names);
    fail("unknown option '" + written + "'" +
         (suggestion.empty() ? " (cnnc --help shows all)" : "; did you mean '--" + suggestion + "'?"));
    return false;
  }
  return true;
}

/// The images of one call, the largest last.
static bool parseBatch(Options &options, llvm::ArrayRef<std::string> batch) {
  for (llvm::StringRef text : batch) {
    int64_t images = 0;
    if (text.getAsInteger(10, images) || images < 1) {
      fail("--batch: expects whole numbers of at least 1, found '" + text + "'");
      return false;
    }
    if (llvm::is_contained(options.variants, images)) {
      fail("--batch: expects different numbers, found " + llvm::Twine(images) + " twice");
      return false;
    }
    options.variants.push_back(images);
  }
  llvm::sort(options.variants);
  if (!options.variants.empty())
    options.batch = options.variants.pop_back_val();
  return true;
}

static bool parseLearningRate(double &rate, llvm::StringRef text) {
  if (llvm::to_float(text, rate) && rate > 0.0 && std::isfinite(static_cast<float>(rate)))
    return true;
  fail("--learning-rate: expects a positive number, found '" + text + "'");
  return false;
}

static bool expectOneOf(const cl::opt<std::string> &option, llvm::ArrayRef<llvm::StringRef> names) {
  if (option.getNumOccurrences() == 0 || llvm::is_contained(names, option.getValue()))
    return true;
  std::string words = llvm::join(names.drop_back(), ", ") + " or " + names.back().str();
  fail("--" + option.ArgStr + ": expects " + words + ", found '" + option.getValue() + "'");
  return false;
}

static bool parseThreads(unsigned &threads, const cl::opt<std::string> &option) {
  if (option.getNumOccurrences() == 0 || llvm::to_integer(option.getValue(), threads, 10))
    return true;
  fail("--" + option.ArgStr + ": expects a whole number of at least 0, found '" + option.getValue() + "'");
  return false;
}

/// 64M is 64 * 2^20; nothing if it is no size.
static std::optional<int64_t> parseSize(llvm::StringRef text) {
  int shift = llvm::StringSwitch<int>(text.take_back(1)).Case("K", 10).Case("M", 20).Case("G", 30).Default(0);
  double number = 0.0;
  if ((shift ? text.drop_back() : text).getAsDouble(number))
    return std::nullopt;
  double bytes = std::ldexp(number, shift);
  return bytes >= 1.0 && bytes < 0x1p62 ? std::optional<int64_t>(bytes) : std::nullopt;
}

/// What is written, and where.
static bool resolveOutput(Options &options, const CommandLine &line) {
  options.output = line.output;
  llvm::StringRef extension = llvm::sys::path::extension(line.output);
  std::optional<Emit> named = getEmitOfExtension(extension);
  if (line.emit.getNumOccurrences() > 0) {
    options.emit = line.emit;
    // Text may have any name; machine code under the name of another form would be taken for that form.
    llvm::StringRef expected = getCodeExtension(line.emit);
    if (!expected.empty() && named && named != options.emit) {
      fail(llvm::Twine("-o ") + line.output.getValue() + ": expects " + expected + ", as --emit says, found '" +
           extension + "'");
      return false;
    }
  } else if (!extension.empty()) {
    options.emit = named;
    if (!options.emit) {
      fail(llvm::Twine("-o ") + line.output.getValue() +
           ": expects .so, .o, .a, .h, .ll, .s or .ptx without --emit, found '" + extension + "'");
      return false;
    }
  } else if (!line.output.empty() || (!line.summary && line.header.empty()))
    options.emit = Emit::SharedObject;
  if (options.emit && options.output.empty())
    options.output = getDefaultOutput(*options.emit, options.input);
  bool isCode = options.emit && !getCodeExtension(*options.emit).empty();
  if (isCode && options.output == "-" && llvm::sys::Process::StandardOutIsDisplayed()) {
    fail("-o -: machine code is not written to a terminal; name a file");
    return false;
  }
  if (isCode && !options.target.isGpu() && !llvm::sys::fs::exists(options.runtime)) {
    std::string hint = " (cnnc is built with it where Debian's libstdc++-12-dev-arm64-cross is installed)";
    fail("--target=" + options.target.name + ": the embedded runtime is missing: expected '" + options.runtime + "'" +
         (options.target.getTriple().isX86() ? "" : hint));
    return false;
  }
  bool isGpuForm = !options.emit || *options.emit <= Emit::Summary || *options.emit == Emit::PTX ||
                   *options.emit == Emit::Header;
  if (options.target.isGpu() && !isGpuForm) {
    std::string code = options.target.kind == Target::Kind::Cuda ? "ptx, " : "";
    fail("--target=" + options.target.name + ": expects --emit=" + code +
         "header, summary or a stage (cnn, layout, halide, schedule, buffers); models run on the CPU");
    return false;
  }
  if (options.emit == Emit::PTX && options.target.kind != Target::Kind::Cuda) {
    fail("--emit=ptx: expects --target=cuda, found " + options.target.name);
    return false;
  }
  return true;
}

/// Whether this machine runs what is compiled for the target.
static bool isRunHere(const Target &target) {
  llvm::Expected<Target> host = Target::parse("host");
  if (!host) {
    llvm::consumeError(host.takeError());
    return false;
  }
  if (target.getArchitecture() != host->getArchitecture())
    return false;
  std::vector<Target> targets = Target::getCpuTargets();
  auto find = [&](const Target &wanted) {
    return llvm::find_if(targets, [&](const Target &other) { return other.name == wanted.name; });
  };
  return find(target) <= find(*host);
}

/// Whether and with what measured schedules are used.
static bool resolveTuning(Options &options, const CommandLine &line) {
  options.tune = line.tune;
  options.tuning = line.tuning;
  bool used = options.tune || line.tuning.getNumOccurrences() > 0;
  if (line.tuneThreads.getNumOccurrences() > 0 && !options.tune) {
    fail("--tune-threads: expects --tune");
    return false;
  }
  if (!used)
    return true;
  llvm::StringRef option = options.tune ? "--tune" : "--tuning";
  if (options.target.isGpu() || (options.tune && !isRunHere(options.target))) {
    fail(option + ": expects a target " + (options.tune ? "that this machine runs" : "of a CPU") +
         ", found --target=" + options.target.name);
    return false;
  }
  if (options.emit && *options.emit < Emit::Schedule) {
    fail(option + ": expects --emit=schedule or a later stage");
    return false;
  }
  if (options.tune && !llvm::sys::fs::exists(options.runtime)) {
    fail("--tune: the embedded runtime is missing: expected '" + options.runtime + "'");
    return false;
  }
  if (options.tuning.empty())
    options.tuning = TuningDatabase::getDefaultFile(options.target);
  if (options.tuning.empty()) {
    fail(option + ": there is no home for a tuning database: expects --tuning=<file>");
    return false;
  }
  return true;
}

std::optional<Options> Options::parse(int argc, char **argv) {
  // lld registers an option of the same name for its own command line, which is never parsed here.
  if (cl::Option *other = cl::getRegisteredOptions().lookup("threads"))
    other->removeArgument();
  // lld walks over all registered options when it links, so they must live as long as the program.
  static CommandLine line;
  cl::HideUnrelatedOptions(line.category);
  cl::SetVersionPrinter([](llvm::raw_ostream &stream) {
    stream << getCompilerVersion() << " (LLVM " << LLVM_VERSION_STRING << ", Halide 21)\n";
  });
  if (!checkNames(llvm::ArrayRef(argv, argc).drop_front()))
    return std::nullopt;
  if (!cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return std::nullopt;

  Options options;
  options.input = line.input;
  if (options.input.empty())
    return fail("expects a model (cnnc --help shows examples)");
  llvm::Expected<Target> target = Target::parse(line.target);
  if (!target)
    return fail("--target: " + llvm::toString(target.takeError()));
  options.target = *target;

  options.train = line.train;
  options.summary = line.summary;
  options.header = line.header;
  options.loss = line.loss;
  options.optimizer = line.optimizer;
  options.math = line.math;
  if ((options.math == Math::BF16 || options.math == Math::ExactTiles) && !options.target.hasTiles)
    return fail(std::string("--math=") + (options.math == Math::BF16 ? "bf16" : "exact-tiles") +
                ": expects a target with matrix tiles (--target=x86-64-v4+amx), found " + options.target.name);
  options.schedule = line.schedule;
  options.remarks = line.remarks;
  options.cache = !line.noCache;
  options.runtime = findEmbeddedRuntime(options.target);
  if (!parseBatch(options, line.batch) || !parseThreads(options.threads, line.threads) ||
      !parseThreads(options.tuneThreads, line.tuneThreads))
    return std::nullopt;
  for (const cl::Option *option :
       std::initializer_list<const cl::Option *>{&line.loss, &line.optimizer, &line.learningRate})
    if (option->getNumOccurrences() > 0 && !options.train)
      return fail("--" + option->ArgStr + ": expects --train");
  if (!expectOneOf(line.loss, {"cross_entropy", "mean_squared_error"}) ||
      !expectOneOf(line.optimizer, {"sgd", "momentum", "nesterov", "adam"}))
    return std::nullopt;
  if (line.learningRate.getNumOccurrences() > 0 && !parseLearningRate(options.learningRate, line.learningRate))
    return std::nullopt;
  if (line.memoryLimit.getNumOccurrences() > 0) {
    options.memoryLimit = parseSize(line.memoryLimit);
    if (!options.memoryLimit)
      return fail("--memory-limit: expects a size such as 64M, 1.5G or 1000000, found '" + line.memoryLimit + "'");
  }
  if (!resolveOutput(options, line) || !resolveTuning(options, line))
    return std::nullopt;
  return options;
}

} // namespace cnnc
